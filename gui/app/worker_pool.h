#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "client/transport.h"

namespace slipway::gui {

/// A few threads, each with a connection to the daemon of its own, that take jobs from one queue. The destructor
/// interrupts what runs and drops what waits.
class WorkerPool {
  public:
    using Job = std::function<void(client::Transport&)>;

    WorkerPool(const std::string& socketPath, int threads);
    ~WorkerPool();
    void run(Job job);

  private:
    void work(client::Transport& transport);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    bool m_stopping = false;
    std::vector<std::unique_ptr<client::Transport>> m_transports;
    std::vector<std::thread> m_threads;
};

}  // namespace slipway::gui
