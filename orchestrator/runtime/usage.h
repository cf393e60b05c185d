#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "runtime/process_table.h"

namespace slipway::runtime {

struct UsageTarget {
    std::string id;
    pid_t leader = 0;
    std::uint64_t startTicks = 0;
};

struct Usage {
    double cpuCores = 0;  ///< over the time since the last sample; 0 in the first
    /// Sum over the tree; shared pages count in each process. The kernel's quick count, off by up to some hundred KiB.
    std::uint64_t rssKib = 0;
    std::uint64_t pssKib = 0;  ///< shared pages divided among those who map them; 0 until first measured
    int processes = 0;         ///< 0: it is gone
};

/// CPU and memory of process trees: a tree is the leader, its session and group, and the children of these. One pass
/// over /proc serves all. Thread: one owner. Cost: about 10 us a process on the machine, and for PSS what smaps_rollup
/// takes (0.1 to several ms a process, it grows with the process), which is why it is read every `pssEvery` samples
/// only, for a different part of the targets each time, and for at most 50 in one sample.
class UsageSampler {
  public:
    explicit UsageSampler(int pssEvery = 10) : m_pssEvery(pssEvery < 1 ? 1 : pssEvery) {}

    /// Usage by id of each target. Targets not given any more are forgotten.
    std::map<std::string, Usage> sample(const std::vector<UsageTarget>& targets, TimePoint now);

  private:
    struct Previous {
        pid_t leader = 0;
        std::uint64_t startTicks = 0;
        std::uint64_t cpuNs = 0;
        TimePoint at{};
        std::uint64_t pssKib = 0;
        bool pssKnown = false;
    };
    int m_pssEvery;
    std::uint64_t m_round = 0;
    std::map<std::string, Previous> m_previous;
};

/// How often the kernel has killed for want of memory since the machine's start (oom_kill of /proc/vmstat).
std::uint64_t machineOutOfMemoryKills();

/// Pss of /proc/PID/smaps_rollup in KiB; 0 where it can't be read.
std::uint64_t readPssKib(pid_t pid);

}  // namespace slipway::runtime
