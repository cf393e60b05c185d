#pragma once

#include <memory>
#include <string>

#include "gateway/core/config.h"
#include "gateway/data/local_ref.h"
#include "net/listener.h"

namespace slipway::gateway {

class Worker;

/// A listening socket that all workers share.
struct SharedListener {
    std::string id;
    std::shared_ptr<const UniqueFd> socket;
    std::shared_ptr<ListenerSlot> slot;
};

/// One worker's end of a listener: accepts while the configuration has the listener, and names its routes to the
/// connections that came in through it. Those keep it alive. Thread: the worker's.
class Ingress final : public LocalCounted, public net::AcceptHandler {
  public:
    Ingress(Worker& worker, std::shared_ptr<const SharedListener> shared);

    const std::string& id() const { return m_shared->id; }
    const std::shared_ptr<const SharedListener>& shared() const { return m_shared; }
    /// Null while the configuration in force does not have it.
    const Listener* listener() const { return m_listener; }

    void update(const Config* config);
    /// Accepts no more; its connections live on.
    void stopAccepting();
    bool mayAccept() const { return !m_stopped; }
    ListenerShard& shard();

    void onAccepted(UniqueFd socket, const net::Address& peer) override;
    void onExhausted(int error) override;

  private:
    Worker& m_worker;
    std::shared_ptr<const SharedListener> m_shared;
    const Listener* m_listener = nullptr;
    std::unique_ptr<net::Listener> m_acceptor;
    bool m_stopped = false;
};

}  // namespace slipway::gateway
