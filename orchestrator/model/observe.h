#pragma once

#include <string>
#include <variant>

#include "base/random.h"
#include "model/world.h"

/// Facts about the world as they come in. Each is idempotent or harmless when late: what no longer fits the instance's
/// state is ignored.
namespace slipway::model {

struct Spawned {
    InstanceId id;
    std::int64_t pid = 0;
    std::int64_t startTicks = 0;
    std::string bootId;
    int port = 0;
    std::int64_t wallMs = 0;
};
struct SpawnFailed {
    InstanceId id;
    std::string message;     ///< "exec /x/shop: No such file or directory"
    bool permanent = false;  ///< trying again can't help (no such file, not executable)
};
struct Exited {
    InstanceId id;
    std::int64_t pid = 0;
    Exit exit;
    std::int64_t wallMs = 0;
};
struct ProbeSucceeded {
    InstanceId id;
    std::int64_t wallMs = 0;
};
struct ProbeFailed {
    InstanceId id;
    std::string why;
};
struct LivenessFailed {
    InstanceId id;
    std::string why;
};
struct Drained {
    InstanceId id;
};

using Fact = std::variant<Spawned, SpawnFailed, Exited, ProbeSucceeded, ProbeFailed, LivenessFailed, Drained>;

/// Returns whether anything changed. `random` spreads back-off delays.
bool observe(World& world, const Fact& fact, TimePoint now, Random& random);

}  // namespace slipway::model
