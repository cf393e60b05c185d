#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace shop::kit {

/// Runs a task on a thread of its own, with a pause after each run, until it goes out of scope; then waits for the run
/// under way.
class Periodic {
  public:
    Periodic(std::chrono::milliseconds pause, std::function<void()> task)
        : m_thread([this, pause, task = std::move(task)] {
              std::unique_lock lock(m_mutex);
              while (!m_wake.wait_for(lock, pause, [this] { return m_ending; })) {
                  lock.unlock();
                  task();
                  lock.lock();
              }
          }) {}

    ~Periodic() {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_wake.notify_all();
        m_thread.join();
    }
    Periodic(const Periodic&) = delete;
    Periodic& operator=(const Periodic&) = delete;

  private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_ending = false;
    std::thread m_thread;  // last: it uses the others
};

}  // namespace shop::kit
