#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/line_pattern.h"
#include "runtime/spawn.h"

namespace slipway::runtime {

struct HttpGetProbe {
    std::string host = "127.0.0.1";
    int port = 0;
    std::string path = "/";
    std::vector<std::pair<std::string, std::string>> headers;
    int minStatus = 200;
    int maxStatus = 399;
};

struct TcpProbe {
    std::string host = "127.0.0.1";
    int port = 0;
};

/// Ready when it exits with 0 within the timeout; past it, and when it leaves something running, its group is killed.
struct ExecProbe {
    std::vector<std::string> argv;
    std::string workingDir;
    Environment environment;
    std::optional<Identification> user;
    /// Not the instance's own, or a probe that outlives a killed daemon would be taken for the instance; but one with
    /// the daemon's prefix, so that it is found: "COOKIE/probe".
    std::string cookie;
};

/// Succeeds from the first complete line on, of any of the outputs, that `pattern` matches without its escape
/// sequences. The files are read where they lie: nobody stands between an instance and its output.
struct LogLineProbe {
    struct Output {
        std::string path;
        std::uint64_t from = 0;  ///< where this process's output begins; what is before is another's
    };
    LinePattern pattern;
    std::string text;  ///< of the pattern, for messages
    std::vector<Output> outputs;
    bool found = false;  ///< an adopted instance that was ready: the line is history, and may be gone from the file
};

struct ProbeSpec {
    std::variant<HttpGetProbe, TcpProbe, ExecProbe, LogLineProbe> action;
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

}  // namespace slipway::runtime
