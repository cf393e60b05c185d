#pragma once

#include <signal.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/identity.h"

namespace slipway::runtime {

/// As in <linux/pidfd.h> of Linux 6.15, which Debian 12 does not have: 64 bytes, then what later kernels add.
struct PidfdInfo {
    std::uint64_t mask = 0;
    std::uint64_t cgroup = 0;
    std::uint32_t ids[11] = {};
    std::int32_t exitStatus = 0;
};
static_assert(sizeof(PidfdInfo) == 64);
/// In the mask of a question: wanted; of an answer: `exitStatus` is there.
inline constexpr std::uint64_t kPidfdInfoExit = 1u << 3;

enum class ExitKnowledge {
    Known,
    NotYet,  ///< a kernel that tells it will do so once the parent has reaped the process
    Never,
};

struct ExitStatus {
    ExitKnowledge knowledge = ExitKnowledge::Never;
    int status = 0;  ///< as of wait(2)
};

/// A child of this process, by its pidfd: waitid(2) with WEXITED and `flags`, which are WNOHANG, WNOWAIT or 0; si_pid
/// is 0 while it runs. Empty: it is no child, or has been reaped.
std::optional<siginfo_t> waitChild(int pidfd, int flags);

/// False on a kernel that says of no process how it ended but to its parent (before Linux 6.13).
bool tellsExits(int pidfd);

/// How a process ended that is somebody else's child, asked when its pidfd has become readable. While it is a zombie
/// its /proc/PID/stat says so, on any kernel, to its own user; once it is reaped its pidfd does (PIDFD_GET_INFO, Linux
/// 6.15). Never blocks.
ExitStatus exitStatusOf(int pidfd, const ProcessIdentity& identity);

/// The status that the text of /proc/PID/stat has of exactly this process; empty for one that is no zombie, is another,
/// or whose reader may not know (the kernel then writes 0, which can't be told from exit code 0: `owned` says that it
/// may).
std::optional<int> parseZombieStatus(std::string_view stat, const ProcessIdentity& identity, bool owned);

/// What PIDFD_GET_INFO answered: `error` is 0 or its errno.
ExitStatus readExitInfo(const PidfdInfo& info, int error);

}  // namespace slipway::runtime
