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
/// Another process listens on its port, so whatever answered there was not it. Comes before it is ready, or before the
/// Exited of one that could not bind.
struct PortTaken {
    InstanceId id;
    std::string why;       ///< names port, pid and command
    bool another = false;  ///< it may have another port: the loss is no fault of its revision
};
struct Drained {
    InstanceId id;
};
/// What both revisions of a running rollout did since its step began.
struct RevisionsCompared {
    ServiceName service;
    int step = 0;
    RevisionTraffic fresh, old;
};

using Fact = std::variant<Spawned, SpawnFailed, Exited, ProbeSucceeded, ProbeFailed, LivenessFailed, PortTaken, Drained,
                          RevisionsCompared>;

/// Returns whether anything changed. `random` spreads back-off delays.
bool observe(World& world, const Fact& fact, TimePoint now, Random& random);

}  // namespace slipway::model
