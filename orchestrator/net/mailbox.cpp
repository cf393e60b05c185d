#include "net/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace slipway::net {

Mailbox::Mailbox() : m_event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

void Mailbox::post(Task task) {
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    if (!m_signalled.exchange(true)) {
        const std::uint64_t one = 1;
        // Can only fail when the counter is full, and then the loop is awake anyway.
        [[maybe_unused]] const ssize_t written = ::write(m_event.get(), &one, sizeof one);
    }
}

void Mailbox::run() {
    if (!m_signalled.load(std::memory_order_relaxed))
        return;
    // Cleared before the tasks are taken: who posts after this writes to the eventfd again, so nothing can be missed.
    m_signalled.store(false);
    {
        const std::lock_guard lock(m_mutex);
        m_running.swap(m_tasks);
    }
    for (Task& task : m_running)
        task();
    m_running.clear();
}

// The counter is not read: the descriptor is edge-triggered, so each write makes one event.
void Mailbox::onEvents(std::uint32_t) {}

}  // namespace slipway::net
