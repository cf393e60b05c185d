#include "gateway/data/conversion_pool.h"

#include <pthread.h>

#include <algorithm>

namespace slipway::gateway {

ConversionPool::ConversionPool() : m_size(std::clamp(std::thread::hardware_concurrency() / 2, 1U, 4U)) {}

bool ConversionPool::submit(std::function<void()> job) {
    const std::lock_guard lock(m_mutex);
    if (m_stopped || m_waiting.size() >= kMaxWaiting)
        return false;
    m_waiting.push_back(std::move(job));
    if (m_idle < m_waiting.size() && m_threads.size() < m_size) {
        m_threads.emplace_back([this] { run(); });
        ::pthread_setname_np(m_threads.back().native_handle(), "convert");
    }
    m_wake.notify_one();
    return true;
}

void ConversionPool::run() {
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

void ConversionPool::stop() {
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
