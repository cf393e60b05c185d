#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "gateway/core/config.h"
#include "gateway/mirror/compare.h"
#include "http/method.h"
#include "http/response_head.h"

namespace slipway::gateway::mirror {

/// Keeps of an answer's head what the rules compare.
void keepHead(const http::ResponseHead& head, const CompareRules& rules, Answer& into);

/// Connections of one thread of the mirror, one an address, kept from request to request.
class ShadowConnections {
  public:
    /// `stop`: makes every wait end soon.
    explicit ShadowConnections(const std::atomic<bool>& stop) : m_stop(stop) {}

    enum class Outcome { Answered, TooLarge, Failed };
    /// Sends `request`, a whole HTTP/1.1 message, and reads the answer, of which it keeps what `rules` compare. Blocks
    /// until then, at most `timeout`. A kept connection that the service has closed is made anew once.
    Outcome call(const Endpoint& endpoint, http::Method method, const std::string& request,
                 std::chrono::milliseconds timeout, const CompareRules& rules, std::size_t bodyLimit, Answer& into);

  private:
    using Deadline = std::chrono::steady_clock::time_point;
    enum class Progress { Done, Stale, Broken, TooLarge };

    bool connect(const Endpoint& endpoint, Deadline deadline, UniqueFd& into);
    bool send(int fd, std::string_view bytes, Deadline deadline);
    Progress receive(int fd, http::Method method, Deadline deadline, const CompareRules& rules, std::size_t bodyLimit,
                     Answer& into, bool& reusable);
    /// False at the deadline, and where all shall end.
    bool wait(int fd, short events, Deadline deadline) const;

    const std::atomic<bool>& m_stop;
    std::map<std::string, UniqueFd> m_idle;
};

}  // namespace slipway::gateway::mirror
