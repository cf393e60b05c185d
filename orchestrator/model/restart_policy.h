#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "model/project.h"

namespace slipway::model {

/// How a process ended. An adopted process's status may be unknown: the kernel gives it to its parent alone.
struct Exit {
    bool known = true;
    int code = 0;        ///< 0-255, when signal is 0
    int signal = 0;      ///< 1-64
    std::string reason;  ///< more than the status says: "out of memory", "exec /x/shop: No such file or directory"

    bool success() const { return known && code == 0 && signal == 0; }
    bool operator==(const Exit&) const = default;
};

/// "exit code 3", "killed by SIGKILL", "exit status unknown", and the reason behind it.
std::string describe(const Exit& exit);

/// What the policy remembers of one instance.
struct RestartHistory {
    int inRow = 0;                  ///< restarts since it was last stable for `resetAfter`
    std::vector<TimePoint> recent;  ///< restarts within `window`, oldest first
    bool operator==(const RestartHistory&) const = default;
};

struct RestartDecision {
    enum class Kind { Restart, Stay, CrashLoop };
    Kind kind = Kind::Restart;
    TimePoint at{};  ///< for Restart: not before this
    std::string why;
};

/// Decides what follows an exit that nobody asked for, and notes it in `history`. The first restart of an instance that
/// had been ready is immediate: most crashes are single, and a hole of `delay` would be felt by every held request.
/// From the second in a row on the delay is delay * factor^(n-1), at most maxDelay, spread by +-20 % so that instances
/// that fell together do not rise together.
RestartDecision decideRestart(const RestartPolicy& policy, RestartHistory& history, const Exit& exit, bool hadBeenReady,
                              TimePoint readySince, TimePoint now, Random& random);

}  // namespace slipway::model
