#include "gateway/control/poll_loop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

namespace slipway::gateway {

PollLoop::PollLoop() : m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    watch(m_wake.get(), POLLIN, [this](short) {
        std::uint64_t raised = 0;
        [[maybe_unused]] const ssize_t got = ::read(m_wake.get(), &raised, sizeof raised);
    });
}

void PollLoop::watch(int fd, short events, std::function<void(short)> ready) {
    m_watches[fd] = {events, m_nextSerial++, std::move(ready)};
}

void PollLoop::setEvents(int fd, short events) {
    if (const auto found = m_watches.find(fd); found != m_watches.end())
        found->second.events = events;
}

void PollLoop::unwatch(int fd) {
    m_watches.erase(fd);
}

PollLoop::TimerId PollLoop::after(Duration delay, std::function<void()> task) {
    const TimerId id = m_nextSerial++;
    m_timers[{m_clock.now() + delay, id}] = std::move(task);
    return id;
}

void PollLoop::cancel(TimerId timer) {
    std::erase_if(m_timers, [&](const auto& each) { return each.first.second == timer; });
}

void PollLoop::post(std::function<void()> task) {
    {
        const std::lock_guard lock(m_mutex);
        m_posted.push_back(std::move(task));
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t put = ::write(m_wake.get(), &one, sizeof one);
}

void PollLoop::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    post([] {});
}

void PollLoop::run() {
    while (runOnce(std::chrono::hours(1))) {
    }
}

int PollLoop::timeoutMs(Duration most) const {
    if (!m_timers.empty())
        most = std::min(most, std::max(Duration::zero(), m_timers.begin()->first.first - m_clock.now()));
    // Rounded up, or the last part of a millisecond would be spent spinning.
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(most).count());
}

bool PollLoop::runOnce(Duration most) {
    std::vector<pollfd> polls;
    std::vector<std::pair<int, std::uint64_t>> polled;
    for (const auto& [fd, watch] : m_watches) {
        polls.push_back({fd, watch.events, 0});
        polled.emplace_back(fd, watch.serial);
    }
    ::poll(polls.data(), polls.size(), timeoutMs(most));
    std::vector<short> events;
    for (const auto& each : polls)
        events.push_back(each.revents);
    runReady(polled, events);
    runTimers();
    runPosted();
    const std::lock_guard lock(m_mutex);
    return !m_stopped;
}

void PollLoop::runReady(const std::vector<std::pair<int, std::uint64_t>>& polled, const std::vector<short>& events) {
    for (std::size_t i = 0; i < polled.size(); ++i) {
        if (events[i] == 0)
            continue;
        // An earlier one may have closed this descriptor, and a new one may bear its number.
        const auto found = m_watches.find(polled[i].first);
        if (found == m_watches.end() || found->second.serial != polled[i].second)
            continue;
        const auto ready = found->second.ready;
        ready(events[i]);
    }
}

void PollLoop::runTimers() {
    const TimePoint now = m_clock.now();
    while (!m_timers.empty() && m_timers.begin()->first.first <= now) {
        const auto task = std::move(m_timers.begin()->second);
        m_timers.erase(m_timers.begin());
        task();
    }
}

void PollLoop::runPosted() {
    std::vector<std::function<void()>> posted;
    {
        const std::lock_guard lock(m_mutex);
        posted.swap(m_posted);
    }
    for (const auto& task : posted)
        task();
}

}  // namespace slipway::gateway
