#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "runtime/probe_spec.h"

namespace slipway::runtime {

enum class ProbeVerdict {
    Ready,    ///< it became ready
    Unready,  ///< it was ready and no longer is
    Failing,  ///< not ready yet, or failures below the threshold; told when the reason changes
};

struct ProbeResult {
    std::string id;
    ProbeVerdict verdict = ProbeVerdict::Failing;
    std::string reason;  ///< "GET /health/ready: 503 Service Unavailable", "connection refused", "timed out after 1s"
    Duration latency{};  ///< of the probe that decided
    WallMs at = 0;
    int failures = 0;  ///< in a row
};

struct ProbeTotals {
    std::uint64_t probes = 0;
    std::uint64_t failures = 0;
    std::uint64_t connections = 0;  ///< opened; far below `probes` when they are kept
    std::uint64_t late = 0;         ///< that started more than a period after their time
};

/// Probes all instances on one thread of its own, with one libcurl multi handle and a kept connection an instance.
/// Thread: add, update, remove and process from one owner; they never block on the network.
class ProbeRunner {
  public:
    /// Errors: Io.
    static Result<std::unique_ptr<ProbeRunner>> create();
    /// Stops its thread and ends the exec probes that run.
    ~ProbeRunner();

    /// Readable when process() has results.
    int fd() const;

    /// `id` names the probe, as in "shop/users-3/readiness". Adding an id again replaces it and starts anew.
    void add(const std::string& id, ProbeSpec spec);
    /// No result of this id is given after it returns.
    void remove(const std::string& id);

    std::vector<ProbeResult> process();
    ProbeTotals totals() const;

  private:
    struct State;
    explicit ProbeRunner(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace slipway::runtime
