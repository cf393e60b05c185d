#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "model/world.h"

namespace slipway::model {

/// A new, pending instance of a service.
struct CreateInstance {
    ServiceName service;
    int revision = 0;
    std::optional<InstanceId> replaces;
};
/// Fork and exec. Answered by Spawned or SpawnFailed.
struct SpawnInstance {
    InstanceId id;
};
/// No new request to it; answered by Drained. `retire` false: it comes back (a user's restart).
struct DrainInstance {
    InstanceId id;
};
/// The stop signal to its process group. Answered by Exited.
struct TerminateInstance {
    InstanceId id;
    std::string reason;  ///< empty: asked for
};
/// SIGKILL to its process group and whatever of its tree is left.
struct KillInstance {
    InstanceId id;
};
/// Marks it for good; the next plans drain and stop it.
struct RetireInstance {
    InstanceId id;
};
/// The record goes.
struct ForgetInstance {
    InstanceId id;
};
/// Pending again at once, past failures forgotten.
struct ReviveInstance {
    InstanceId id;
};
/// A scheduled job was due while it ran, and is not run for it.
struct SkipRuns {
    ServiceName service;
};
/// The instances of a rollout's step have settled: its share of the requests is in force from now on.
struct ReachStep {
    ServiceName service;
};
/// The step's time is over and nothing was found against the new revision.
struct NextStep {
    ServiceName service;
};
/// Nothing of this rollout moves until a user resumes or aborts it.
struct PauseRollout {
    ServiceName service;
    std::string why;
};
/// The rollout ends here: back to the old revision, its new instances are retired.
struct FailRollout {
    ServiceName service;
    std::string why;
    InstanceId culprit;
};
/// The rollout has reached its revision with all instances ready and no old one left.
struct CompleteRollout {
    ServiceName service;
};

using Action = std::variant<CreateInstance, SpawnInstance, DrainInstance, TerminateInstance, KillInstance,
                            RetireInstance, ForgetInstance, ReviveInstance, SkipRuns, ReachStep, NextStep, PauseRollout,
                            FailRollout, CompleteRollout>;

struct Plan {
    std::vector<Action> actions;
    std::optional<TimePoint> wake;  ///< look again then, should nothing happen before
};

/// How long a drain may take before the stop goes on without it: tunnels and streams may never end by themselves.
inline constexpr std::chrono::seconds kDrainTimeout{30};

/// What to do now. Pure: no clock, no randomness, no memory of its own; the same world gives the same plan. Carry out
/// the actions in their order, each with apply(), then plan again until it returns none.
Plan plan(const World& world, TimePoint now);

/// The bookkeeping of an action that is being carried out.
void apply(World& world, const Action& action, TimePoint now);

/// "create products-3", for logs and for the traces of a simulation.
std::string describe(const Action& action);

}  // namespace slipway::model
