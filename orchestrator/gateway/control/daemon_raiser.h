#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/control/poll_loop.h"

namespace slipway::gateway {

/// Starts `slipwayd --adopt --home DIR` after the daemon was lost, again and again with a back-off of 50 ms to 5 s
/// (0.4 s for one that had taken over) until it is told that a daemon has said hello. The back-off goes on from where
/// it was when that daemon dies within seconds: one that falls over what it finds must not be started eight times a
/// second. The daemon is a session of its own and inherits no descriptor but its log file (`logs/slipwayd.log`).
/// Thread: control.
class DaemonRaiser {
  public:
    /// `childFiles`: the daemon's soft limit of open files, since ours was raised for connections and instances inherit
    /// the daemon's; 0 leaves it.
    DaemonRaiser(PollLoop& loop, std::string home, rlim_t childFiles = 0)
        : m_loop(loop), m_home(std::move(home)), m_childFiles(childFiles) {}
    ~DaemonRaiser();

    /// The daemon went without goodbye.
    void start();
    /// A daemon has said hello, or is not wanted any more.
    void stop();
    /// On SIGCHLD: takes note of the end of what was started.
    void reap();
    unsigned attempts() const { return m_attempts; }

  private:
    void schedule(Duration wait);
    void attempt();
    Result<pid_t> spawn();

    PollLoop& m_loop;
    std::string m_home;
    rlim_t m_childFiles;
    bool m_wanted = false;
    PollLoop::TimerId m_timer = 0;
    Duration m_backOff{};
    TimePoint m_stoppedAt{};
    pid_t m_child = -1;
    unsigned m_attempts = 0;
};

}  // namespace slipway::gateway
