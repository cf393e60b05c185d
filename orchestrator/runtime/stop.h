#pragma once

#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "runtime/cgroups.h"
#include "runtime/identity.h"

namespace slipway::runtime {

struct StopPolicy {
    int signal = SIGTERM;
    Duration grace = std::chrono::seconds(10);
};

/// What a stop does to the machine; tests give their own.
class StopTarget {
  public:
    virtual ~StopTarget() = default;
    /// To every process of the instance's group. False when nothing of it is left.
    virtual bool signalGroup(int signal) = 0;
    /// To what belongs to the instance but left its group. Returns how many.
    virtual int signalStragglers(int signal) = 0;
    /// Pids that belong to the instance and live, the leader among them.
    virtual std::vector<pid_t> living() = 0;
};

/// An instance's process tree, found by its control group and by its process group, session and cookie
/// (process_table.h).
class ProcessTreeTarget final : public StopTarget {
  public:
    /// `pidfd` is the leader's; it is duplicated.
    ProcessTreeTarget(ProcessIdentity leader, int pidfd, std::string cookie, InstanceCgroup cgroup = {});
    bool signalGroup(int signal) override;
    int signalStragglers(int signal) override;
    std::vector<pid_t> living() override;
    const InstanceCgroup& cgroup() const { return m_cgroup; }

  private:
    ProcessIdentity m_leader;
    UniqueFd m_pidfd;
    std::string m_cookie;
    InstanceCgroup m_cgroup;
};

/// One stop of one instance, driven by its caller: it has no clock and no thread.
///
/// | phase    | entered by                             | does                                          | leaves to                                     |
/// |----------|----------------------------------------|-----------------------------------------------|-----------------------------------------------|
/// | Idle     |                                        |                                               | begin: Stopping                               |
/// | Stopping | begin                                  | stop signal to the group                      | leader ended: Sweeping; grace over: Killing   |
/// | Sweeping | leader ended before its grace was over | stop signal to stragglers, looks every 50 ms  | none left: Done; grace over: Killing          |
/// | Killing  | grace over, or kill()                  | SIGKILL to group and stragglers every 100 ms  | leader ended and none left: Done; 5 s: Stuck  |
/// | Done     |                                        |                                               |                                               |
/// | Stuck    | SIGKILL did not help (uninterruptible) |                                               |                                               |
class StopSequence {
  public:
    enum class Phase { Idle, Stopping, Sweeping, Killing, Done, Stuck };

    /// `target` must live as long.
    StopSequence(StopTarget& target, StopPolicy policy) : m_target(target), m_policy(policy) {}

    Phase begin(TimePoint now);
    /// To be told when the leader's exit was seen; before begin() too.
    Phase leaderEnded(TimePoint now);
    /// To be called at wakeAt() or later.
    Phase advance(TimePoint now);
    /// Skips the rest of the grace.
    Phase kill(TimePoint now);

    Phase phase() const { return m_phase; }
    bool finished() const { return m_phase == Phase::Done || m_phase == Phase::Stuck; }
    /// Whether SIGKILL was needed.
    bool killed() const { return m_killed; }
    /// Empty: nothing to do before leaderEnded().
    std::optional<TimePoint> wakeAt() const { return m_wakeAt; }

  private:
    Phase enterKilling(TimePoint now);
    Phase sweep(TimePoint now);

    StopTarget& m_target;
    StopPolicy m_policy;
    Phase m_phase = Phase::Idle;
    bool m_leaderEnded = false;
    bool m_killed = false;
    TimePoint m_graceEnd{};
    TimePoint m_giveUpAt{};
    std::optional<TimePoint> m_wakeAt;
};

}  // namespace slipway::runtime
