#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace shop::kit {

/// Threads for handlers that wait: for a write lock, the disk, or another service. Bounded, so that a slow neighbour
/// fills this queue and not the memory.
class WorkerPool {
  public:
    WorkerPool(unsigned threads, std::size_t queueLimit);
    /// Waits for the running tasks; those that only wait in the queue are run too.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False where the queue is full. Any thread.
    bool submit(std::function<void()> task);

  private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    std::size_t m_queueLimit;
    bool m_ending = false;
    std::vector<std::thread> m_threads;
};

}  // namespace shop::kit
