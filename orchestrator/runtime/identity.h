#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::runtime {

/// Names one process for ever: a pid alone is used again, a pid with its start time is not within one boot.
struct ProcessIdentity {
    std::string bootId;  ///< /proc/sys/kernel/random/boot_id
    pid_t pid = 0;
    std::uint64_t startTicks = 0;  ///< field 22 of /proc/PID/stat, clock ticks since boot

    bool operator==(const ProcessIdentity&) const = default;
};

/// Read once a process. Thread: any.
const std::string& currentBootId();

/// Errors: NotFound when no such process is.
Result<ProcessIdentity> identify(pid_t pid);

/// Opens a pidfd for exactly this process: the descriptor first, then the start time is compared, so that a pid which
/// went to another process in between is noticed. Errors: NotFound (it has ended, or was of an earlier boot), Io.
Result<UniqueFd> openVerified(const ProcessIdentity& identity);

/// Whether it runs still; a zombie does not.
bool isAlive(const ProcessIdentity& identity);

/// One process only. Errors: NotFound when it is gone, Permission.
Result<> signalProcess(int pidfd, int signal);

/// Every process of the group that `leader` leads. Sent only after `pidfd` has proved that the leader is not yet reaped
/// or that a member of its group carries `cookie`; a group id can't go to strangers while a member of it lives. Errors:
/// NotFound when nothing of the group is left, Permission.
Result<> signalGroup(const ProcessIdentity& leader, int pidfd, const std::string& cookie, int signal);

}  // namespace slipway::runtime
