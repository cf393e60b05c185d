#include "runtime/stop.h"

#include <fcntl.h>

#include <algorithm>

#include "runtime/process_table.h"

namespace slipway::runtime {

namespace {
constexpr auto kSweepEvery = std::chrono::milliseconds(50);
constexpr auto kKillEvery = std::chrono::milliseconds(100);
constexpr auto kKillPatience = std::chrono::seconds(5);
}  // namespace

ProcessTreeTarget::ProcessTreeTarget(ProcessIdentity leader, int pidfd, std::string cookie, InstanceCgroup cgroup)
    : m_leader(std::move(leader)), m_cookie(std::move(cookie)), m_cgroup(std::move(cgroup)) {
    if (pidfd >= 0)
        m_pidfd = UniqueFd(::fcntl(pidfd, F_DUPFD_CLOEXEC, 0));
}

bool ProcessTreeTarget::signalGroup(int signal) {
    return runtime::signalGroup(m_leader, m_pidfd.get(), m_cookie, signal).has_value();
}

int ProcessTreeTarget::signalStragglers(int signal) {
    int count = 0;
    if (signal == SIGKILL && m_cgroup.kill())
        return static_cast<int>(m_cgroup.members().size());
    // The number may be another's since it was read: `still` holds for sure of what the descriptor keeps.
    const auto send = [&](const ProcessStat& stat, const auto& still) {
        if (stat.group == m_leader.pid)
            return;
        const auto pidfd = openVerified({currentBootId(), stat.pid, stat.startTicks});
        count += pidfd && still(stat.pid) && signalProcess(pidfd->get(), signal);
    };
    for (const pid_t pid : m_cgroup.members())
        if (const auto stat = readProcessStat(pid))
            send(*stat, [&](pid_t member) { return m_cgroup.has(member); });
    if (count == 0)
        for (const auto& stat : membersOf(m_leader, m_cookie))
            send(stat, [](pid_t) { return true; });
    return count;
}

std::vector<pid_t> ProcessTreeTarget::living() {
    std::vector<pid_t> pids = m_cgroup.members();
    if (!pids.empty())
        return pids;
    for (const auto& stat : membersOf(m_leader, m_cookie))
        pids.push_back(stat.pid);
    return pids;
}

StopSequence::Phase StopSequence::begin(TimePoint now) {
    if (m_phase != Phase::Idle)
        return m_phase;
    m_graceEnd = now + m_policy.grace;
    m_target.signalGroup(m_policy.signal);
    m_phase = Phase::Stopping;
    m_wakeAt = m_graceEnd;
    return m_leaderEnded ? leaderEnded(now) : m_phase;
}

StopSequence::Phase StopSequence::leaderEnded(TimePoint now) {
    m_leaderEnded = true;
    if (m_phase == Phase::Stopping) {
        m_phase = Phase::Sweeping;
        // Those in the group were told already; who left it was not.
        m_target.signalStragglers(m_policy.signal);
    }
    return m_phase == Phase::Idle || finished() ? m_phase : sweep(now);
}

StopSequence::Phase StopSequence::advance(TimePoint now) {
    switch (m_phase) {
        case Phase::Stopping:
            return now >= m_graceEnd ? enterKilling(now) : m_phase;
        case Phase::Sweeping:
        case Phase::Killing:
            return sweep(now);
        default:
            return m_phase;
    }
}

StopSequence::Phase StopSequence::kill(TimePoint now) {
    return m_phase == Phase::Stopping || m_phase == Phase::Sweeping ? enterKilling(now) : m_phase;
}

StopSequence::Phase StopSequence::enterKilling(TimePoint now) {
    m_phase = Phase::Killing;
    m_killed = true;
    m_giveUpAt = now + kKillPatience;
    return sweep(now);
}

StopSequence::Phase StopSequence::sweep(TimePoint now) {
    if (m_phase == Phase::Killing) {
        m_target.signalGroup(SIGKILL);
        m_target.signalStragglers(SIGKILL);
    }
    // The leader counts as living until its exit was told, so that nobody forgets to reap it.
    if (m_leaderEnded && m_target.living().empty()) {
        m_phase = Phase::Done;
        m_wakeAt.reset();
        return m_phase;
    }
    if (m_phase == Phase::Sweeping && now >= m_graceEnd)
        return enterKilling(now);
    if (m_phase == Phase::Killing && now >= m_giveUpAt) {
        m_phase = Phase::Stuck;
        m_wakeAt.reset();
        return m_phase;
    }
    m_wakeAt = m_phase == Phase::Killing ? std::min<TimePoint>(now + kKillEvery, m_giveUpAt)
                                         : std::min<TimePoint>(now + kSweepEvery, m_graceEnd);
    return m_phase;
}

}  // namespace slipway::runtime
