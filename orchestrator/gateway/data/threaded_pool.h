#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/core/worker_pool.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

/// The data path on N threads with a loop each.
class ThreadedPool final : public WorkerPool {
  public:
    struct Options {
        AccessLog* accessLog = nullptr;  ///< outlives the pool; null: none is written
        SpanLog* spanLog = nullptr;      ///< the same of traces
    };
    /// As many workers as `slots` has shards. They run at once and wait for listeners and a configuration.
    ThreadedPool(SlotRegistry& slots, Options options);
    /// Cuts what is in flight, unless stop() has come to its end.
    ~ThreadedPool() override;

    unsigned workers() const override { return static_cast<unsigned>(m_workers.size()); }
    const char* io() const override { return "epoll"; }
    Result<> addListener(const std::string& id, UniqueFd socket) override;
    void removeListener(const std::string& id) override;
    void publish(ConfigPtr config, std::function<void()> done) override;
    void barrier(std::function<void()> done) override;
    void stop(std::chrono::milliseconds grace, std::function<void()> done) override;

    /// What runs beside the workers. Thread: any.
    JobPool& checks() { return m_group.checks; }
    /// The most bytes that ever waited in this process for one peer, client or endpoint. Thread: any.
    std::uint64_t peakBuffered() const;

  private:
    template <class Task>
    void onEach(Task task, std::function<void()> done);
    void join();

    WorkerGroup m_group;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::vector<std::thread> m_threads;
    std::map<std::string, std::shared_ptr<const SharedListener>> m_listeners;
    std::shared_ptr<std::atomic<unsigned>> m_running;
    bool m_stopped = false;
};

}  // namespace slipway::gateway
