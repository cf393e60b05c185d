#pragma once

#include <sys/resource.h>

#include <functional>

#include "base/error.h"
#include "base/unique_fd.h"
#include "gateway/control/poll_loop.h"

namespace slipway::gateway {

/// As many open files as the machine allows this process: each connection is two of them. The soft limit that it had
/// before. Errors: Io.
Result<rlim_t> raiseFileLimit();

/// SIGTERM, SIGINT, SIGHUP and SIGCHLD as calls in the control thread; SIGPIPE is ignored. Make it before any thread
/// starts, as threads inherit what is blocked.
class Signals {
  public:
    struct Handlers {
        std::function<void()> terminate;
        std::function<void()> reopenLogs;
        std::function<void()> childEnded;
    };
    static Result<Signals> block();
    void deliver(PollLoop& loop, Handlers handlers);

  private:
    explicit Signals(UniqueFd fd) : m_fd(std::move(fd)) {}
    UniqueFd m_fd;
};

}  // namespace slipway::gateway
