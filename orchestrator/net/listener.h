#pragma once

#include <memory>

#include "base/unique_fd.h"
#include "net/address.h"
#include "net/loop.h"

namespace slipway::net {

/// A bound, listening, non-blocking TCP socket, close-on-exec. Port 0 lets the kernel choose. Errors: PortInUse, Io.
Result<UniqueFd> listenOn(const Address& address, int backlog = 4096);

class AcceptHandler {
  public:
    /// `socket` is non-blocking and close-on-exec and has TCP_NODELAY.
    virtual void onAccepted(UniqueFd socket, const Address& peer) = 0;
    /// accept4() ran out of descriptors or memory; accepting rests for Listener::kRest and then goes on by itself.
    virtual void onExhausted([[maybe_unused]] int error) {}

  protected:
    ~AcceptHandler() = default;
};

/// Accepts on a listening socket that several loops may share, each with a Listener of its own. The connections wait in
/// one backlog, so nothing is lost when a loop, a process, or all of them come and go while somebody holds the socket.
/// Thread: the loop's.
class Listener final : public Source {
  public:
    /// How long accepting rests when descriptors run out: a level-triggered listener would spin meanwhile.
    static constexpr Duration kRest = std::chrono::milliseconds(100);

    Listener(Loop& loop, std::shared_ptr<const UniqueFd> socket, AcceptHandler& handler);
    ~Listener() override;

    bool isAccepting() const { return m_accepting; }

    void onEvents(std::uint32_t events) override;

  private:
    void start();
    void rest();

    Loop& m_loop;
    std::shared_ptr<const UniqueFd> m_socket;
    AcceptHandler& m_handler;
    Timer m_restTimer;
    bool m_accepting = false;
};

}  // namespace slipway::net
