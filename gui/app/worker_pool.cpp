#include "gui/app/worker_pool.h"

namespace slipway::gui {

WorkerPool::WorkerPool(const std::string& socketPath, int threads) {
    for (int i = 0; i < threads; ++i) {
        m_transports.push_back(std::make_unique<client::Transport>(socketPath));
        m_threads.emplace_back([this, transport = m_transports.back().get()] { work(*transport); });
    }
}

WorkerPool::~WorkerPool() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_jobs.clear();
    }
    m_wake.notify_all();
    for (const auto& transport : m_transports) {
        transport->interrupt();
    }
    for (std::thread& thread : m_threads) {
        thread.join();
    }
}

void WorkerPool::run(Job job) {
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void WorkerPool::work(client::Transport& transport) {
    while (true) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
            if (m_stopping) {
                return;
            }
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        job(transport);
    }
}

}  // namespace slipway::gui
