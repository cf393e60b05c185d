#include "gateway/control/process_setup.h"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace slipway::gateway {

Result<rlim_t> raiseFileLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return failErrno("read the limit of open files", errno);
    const rlim_t before = std::exchange(limit.rlim_cur, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return failErrno("raise the limit of open files", errno);
    return before;
}

Result<Signals> Signals::block() {
    ::signal(SIGPIPE, SIG_IGN);
    sigset_t mine;
    sigemptyset(&mine);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD})
        sigaddset(&mine, number);
    if (const int error = ::pthread_sigmask(SIG_BLOCK, &mine, nullptr); error != 0)
        return failErrno("block signals", error);
    UniqueFd fd(::signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd)
        return failErrno("signalfd", errno);
    return Signals(std::move(fd));
}

void Signals::deliver(PollLoop& loop, Handlers handlers) {
    loop.watch(m_fd.get(), POLLIN, [fd = m_fd.get(), handlers = std::move(handlers)](short) {
        signalfd_siginfo info{};
        while (::read(fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
            switch (info.ssi_signo) {
                case SIGHUP:
                    handlers.reopenLogs();
                    break;
                case SIGCHLD:
                    handlers.childEnded();
                    break;
                default:
                    handlers.terminate();
                    break;
            }
        }
    });
}

}  // namespace slipway::gateway
