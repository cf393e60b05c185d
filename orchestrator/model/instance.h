#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/restart_policy.h"

/// One process of a service, as the plan sees it.
///
///   state       process  endpoint   leaves to                    by
///   ----------  -------  ---------  ---------------------------
///   ------------------------------------------------------- pending     no       none       starting plan: due,
///   dependencies met starting    yes      none       ready                        first success of its probe
///                                   pending|failed|crash_loop    exit; failed start
///                                   stopping                     start timeout, retired
///   ready       yes      active     unready                      probe fails `failureThreshold` times
///                                   draining                     retired, recycled
///                                   pending|stopped|crash_loop   exit
///   unready     yes      draining   ready | draining | pending…  probe succeeds | retired | exit
///   draining    yes      draining   stopping                     gateway counted zero, or the drain's time is over
///   stopping    yes      none       (gone) | pending             exit of a retired | of a recycled or timed-out one
///   stopped     no       none       pending                      start, restart
///   failed      no       none       pending                      restart; a start that can't succeed is not repeated
///   crash_loop  no       none       pending                      restart
namespace slipway::model {

enum class InstanceState { Pending, Starting, Ready, Unready, Draining, Stopping, Stopped, Failed, CrashLoop };

/// "crash_loop" and so on, as in `ps --json`.
const char* stateName(InstanceState state);
std::optional<InstanceState> stateFromName(std::string_view name);

/// A user's restart of one instance: asked for, then under way until it is ready again.
enum class Recycle { No, Asked, UnderWay };

struct Instance {
    InstanceId id;  ///< "users-3"; never used twice in a project
    ServiceName service;
    int revision = 0;
    InstanceState state = InstanceState::Pending;
    TimePoint since{};    ///< of `state`
    bool retire = false;  ///< it leaves for good: drain, stop, forget
    Recycle recycle = Recycle::No;
    std::optional<InstanceId> replaces;  ///< in a rollout

    std::int64_t pid = 0;         ///< 0: no process
    std::int64_t startTicks = 0;  ///< field 22 of /proc/PID/stat; with boot id and pid the process's identity
    std::string bootId;
    std::string cookie;
    std::vector<std::string> cgroups;  ///< folders of the control groups that it is in; none: contained by its cookie
    int port = 0;                      ///< the service's first; 0: none
    std::vector<int> otherPorts;       ///< of its ports after the first, in the manifest's order
    std::uint64_t outFrom = 0, errFrom = 0;  ///< bytes of its output files that are older than this process
    bool adopted = false;

    TimePoint createdAt{}, spawnedAt{}, readyAt{}, drainFrom{}, drainedAt{}, stopFrom{};
    std::int64_t spawnedWallMs = 0, readyWallMs = 0;
    bool everReady = false;  ///< this process; reset by each spawn
    bool spawning = false;   ///< an action is out; the answer has not come
    bool drained = false;
    bool killed = false;     ///< KILL was sent
    std::string stopReason;  ///< why Slipway stopped it, where that was not asked for by the user
    std::string unfit;       ///< its liveness probe gave up, or its port is another's: to be stopped, for this reason
    bool portLost = false;   ///< this process is not to blame for its end: a stranger had its port first

    int restarts = 0;
    int failedStarts = 0;  ///< ends in a row before it had been ready for `monitor`
    int portsLost = 0;     ///< starts in a row that ended with portLost
    RestartHistory history;
    TimePoint notBefore{};
    std::optional<Exit> lastExit;
    std::int64_t lastExitWallMs = 0;
    std::string why;  ///< a sentence where the state needs one

    bool hasProcess() const {
        return state == InstanceState::Starting || state == InstanceState::Ready || state == InstanceState::Unready ||
               state == InstanceState::Draining || state == InstanceState::Stopping;
    }
    /// A job that has done its work.
    bool completed() const { return state == InstanceState::Stopped && lastExit && lastExit->success(); }
    bool terminal() const {
        return state == InstanceState::Failed || state == InstanceState::CrashLoop || state == InstanceState::Stopped;
    }
    bool operator==(const Instance&) const = default;
};

/// What the gateway is told of it: nothing, active, or draining (no new request).
enum class EndpointState { None, Active, Draining };
EndpointState endpointState(const Instance& instance);

}  // namespace slipway::model
