#include "runtime/exit_status.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "base/unique_fd.h"
#include "runtime/process_table.h"

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

namespace slipway::runtime {

namespace {

constexpr unsigned long kPidfdGetInfo = _IOWR(0xff, 11, PidfdInfo);

std::optional<int> zombieStatus(const ProcessIdentity& identity) {
    const UniqueFd fd(::open(("/proc/" + std::to_string(identity.pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
    struct stat owner {};
    char buffer[2048];
    if (!fd || ::fstat(fd.get(), &owner) != 0)
        return {};
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got <= 0)
        return {};
    return parseZombieStatus(std::string_view(buffer, static_cast<size_t>(got)), identity,
                             ::geteuid() == 0 || owner.st_uid == ::geteuid());
}

}  // namespace

std::optional<siginfo_t> waitChild(int pidfd, int flags) {
    siginfo_t info{};
    if (::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(pidfd), &info, WEXITED | flags) != 0)
        return {};
    return info;
}

bool tellsExits(int pidfd) {
    PidfdInfo info;
    return ::ioctl(pidfd, kPidfdGetInfo, &info) == 0;
}

std::optional<int> parseZombieStatus(std::string_view stat, const ProcessIdentity& identity, bool owned) {
    const auto parsed = parseProcessStat(stat);
    if (!owned || !parsed || parsed->state != 'Z' || parsed->pid != identity.pid ||
        parsed->startTicks != identity.startTicks)
        return {};
    // Field 52, the last one (proc(5)).
    while (!stat.empty() && (stat.back() == '\n' || stat.back() == ' '))
        stat.remove_suffix(1);
    const std::string_view last = stat.substr(stat.rfind(' ') + 1);
    int status = 0;
    const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), status);
    if (error != std::errc() || end != last.data() + last.size())
        return {};
    return status;
}

ExitStatus readExitInfo(const PidfdInfo& info, int error) {
    if (error != 0)
        return {error == ESRCH ? ExitKnowledge::NotYet : ExitKnowledge::Never, 0};
    if ((info.mask & kPidfdInfoExit) == 0)
        return {ExitKnowledge::NotYet, 0};
    return {ExitKnowledge::Known, info.exitStatus};
}

ExitStatus exitStatusOf(int pidfd, const ProcessIdentity& identity) {
    if (const auto status = zombieStatus(identity))
        return {ExitKnowledge::Known, *status};
    PidfdInfo info;
    info.mask = kPidfdInfoExit;
    const int failed = ::ioctl(pidfd, kPidfdGetInfo, &info) == 0 ? 0 : errno;
    return readExitInfo(info, failed);
}

}  // namespace slipway::runtime
