#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace slipway::gateway {

/// One thread for checks that take milliseconds (slow hashes of passwords), at a lower priority than workers have: who
/// guesses passwords costs at most what the machine has left. Starts with the first job, so that most gateways have
/// none.
class CheckPool {
  public:
    static constexpr std::size_t kMaxWaiting = 64;

    ~CheckPool() { stop(); }

    /// False when too many wait; the job is not run then. Jobs don't throw. Thread: any.
    bool submit(std::function<void()> job);
    /// Jobs that have not begun are dropped; one that has is waited for. Nothing is taken after it.
    void stop();

  private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_waiting;
    std::thread m_thread;
    bool m_stopped = false;
};

}  // namespace slipway::gateway
