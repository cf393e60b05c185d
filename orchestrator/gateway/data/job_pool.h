#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace slipway::gateway {

/// A few threads for what would keep a worker from its other clients: bodies to convert, passwords to check. Threads
/// start with the first job, so that most gateways have none.
class JobPool {
  public:
    struct Options {
        const char* name;        ///< of its threads, at most 15 characters
        unsigned threads;        ///< at most
        std::size_t maxWaiting;  ///< jobs that have not begun
        int nice = 0;            ///< above 0: who fills this pool costs at most what the machine has left
    };

    explicit JobPool(const Options& options) : m_options(options) {}
    ~JobPool() { stop(); }

    /// False when too many wait; the job is not run then. Jobs don't throw. Thread: any.
    bool submit(std::function<void()> job);
    /// Jobs that have not begun are dropped; those that have are waited for. Nothing is taken after it.
    void stop();

  private:
    void run();

    const Options m_options;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_waiting;
    std::vector<std::thread> m_threads;
    unsigned m_idle = 0;
    bool m_stopped = false;
};

/// Half of the cores, one to four: conversions of many clients at once.
JobPool::Options conversionJobs();
/// One thread at a lower priority: who guesses passwords slows nobody (ADR 0019).
JobPool::Options passwordJobs();

}  // namespace slipway::gateway
