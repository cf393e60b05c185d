#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/api_problem.h"

namespace slipway::client {

/// One request of the control API.
struct Request {
    std::string method = "GET";
    std::string path;  ///< with the query, percent-encoded
    std::string body;  ///< JSON; empty: none
    std::vector<std::pair<std::string, std::string>> headers;
    std::chrono::milliseconds timeout{30'000};  ///< of the whole answer; 0: none
    /// Where pieces of a successful answer's body go as they come, instead of into the result; false ends the request
    /// (Cancelled).
    std::function<bool(std::string_view)> onPiece;
    std::function<void()> onHead;  ///< a successful answer has begun
};

/// HTTP over the daemon's Unix socket on libcurl; the connection is kept from request to request. Thread: one at a
/// time; `interrupt` any.
class Transport {
  public:
    explicit Transport(const std::string& socketPath);
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    /// The body of a 2xx answer. Errors: what the answer's error body says; DaemonUnreachable, Timeout, Cancelled,
    /// Corrupt (no HTTP).
    api::Answer<std::string> perform(const Request& request);

    /// Ends the request that runs, and every later one, with Cancelled, at once. Thread: any.
    void interrupt();

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace slipway::client
