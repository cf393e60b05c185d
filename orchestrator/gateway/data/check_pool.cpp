#include "gateway/data/check_pool.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace slipway::gateway {

bool CheckPool::submit(std::function<void()> job) {
    const std::lock_guard lock(m_mutex);
    if (m_stopped || m_waiting.size() >= kMaxWaiting)
        return false;
    m_waiting.push_back(std::move(job));
    if (!m_thread.joinable()) {
        m_thread = std::thread([this] { run(); });
        ::pthread_setname_np(m_thread.native_handle(), "checks");
    }
    m_wake.notify_one();
    return true;
}

void CheckPool::run() {
    // Of this thread alone: in Linux a nice value is a thread's (setpriority(2), notes).
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_stopped || !m_waiting.empty(); });
        if (m_stopped)
            return;
        const std::function<void()> job = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
}

void CheckPool::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        m_waiting.clear();
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

}  // namespace slipway::gateway
