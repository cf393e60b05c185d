#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "runtime/spawn.h"

namespace slipway::runtime {

struct HttpGetProbe {
    std::string host = "127.0.0.1";
    int port = 0;
    std::string path = "/";
    std::vector<std::pair<std::string, std::string>> headers;
    bool tls = false;  ///< certificates are not verified, as Kubernetes does it
    int minStatus = 200;
    int maxStatus = 399;
};

struct TcpProbe {
    std::string host = "127.0.0.1";
    int port = 0;
};

/// Ready when it exits with 0 within the timeout.
struct ExecProbe {
    std::vector<std::string> argv;
    std::string workingDir;
    Environment environment;
};

struct ProbeSpec {
    std::variant<HttpGetProbe, TcpProbe, ExecProbe> action;
    Duration initialDelay{};
    Duration period = std::chrono::seconds(10);
    Duration timeout = std::chrono::seconds(1);
    int successThreshold = 1;  ///< successes in a row that make it ready
    int failureThreshold = 3;  ///< failures in a row that make it unready
    /// Until the first time ready, it is probed this often (never less often than `period` says), since waiting for a
    /// whole period would delay every start by half of it.
    Duration startupPeriod = std::chrono::milliseconds(25);
    /// An adopted instance was ready before: true starts in the ready state at the normal pace.
    bool startsReady = false;
};

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
