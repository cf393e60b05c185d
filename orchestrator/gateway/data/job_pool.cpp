#include "gateway/data/job_pool.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace slipway::gateway {

JobPool::Options conversionJobs() {
    return {"convert", std::clamp(std::thread::hardware_concurrency() / 2, 1U, 4U), 256};
}

JobPool::Options passwordJobs() {
    return {"checks", 1, 64, 10};
}

bool JobPool::submit(std::function<void()> job) {
    const std::lock_guard lock(m_mutex);
    if (m_stopped || m_waiting.size() >= m_options.maxWaiting)
        return false;
    m_waiting.push_back(std::move(job));
    if (m_idle < m_waiting.size() && m_threads.size() < m_options.threads) {
        m_threads.emplace_back([this] { run(); });
        ::pthread_setname_np(m_threads.back().native_handle(), m_options.name);
    }
    m_wake.notify_one();
    return true;
}

void JobPool::run() {
    // Of this thread alone: in Linux a nice value is a thread's (setpriority(2), notes).
    if (m_options.nice > 0)
        (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), m_options.nice);
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_idle;
        m_wake.wait(lock, [this] { return m_stopped || !m_waiting.empty(); });
        --m_idle;
        if (m_stopped)
            return;
        const std::function<void()> job = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
}

void JobPool::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        m_waiting.clear();
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads)
        if (thread.joinable())
            thread.join();
}

}  // namespace slipway::gateway
