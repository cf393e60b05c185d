#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QSocketNotifier>
#include <cstdio>
#include <cstdlib>

#include "base/log.h"
#include "base/version.h"
#include "daemon/daemon.h"

using namespace slipway;

namespace {

std::string defaultHome() {
    if (const char* home = getenv("SLIPWAY_HOME"); home && *home)
        return home;
    if (const char* state = getenv("XDG_STATE_HOME"); state && *state)
        return std::string(state) + "/slipway";
    const char* home = getenv("HOME");
    return std::string(home ? home : "/tmp") + "/.local/state/slipway";
}

int usage(FILE* out, int code) {
    fputs(
        "slipwayd [--home DIR] [--adopt] [--version]\n"
        "The control plane of Slipway. Clients start it when they need it; it serves $SLIPWAY_HOME/slipwayd.sock.\n",
        out);
    return code;
}

int giveUp(const Error& error) {
    logError("daemon", error.message + (error.hint.empty() ? "" : " " + error.hint));
    return errorCodeInfo(error.code).cliExit;
}

}  // namespace

int main(int argc, char** argv) {
    std::string folder = defaultHome();
    daemon::Daemon::Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--home" && i + 1 < argc)
            folder = argv[++i];
        else if (word == "--adopt")
            options.adopt = true;
        else if (word == "--version")
            return printf("slipwayd %s (%s)\n", version(), buildId()), 0;
        else if (word == "--help" || word == "-h")
            return usage(stdout, 0);
        else
            return usage(stderr, 2);
    }

    signal(SIGPIPE, SIG_IGN);
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    sigset_t ends;
    sigemptyset(&ends);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&ends, number);
    // Before any thread is made, so that all inherit the mask.
    sigprocmask(SIG_BLOCK, &ends, nullptr);
    const UniqueFd endSignals(signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK));

    QCoreApplication application(argc, argv);
    auto home = daemon::Home::open(folder);
    if (!home)
        return giveUp(home.error());
    auto lock = daemon::HomeLock::take(*home);
    if (!lock)
        return giveUp(lock.error());
    auto running = daemon::Daemon::start(std::move(*home), std::move(*lock), options);
    if (!running)
        return giveUp(running.error());

    QSocketNotifier notifier(endSignals.get(), QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&] {
        signalfd_siginfo info{};
        while (::read(endSignals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        }
        (*running)->stop();
    });
    logInfo("daemon", "serving", {{"pid", std::to_string(::getpid())}, {"version", version()}});
    return QCoreApplication::exec();
}
