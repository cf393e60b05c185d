#include "client/start_daemon.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace slipway::client {
namespace {

enum class Stage : int { Fork, Session, Files, Exec };

struct Report {
    Stage stage;
    int error;
    pid_t pid;  // of the daemon, where error is 0
};

const char* stageName(Stage stage) {
    switch (stage) {
        case Stage::Fork:
            return "fork";
        case Stage::Session:
            return "setsid";
        case Stage::Files:
            return "redirect its output";
        case Stage::Exec:
            return "exec";
    }
    return "start";
}

// Between fork and exec: async-signal-safe calls alone.
[[noreturn]] void giveUp(int report, Stage stage) {
    const Report text{stage, errno, 0};
    (void)!::write(report, &text, sizeof text);
    ::_exit(127);
}

[[noreturn]] void becomeDaemon(int report, int log, const char* const* argv) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null = ::open("/dev/null", O_RDONLY);
    if (null < 0 || ::dup2(null, 0) < 0 || ::dup2(log, 1) < 0 || ::dup2(log, 2) < 0)
        giveUp(report, Stage::Files);
    // Everything else but the report, which closes at the exec.
    if (report != 3) {
        if (::dup3(report, 3, O_CLOEXEC) < 0)
            giveUp(report, Stage::Files);
        report = 3;
    }
    ::syscall(SYS_close_range, 4u, ~0u, 0u);
    (void)!::chdir("/");
    ::execv(argv[0], const_cast<char* const*>(argv));
    giveUp(report, Stage::Exec);
}

}  // namespace

Result<StartedDaemon> startDetached(const std::string& program, const std::string& home, const std::string& logFile) {
    const UniqueFd log(::open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!log)
        return failErrno("open " + logFile, errno);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return failErrno("make a pipe", errno);
    UniqueFd reading(ends[0]), writing(ends[1]);
    const char* const argv[] = {program.c_str(), "--home", home.c_str(), nullptr};

    // Two forks: the daemon's parent is gone at once, so init reaps it and nobody's SIGCHLD is disturbed.
    const pid_t between = ::fork();
    if (between < 0)
        return failErrno("fork", errno);
    if (between == 0) {
        if (::setsid() < 0)
            giveUp(writing.get(), Stage::Session);
        const pid_t daemon = ::fork();
        if (daemon < 0)
            giveUp(writing.get(), Stage::Fork);
        if (daemon == 0)
            becomeDaemon(writing.get(), log.get(), argv);
        const Report text{Stage::Exec, 0, daemon};
        (void)!::write(writing.get(), &text, sizeof text);
        ::_exit(0);
    }
    writing.reset();
    int status = 0;
    while (::waitpid(between, &status, 0) < 0 && errno == EINTR) {
    }
    StartedDaemon started;
    Report report{};
    while (true) {
        const ssize_t got = ::read(reading.get(), &report, sizeof report);
        if (got < 0 && errno == EINTR)
            continue;
        if (got != sizeof report)
            break;
        if (report.error != 0)
            return fail(ErrorCode::StartFailed,
                        program + " could not be started: " + stageName(report.stage) + ": " + strerror(report.error));
        started.pid = report.pid;
        started.pidfd = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, report.pid, 0)));
    }
    return started;
}

}  // namespace slipway::client
