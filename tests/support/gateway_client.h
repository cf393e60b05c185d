#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <variant>

#include "base/error.h"
#include "base/unique_fd.h"
#include "protocol/gateway_channel.h"
#include "protocol/gateway_files.h"
#include "protocol/gateway_messages.h"
#include "protocol/gateway_snapshot.h"
#include "protocol/gateway_stats.h"

namespace slipway::testing {

/// Plays slipwayd towards a gateway, one blocking call at a time. Every wait has an end: an error then says what did
/// not come.
class GatewayClient {
  public:
    static constexpr std::chrono::milliseconds kPatience{10'000};

    /// Connects as soon as `home`/gateway.sock answers, and reads its hello with the listeners that it hands back.
    static Result<GatewayClient> connect(const std::string& home, std::chrono::milliseconds patience = kPatience);

    const protocol::GatewayHello& gateway() const { return m_hello; }
    std::map<std::string, UniqueFd>& handedBack() { return m_handedBack; }

    Result<> sayHello(int schemaFrom = protocol::kGatewaySchema, int schemaTo = protocol::kGatewaySchema);
    /// Hands a copy of the listening socket over. The ids that the gateway then holds.
    Result<std::vector<std::string>> addListener(const std::string& id, const std::string& address, int socket);
    Result<std::vector<std::string>> removeListener(const std::string& id);

    using Verdict = std::variant<protocol::Ack, protocol::Nack>;
    Result<Verdict> apply(const protocol::Snapshot& snapshot);
    /// The same with a body of the caller's own, right or wrong.
    Result<Verdict> applyBody(std::uint64_t generation, int memfd);
    Result<protocol::GatewayStats> stats();
    Result<> ping();
    Result<> goodbye();
    Result<> shutdown(std::chrono::milliseconds grace);
    void close() { m_socket.reset(); }

    Result<> send(const protocol::DaemonMessage& message, std::vector<int> descriptors = {});
    /// The next message of type T; others that come before it are kept for later calls. Errors: Timeout,
    /// GatewayUnreachable when the gateway closed.
    template <class T>
    Result<T> await(std::chrono::milliseconds patience = kPatience) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        for (std::size_t i = 0;;) {
            for (; i < m_inbox.size(); ++i)
                if (T* found = std::get_if<T>(&m_inbox[i].message)) {
                    T message = std::move(*found);
                    m_descriptors = std::move(m_inbox[i].descriptors);
                    m_inbox.erase(m_inbox.begin() + static_cast<std::ptrdiff_t>(i));
                    return message;
                }
            if (auto received = receiveOne(deadline); !received)
                return tl::unexpected(received.error());
        }
    }
    /// True when the gateway has closed the connection; what it said before is kept for `await`.
    bool awaitClosed(std::chrono::milliseconds patience = kPatience);
    bool hasWaiting() const { return !m_inbox.empty(); }

  private:
    struct Incoming {
        protocol::GatewayMessage message;
        std::vector<UniqueFd> descriptors;
    };
    explicit GatewayClient(UniqueFd socket) : m_socket(std::move(socket)) {}
    Result<> readHello(std::chrono::milliseconds patience);
    Result<> receiveOne(std::chrono::steady_clock::time_point deadline);
    Result<Verdict> awaitVerdict();

    UniqueFd m_socket;
    protocol::GatewayHello m_hello;
    std::map<std::string, UniqueFd> m_handedBack;
    std::deque<Incoming> m_inbox;
    std::vector<UniqueFd> m_descriptors;  ///< of the message that `await` gave last
    std::uint64_t m_nextId = 1;
};

}  // namespace slipway::testing
