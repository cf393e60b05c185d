#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace shop::kit {

/// What a handler's time goes to. `Server-Timing` names the first four always, `calls` where there were any.
enum class Phase : std::uint8_t { Decode, Domain, Store, Encode, Calls, Count };

/// Exclusive time a phase: entering one stops the clock of the one around it, so the phases add up to the whole.
class Timings {
  public:
    void start();
    /// Switches the clock to `phase` and returns the one that it ran for.
    Phase enter(Phase phase);
    void stop();
    std::int64_t microseconds(Phase phase) const;
    /// `decode;dur=0.021, domain;dur=…` in milliseconds, as https://www.w3.org/TR/server-timing/ has it.
    std::string header() const;

  private:
    using Clock = std::chrono::steady_clock;
    void settle();

    std::array<std::chrono::nanoseconds, static_cast<std::size_t>(Phase::Count)> m_spent{};
    Clock::time_point m_since;
    Phase m_phase = Phase::Domain;
};

/// One call to another service, for the log line of the request that made it.
struct CallRecord {
    std::string to;
    std::string method;
    std::string path;
    int status = 0;  ///< 0: no answer
    std::int64_t microseconds = 0;
};

/// What belongs to the request that this thread works on. Handlers never pass it around: the client and the stores find
/// it here.
struct RequestContext {
    std::string requestId;
    std::string traceparent, tracestate;  ///< W3C trace context as it came: calls made here belong to that trace
    Timings timings;
    std::vector<CallRecord> calls;

    /// The running request of this thread, or null outside of one.
    static RequestContext* current();
};

/// Makes `context` the thread's running one, and puts back what was before.
class RequestScope {
  public:
    explicit RequestScope(RequestContext& context);
    ~RequestScope();
    RequestScope(const RequestScope&) = delete;
    RequestScope& operator=(const RequestScope&) = delete;

  private:
    RequestContext* m_before;
};

/// Counts the time of a block for a phase of the running request; nothing outside of one.
class PhaseScope {
  public:
    explicit PhaseScope(Phase phase);
    ~PhaseScope();
    PhaseScope(const PhaseScope&) = delete;
    PhaseScope& operator=(const PhaseScope&) = delete;

  private:
    RequestContext* m_context;
    Phase m_before = Phase::Domain;
};

}  // namespace shop::kit
