#include "runtime/identity.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.h"
#include "runtime/process_table.h"

namespace slipway::runtime {

namespace {

/// Linux 6.9. Sent through the pid that the descriptor holds, it can't reach a group that got the same number later.
constexpr unsigned kSignalProcessGroup = 1u << 2;

int pidfdSignal(int pidfd, int signal, unsigned flags) {
    return static_cast<int>(::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, flags));
}

bool groupIsOurs(const ProcessIdentity& leader, int pidfd, const std::string& cookie) {
    // A leader that is not reaped yet, zombie or not, keeps its number from being given to another group.
    if (pidfd >= 0 && pidfdSignal(pidfd, 0, 0) == 0)
        return true;
    if (cookie.empty())
        return false;
    for (const auto& stat : readProcessTable())
        if (stat.group == leader.pid && cookieOf(stat.pid) == cookie)
            return true;
    return false;
}

}  // namespace

const std::string& currentBootId() {
    static const std::string id = [] {
        auto text = readFile("/proc/sys/kernel/random/boot_id", 128).value_or("unknown\n");
        while (!text.empty() && text.back() == '\n')
            text.pop_back();
        return text;
    }();
    return id;
}

Result<ProcessIdentity> identify(pid_t pid) {
    const auto stat = readProcessStat(pid);
    if (!stat)
        return fail(ErrorCode::NotFound, "no process " + std::to_string(pid));
    return ProcessIdentity{currentBootId(), pid, stat->startTicks};
}

Result<UniqueFd> openVerified(const ProcessIdentity& identity) {
    const auto gone = [&] {
        return fail(ErrorCode::NotFound, "process " + std::to_string(identity.pid) + " has ended");
    };
    if (identity.pid <= 0 || identity.bootId != currentBootId())
        return gone();
    UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, identity.pid, 0)));
    if (!pidfd)
        return errno == ESRCH ? gone() : failErrno("open process " + std::to_string(identity.pid), errno);
    const auto stat = readProcessStat(identity.pid);
    if (!stat || stat->startTicks != identity.startTicks)
        return gone();
    return pidfd;
}

bool isAlive(const ProcessIdentity& identity) {
    if (identity.pid <= 0 || identity.bootId != currentBootId())
        return false;
    const auto stat = readProcessStat(identity.pid);
    return stat && stat->startTicks == identity.startTicks && stat->state != 'Z' && stat->state != 'X';
}

Result<> signalProcess(int pidfd, int signal) {
    if (pidfdSignal(pidfd, signal, 0) == 0)
        return {};
    if (errno == ESRCH)
        return fail(ErrorCode::NotFound, "the process has ended");
    return failErrno("signal a process", errno);
}

Result<> signalGroup(const ProcessIdentity& leader, int pidfd, const std::string& cookie, int signal) {
    if (pidfd >= 0 && pidfdSignal(pidfd, signal, kSignalProcessGroup) == 0)
        return {};
    if (pidfd < 0 || errno == EINVAL) {
        if (!groupIsOurs(leader, pidfd, cookie))
            errno = ESRCH;
        else if (::kill(-leader.pid, signal) == 0)
            return {};
    }
    if (errno == ESRCH)
        return fail(ErrorCode::NotFound, "process group " + std::to_string(leader.pid) + " has ended");
    return failErrno("signal process group " + std::to_string(leader.pid), errno);
}

}  // namespace slipway::runtime
