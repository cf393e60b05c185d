#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "base/unique_fd.h"

namespace slipway::gateway {

/// The control thread's loop: poll(2), level-triggered, a handful of descriptors. Simple on purpose; requests never
/// pass here. Thread: one, but for `post` and `stop`.
class PollLoop {
  public:
    using TimerId = std::uint64_t;

    PollLoop();

    /// Calls `ready` with the events that are there. The descriptor stays its owner's, who unwatches it before closing.
    void watch(int fd, short events, std::function<void(short)> ready);
    void setEvents(int fd, short events);
    void unwatch(int fd);

    TimerId after(Duration delay, std::function<void()> task);
    /// 0 and timers that have fired are no error.
    void cancel(TimerId timer);

    /// Thread: any. Runs in the loop, in order.
    void post(std::function<void()> task);
    /// Thread: any. `run` returns after what it is doing.
    void stop();
    /// Until `stop`.
    void run();
    /// One turn: waits at most `most` for something to do. False once `stop` was called. For tests.
    bool runOnce(Duration most);

  private:
    struct Watch {
        short events;
        std::uint64_t serial;
        std::function<void(short)> ready;
    };
    int timeoutMs(Duration most) const;
    void runReady(const std::vector<std::pair<int, std::uint64_t>>& polled, const std::vector<short>& events);
    void runTimers();
    void runPosted();

    SystemClock m_clock;
    UniqueFd m_wake;
    std::map<int, Watch> m_watches;
    std::uint64_t m_nextSerial = 1;
    std::map<std::pair<TimePoint, TimerId>, std::function<void()>> m_timers;
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_posted;  ///< guarded by m_mutex
    bool m_stopped = false;                       ///< guarded by m_mutex
};

}  // namespace slipway::gateway
