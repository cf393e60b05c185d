#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kit/error.h"

namespace shop::kit {

class Metrics;

struct ClientOptions {
    std::string name = "upstream";  ///< of the service called: in errors, logs and metrics
    std::chrono::milliseconds connectTimeout = std::chrono::seconds(1);
    std::chrono::milliseconds timeout = std::chrono::seconds(10);  ///< for one whole exchange
    std::size_t idleLimit = 16;                                    ///< connections kept
    std::size_t bodyLimitBytes = 8 * 1024 * 1024;
    Metrics* metrics = nullptr;  ///< counts each try, where set
};

struct ClientRequest {
    std::string method = "GET";
    std::string target;
    std::string body;            ///< sent as application/json where not empty
    std::string idempotencyKey;  ///< makes a POST or PATCH repeatable
    std::vector<std::pair<std::string, std::string>> headers;
};

struct ClientResponse {
    int status = 0;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool keptAlive = false;

    /// First value of the header, or empty.
    std::string_view header(std::string_view name) const;
};

/// HTTP/1.1 calls to one base address, over connections that are kept. Blocking; any number of threads.
///
/// The running request's id goes along as X-Request-Id, and the call is noted for its log line. A kept connection that
/// dies before the first byte of an answer is replaced once, where repeating is safe: GET, HEAD, PUT, DELETE, and what
/// has an Idempotency-Key.
class Client {
  public:
    /// `url` is `http://HOST:PORT`. Fault: BadRequest for anything else.
    static Result<std::unique_ptr<Client>> create(std::string_view url, ClientOptions options);
    ~Client();

    /// Any status is a success here. Faults: Upstream where nobody listens or the answer is broken, Timeout.
    Result<ClientResponse> send(const ClientRequest& request);

  private:
    struct Impl;
    explicit Client(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace shop::kit
