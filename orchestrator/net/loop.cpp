#include "net/loop.h"

#include <sys/epoll.h>

#include <algorithm>

namespace slipway::net {

namespace {

constexpr int kBatch = 256;

TimePoint clockNow() {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

int toEpollTimeout(Duration wait) {
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
    return static_cast<int>(std::clamp<long long>(ms, 0, 60'000));
}

}  // namespace

Loop::Loop()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_now(clockNow()),
      m_timers(m_now),
      m_receiveBuffer(new char[kReceiveBytes]),  // left uninitialised: pages are touched as far as messages reach
      m_events(std::make_unique<epoll_event[]>(kBatch)) {
    watch(m_mailbox.fd(), m_mailbox);
}

Loop::~Loop() {
    destroyNow();
}

void Loop::run() {
    while (!m_stopping.load(std::memory_order_relaxed))
        runOnce(std::chrono::minutes(1));
    m_stopping.store(false, std::memory_order_relaxed);
}

void Loop::runOnce(Duration wait) {
    m_mailbox.run();
    if (!m_turns.empty() || m_stopping.load(std::memory_order_relaxed))
        wait = Duration{0};
    else if (const auto next = m_timers.untilNext(m_now))
        wait = std::min(wait, *next);

    m_count = std::max(0, ::epoll_wait(m_epoll.get(), m_events.get(), kBatch, toEpollTimeout(wait)));
    refreshNow();
    m_mailbox.run();
    for (m_next = 0; m_next < m_count;) {
        const epoll_event& event = m_events[static_cast<size_t>(m_next++)];
        if (event.data.ptr != nullptr)
            static_cast<Source*>(event.data.ptr)->onEvents(event.events);
    }
    m_next = m_count = 0;
    runTurns();
    m_timers.advance(m_now);
    destroyNow();
}

void Loop::post(Mailbox::Task task) {
    m_mailbox.post(std::move(task));
}

void Loop::stop() {
    post([this] { m_stopping.store(true, std::memory_order_relaxed); });
}

TimePoint Loop::refreshNow() {
    return m_now = clockNow();
}

void Loop::destroyLater(std::unique_ptr<Disposable> object) {
    object->m_nextDisposable = m_disposables;
    m_disposables = object.release();
}

void Loop::destroyNow() {
    // A destructor may hand over more objects; those come next, in the same pass.
    while (m_disposables != nullptr) {
        Disposable* first = m_disposables;
        m_disposables = first->m_nextDisposable;
        delete first;
    }
}

bool Loop::watch(int fd, Source& source) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &source;
    return ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

bool Loop::watchShared(int fd, Source& source) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLEXCLUSIVE;
    event.data.ptr = &source;
    return ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Loop::unwatch(int fd, Source& source) {
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
    // What was reported together with whatever calls us must not reach a source that is about to go.
    for (int i = m_next; i < m_count; ++i)
        if (epoll_event& event = m_events[static_cast<size_t>(i)]; event.data.ptr == &source)
            event.data.ptr = nullptr;
}

void Loop::wantTurn(Source& source) {
    if (source.m_turn >= 0)
        return;
    source.m_turn = static_cast<int>(m_turns.size());
    m_turns.push_back(&source);
}

void Loop::forgetTurn(Source& source) {
    if (source.m_turn < 0)
        return;
    // The index counts in the list that is being run when that is where the source stands.
    const auto index = static_cast<size_t>(source.m_turn);
    if (index < m_turns.size() && m_turns[index] == &source)
        m_turns[index] = nullptr;
    else if (index < m_runningTurns.size() && m_runningTurns[index] == &source)
        m_runningTurns[index] = nullptr;
    source.m_turn = -1;
}

void Loop::runTurns() {
    if (m_turns.empty())
        return;
    m_runningTurns.swap(m_turns);
    for (size_t i = 0; i < m_runningTurns.size(); ++i) {
        Source* source = m_runningTurns[i];
        if (source == nullptr)
            continue;
        m_runningTurns[i] = nullptr;
        source->m_turn = -1;
        source->onTurn();
    }
    m_runningTurns.clear();
}

}  // namespace slipway::net
