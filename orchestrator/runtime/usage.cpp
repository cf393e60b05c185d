#include "runtime/usage.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_map>

#include "base/files.h"

namespace slipway::runtime {

namespace {

constexpr int kMostPssASample = 50;

/// Nanoseconds of CPU that a process has used: the scheduler's own count, where /proc/PID/stat has ticks of 10 ms. Its
/// clock's number is the pid, inverted, over the bits of CPUCLOCK_SCHED (clock_getcpuclockid(3) does the same).
std::uint64_t cpuNs(const ProcessStat& stat, std::uint64_t nsPerTick) {
    clockid_t clock = 0;
    timespec used{};
    if (::clock_getcpuclockid(stat.pid, &clock) == 0 && ::clock_gettime(clock, &used) == 0)
        return static_cast<std::uint64_t>(used.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(used.tv_nsec);
    return stat.ownTicks * nsPerTick;
}

/// Which tree each process of the table belongs to: by session or group, else by its parent.
class Trees {
  public:
    Trees(const std::vector<ProcessStat>& table, const std::vector<UsageTarget>& targets) {
        for (const auto& stat : table)
            m_byPid[stat.pid] = &stat;
        for (const auto& target : targets) {
            const auto leader = m_byPid.find(target.leader);
            // With the leader gone its number still names the session, unless another process has it now.
            if (leader == m_byPid.end() || leader->second->startTicks == target.startTicks)
                m_leaders[target.leader] = &target;
        }
    }

    /// Nothing where it belongs to none.
    const UsageTarget* of(const ProcessStat& stat) const {
        const ProcessStat* at = &stat;
        // A chain of parents ends at 1; the limit is for a table that changed while it was read.
        for (int depth = 0; at && depth < 64; ++depth) {
            for (const pid_t number : {at->pid, at->session, at->group})
                if (const auto found = m_leaders.find(number);
                    found != m_leaders.end() && at->startTicks >= found->second->startTicks)
                    return found->second;
            const auto parent = m_byPid.find(at->parent);
            at = parent == m_byPid.end() ? nullptr : parent->second;
        }
        return nullptr;
    }

  private:
    std::unordered_map<pid_t, const ProcessStat*> m_byPid;
    std::unordered_map<pid_t, const UsageTarget*> m_leaders;
};

}  // namespace

std::uint64_t readPssKib(pid_t pid) {
    char path[48];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    const UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
    char text[2048];
    const ssize_t got = fd ? ::read(fd.get(), text, sizeof text - 1) : 0;
    text[std::max<ssize_t>(got, 0)] = '\0';
    const std::string_view view(text);
    const size_t at = view.find("\nPss:");
    return at == std::string_view::npos ? 0 : strtoull(text + at + 5, nullptr, 10);
}

std::uint64_t machineOutOfMemoryKills() {
    const std::string text = readFile("/proc/vmstat", 1u << 20).value_or("");
    const size_t at = text.find("\noom_kill ");
    return at == std::string::npos ? 0 : strtoull(text.c_str() + at + 10, nullptr, 10);
}

std::map<std::string, Usage> UsageSampler::sample(const std::vector<UsageTarget>& targets, TimePoint now) {
    const std::uint64_t nsPerTick = 1'000'000'000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    const std::uint64_t kibPerPage = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 1024;
    const auto table = readProcessTable();
    const Trees trees(table, targets);

    struct Sum {
        Usage usage;
        std::uint64_t cpuNs = 0;
        std::vector<pid_t> pids;
    };
    std::unordered_map<const UsageTarget*, Sum> sums;
    for (const auto& stat : table) {
        const UsageTarget* target = trees.of(stat);
        if (!target)
            continue;
        Sum& sum = sums[target];
        // When a child is reaped, what it used moves into its parent's count: the sum over the tree goes on growing.
        sum.cpuNs += cpuNs(stat, nsPerTick) + stat.reapedChildrenTicks * nsPerTick;
        sum.usage.rssKib += stat.rssPages * kibPerPage;
        if (stat.state != 'Z') {
            ++sum.usage.processes;
            sum.pids.push_back(stat.pid);
        }
    }

    std::map<std::string, Usage> result;
    std::map<std::string, Previous> kept;
    std::uint64_t place = 0;
    int measured = 0;
    const std::uint64_t every = std::max<std::uint64_t>(static_cast<std::uint64_t>(m_pssEvery),
                                                        targets.size() / static_cast<size_t>(kMostPssASample / 2));
    for (const auto& target : targets) {
        Sum& sum = sums[&target];
        const auto before = m_previous.find(target.id);
        // A tick is 10 ms: two processes may have begun in one.
        const bool same = before != m_previous.end() && before->second.leader == target.leader &&
                          before->second.startTicks == target.startTicks;
        Previous next{target.leader,
                      target.startTicks,
                      sum.cpuNs,
                      now,
                      same ? before->second.pssKib : 0,
                      same && before->second.pssKnown};
        if (same && now > before->second.at && sum.cpuNs > before->second.cpuNs)
            sum.usage.cpuCores = static_cast<double>(sum.cpuNs - before->second.cpuNs) /
                                 static_cast<double>((now - before->second.at).count());
        if (sum.usage.processes > 0 && measured < kMostPssASample &&
            (!next.pssKnown || (m_round + place) % every == 0)) {
            ++measured;
            next.pssKib = 0;
            for (const pid_t pid : sum.pids)
                next.pssKib += readPssKib(pid);
            next.pssKnown = true;
        }
        sum.usage.pssKib = sum.usage.processes > 0 ? next.pssKib : 0;
        result[target.id] = sum.usage;
        kept[target.id] = next;
        ++place;
    }
    m_previous = std::move(kept);
    ++m_round;
    return result;
}

}  // namespace slipway::runtime
