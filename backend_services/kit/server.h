#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "kit/http.h"

namespace shop::kit {

struct ServerOptions {
    std::uint16_t port = 0;  ///< on 127.0.0.1; 0 takes a free one
    unsigned loops = 2;      ///< threads that accept, read and write; a connection stays with one for life
    std::size_t headLimitBytes = 32 * 1024;    ///< past it: 431
    std::size_t targetLimitBytes = 8 * 1024;   ///< past it: 414
    std::size_t bodyLimitBytes = 1024 * 1024;  ///< past it: 413
    /// Longer than any proxy keeps an idle connection in its pool, so that it is the proxy that closes.
    std::chrono::milliseconds idleTimeout = std::chrono::minutes(10);
    std::chrono::milliseconds requestTimeout = std::chrono::seconds(20);  ///< for a whole request to come in: 408
    /// How long an idle connection may still ask after stop(), answered with `Connection: close`.
    std::chrono::milliseconds stopLinger = std::chrono::milliseconds(100);
    std::chrono::milliseconds stopDeadline = std::chrono::seconds(10);
};

/// Answers a request; called once, on any thread. After stop() the answer says `Connection: close` by itself.
using Respond = std::function<void(Response)>;

/// What the server tells and asks. All on a loop's thread.
struct ServerHooks {
    /// A whole request. The request and its views live until `respond` is called.
    std::function<void(Request&, Respond)> dispatch;
    /// A request that broke the protocol and was answered by the server itself.
    std::function<void(int status)> refused;
    /// Where set, a time to wait before dispatch (fault switch SHOP_LATENCY_MS).
    std::function<std::chrono::milliseconds(const Request&)> delay;
    /// stop() began.
    std::function<void()> stopping;
};

/// HTTP/1.1 on loopback, with keep-alive and pipelining. Beast parses; no other file of the shop's services includes
/// it.
class Server {
  public:
    Server(ServerOptions options, ServerHooks hooks);
    ~Server();

    /// Binds and listens. Fails with Fault::Unavailable, "Address already in use", where somebody holds the port.
    Result<> listen();
    std::uint16_t port() const;

    /// Serves until a stop is complete, on SIGTERM or SIGINT or stop(). Returns the number of connections that the
    /// deadline cut; 0 after a clean stop. A second signal cuts at once.
    std::size_t run();

    /// Ends gracefully: what is in flight and what waits in the accept queue is answered, idle connections are closed
    /// after stopLinger, then the listener. Any thread.
    void stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace shop::kit
