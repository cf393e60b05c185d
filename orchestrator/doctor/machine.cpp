#include "doctor/machine.h"

#include <netinet/tcp.h>
#include <sqlite3.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/binaries.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/unique_fd.h"
#include "runtime/cgroups.h"
#include "runtime/exit_status.h"
#include "runtime/ports.h"
#include "runtime/sock_diag.h"

namespace slipway::doctor {
namespace {

std::string number(std::uint64_t value) {
    return value >= std::uint64_t{1} << 62 ? "no limit" : std::to_string(value);
}

std::uint64_t systemNumber(const char* path) {
    return std::strtoull(readFile(path, 64).value_or("0").c_str(), nullptr, 10);
}

Check openFiles(int instances) {
    // A request through the gateway holds two; an instance in the daemon its pidfd, a probe's connection and a log's
    // two ends, beside what the daemon has at rest.
    constexpr std::uint64_t kAtRest = 256, kEachInstance = 8, kComfort = 8192;
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    const std::uint64_t need = kAtRest + kEachInstance * static_cast<std::uint64_t>(instances);
    Check check{"open_files",
                Verdict::Ok,
                number(files.rlim_max) + " (of which " + number(files.rlim_cur) +
                    " by default; the daemon and the gateway raise it, instances keep that)",
                {}};
    if (files.rlim_max < need) {
        check.verdict = Verdict::Problem;
        check.text += "; " + std::to_string(instances) + " instances need " + std::to_string(need);
    } else if (files.rlim_max < kComfort) {
        check.verdict = Verdict::Warning;
        check.text += "; the gateway can serve some " + std::to_string(files.rlim_max / 2) + " requests at once";
    }
    if (check.verdict != Verdict::Ok)
        check.advice = "Raise the hard limit: `ulimit -Hn` as root, or nofile in /etc/security/limits.conf.";
    return check;
}

std::string rangeText(const runtime::PortRange& range) {
    return std::to_string(range.first) + "-" + std::to_string(range.last);
}

Check portRange() {
    const auto ephemeral =
        runtime::parseEphemeralRange(readFile("/proc/sys/net/ipv4/ip_local_port_range", 128).value_or(""));
    const auto given = runtime::PortAllocator::fromSystem(runtime::kInstancePorts);
    if (!given)
        return {"port_range", Verdict::Problem, given.error().message, given.error().hint};
    const std::string outgoing = ephemeral ? rangeText(*ephemeral) : std::string("unknown");
    const runtime::PortRange range = given->range();
    int usable = 0;
    for (int port = range.first; port <= range.last; ++port)
        usable += given->usable(port);
    Check check{"port_range",
                Verdict::Ok,
                "instances get ports of " + rangeText(range) + " (" + std::to_string(usable) +
                    " usable), outgoing connections of " + outgoing,
                {}};
    if (usable < range.last - range.first + 1 || range.first != runtime::kInstancePorts.first) {
        check.verdict = Verdict::Warning;
        check.advice = "The kernel's range takes some of Slipway's " + rangeText(runtime::kInstancePorts) +
                       "; `sysctl net.ipv4.ip_local_port_range=\"32768 60999\"` keeps them apart.";
    }
    return check;
}

Check cgroups() {
    // By doing what slipwayd does: rights, versions and delegation together decide, and no file says it.
    const auto tree = runtime::CgroupTree::open(runtime::cgroupHierarchies(), "doctor-" + std::to_string(::getpid()));
    const runtime::CgroupOffer& offer = tree.offer();
    tree.close();
    std::string held;
    for (const auto& [there, name] : {std::pair(offer.memory, "memory"), {offer.cpu, "CPU"}, {offer.pids, "processes"}})
        if (there)
            held += (held.empty() ? "" : ", ") + std::string(name);
    Check check{"cgroups", Verdict::Ok, {}, {}};
    check.text = offer.kill ? "each instance has a group of its own, and nothing in it outlives a stop; "
                            : "no group can be written: a process that leaves its group, session and environment "
                              "outlives its instance; ";
    check.text += held.empty() ? "limits of `deploy.resources` are not held" : "limits that are held: " + held;
    if (!offer.why.empty()) {
        check.verdict = Verdict::Warning;
        check.advice =
            offer.why + ". `systemd-run --user --scope -p Delegate=yes slipway up` runs it in a group of its own.";
    }
    return check;
}

Checks kernelCalls() {
    Checks checks;
    const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
    if (!pidfd) {
        checks.push_back({"pidfd", Verdict::Problem, "pidfd_open: " + std::string(strerror(errno)),
                          "Linux 5.3 is needed, and a container that allows it."});
    } else {
        const bool known = runtime::tellsExits(pidfd.get());
        checks.push_back({"pidfd",
                          Verdict::Ok,
                          known ? "there, with PIDFD_GET_INFO"
                                : "there, without PIDFD_GET_INFO: how an instance ended that an earlier daemon started "
                                  "is not always known",
                          {}});
    }
    const bool diag = runtime::dumpTcp({AF_INET, 1u << TCP_LISTEN, 0}, [](const inet_diag_msg&) {});
    checks.push_back({"sock_diag", diag ? Verdict::Ok : Verdict::Warning,
                      diag ? "the kernel says who listens"
                           : "the kernel does not answer; who listens is read from /proc/net/tcp, which takes longer",
                      diag ? "" : "`modprobe tcp_diag` as root."});

    const std::uint64_t watches = systemNumber("/proc/sys/fs/inotify/max_user_watches");
    const std::uint64_t queues = systemNumber("/proc/sys/fs/inotify/max_user_instances");
    const UniqueFd inotify(::inotify_init1(IN_CLOEXEC));
    // Each `develop: watch` wants one for each folder, `logs -f` one queue.
    constexpr std::uint64_t kWatches = 8192, kQueues = 64;
    Check check{"inotify", Verdict::Ok, number(watches) + " watches, " + number(queues) + " queues a user", {}};
    if (!inotify) {
        check.verdict = Verdict::Problem;
        check.text += "; one more: " + std::string(strerror(errno));
    } else if (watches < kWatches || queues < kQueues) {
        check.verdict = Verdict::Warning;
    }
    if (check.verdict != Verdict::Ok)
        check.advice = "`sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=65536` as root.";
    checks.push_back(check);

    // A call without its argument: EFAULT where it is there.
    ::syscall(SYS_io_uring_setup, 1, nullptr);
    checks.push_back({"io_uring",
                      Verdict::Ok,
                      (errno == EFAULT ? "there" : "not there (" + std::string(strerror(errno)) + ")") +
                          std::string("; the gateway uses epoll either way"),
                      {}});
    return checks;
}

Check storage() {
    const bool old = sqlite3_libversion_number() < SQLITE_VERSION_NUMBER;
    return {"sqlite", old ? Verdict::Warning : Verdict::Ok,
            std::string(sqlite3_libversion()) + (old ? ", and Slipway was built with " SQLITE_VERSION : ""),
            old ? "Install the libsqlite3 that Slipway was built with, or a newer one." : ""};
}

Checks time() {
    Checks checks;
    const char* folder = std::getenv("TZDIR");
    const std::string zones = folder && *folder ? folder : "/usr/share/zoneinfo";
    const bool there = ::access((zones + "/Europe/Berlin").c_str(), R_OK) == 0;
    checks.push_back({"time_zones", there ? Verdict::Ok : Verdict::Warning,
                      there ? zones : "none in " + zones + "; a job's `schedule` knows UTC alone",
                      there ? "" : "`apt install tzdata`"});
    // What is older than the program was set back, or never set.
    struct stat program {};
    const bool known = ::stat(executablePath().c_str(), &program) == 0;
    const WallMs now = SystemClock().wallMs();
    const bool behind = known && now / 1000 + 24 * 3600 < program.st_mtim.tv_sec;
    timex state{};
    const bool synchronised = ::adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
    checks.push_back({"clock", behind ? Verdict::Problem : Verdict::Ok,
                      behind         ? "set to a time before this program was made"
                      : synchronised ? "set, and kept so by the network's time"
                                     : "set; nothing says that it is kept so by the network's time",
                      behind ? "Set it: schedules, certificates and tokens depend on it." : ""});
    return checks;
}

}  // namespace

Checks machineChecks(int instances) {
    Checks checks{openFiles(instances), portRange(), cgroups()};
    for (Checks& more : std::array{kernelCalls(), Checks{storage()}, time()})
        checks.insert(checks.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return checks;
}

std::string holderOf(int port, int& pid) {
    const auto holder = runtime::findPortHolder(port);
    pid = holder ? holder->pid : 0;
    return holder ? holder->describe() : std::string();
}

}  // namespace slipway::doctor
