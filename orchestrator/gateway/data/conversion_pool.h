#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace slipway::gateway {

/// A few threads that convert bodies, so that no worker does: a large body of one client must not be the wait of a
/// thousand others. Threads start with the first job, so that a gateway without mediation has none.
class ConversionPool {
  public:
    static constexpr std::size_t kMaxWaiting = 256;

    ConversionPool();
    ~ConversionPool() { stop(); }

    /// False when too many wait; the job is not run then. Jobs don't throw. Thread: any.
    bool submit(std::function<void()> job);
    /// Jobs that have not begun are dropped; those that have are waited for. Nothing is taken after it.
    void stop();

  private:
    void run();

    const unsigned m_size;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_waiting;
    std::vector<std::thread> m_threads;
    unsigned m_idle = 0;
    bool m_stopped = false;
};

}  // namespace slipway::gateway
