#include "net/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace slipway::net {

void Timer::unlink() {
    previous->next = next;
    next->previous = previous;
    previous = next = this;
}

TimerWheel::~TimerWheel() {
    for (detail::TimerLink& slot : m_slots)
        while (slot.next != &slot)
            static_cast<Timer*>(slot.next)->unlink();
}

void TimerWheel::arm(Timer& timer, TimePoint deadline) {
    timer.m_deadline = deadline;
    // One tick up, so that it never fires early. What is already due fires at the next tick, not inside this call.
    const std::int64_t tick = std::max(tickOf(deadline) + 1, m_tick + 1);
    if (timer.isLinked()) {
        if (timer.m_scheduledTick <= tick)
            return;
        timer.unlink();
    }
    link(timer, tick);
}

void TimerWheel::link(Timer& timer, std::int64_t tick) {
    const auto index = static_cast<size_t>(tick % kSlots);
    detail::TimerLink& slot = m_slots[index];
    timer.m_scheduledTick = tick;
    timer.previous = slot.previous;
    timer.next = &slot;
    slot.previous->next = &timer;
    slot.previous = &timer;
    m_occupied[index / 64] |= std::uint64_t{1} << (index % 64);
}

void TimerWheel::advance(TimePoint now) {
    const std::int64_t target = tickOf(now);
    if (target <= m_tick)
        return;
    const std::int64_t first = std::max(m_tick + 1, target - kSlots + 1);
    m_tick = target;
    for (std::int64_t tick = first; tick <= target; ++tick) {
        const auto slot = static_cast<size_t>(tick % kSlots);
        if (m_occupied[slot / 64] & (std::uint64_t{1} << (slot % 64)))
            runSlot(slot);
    }
}

void TimerWheel::runSlot(size_t index) {
    m_occupied[index / 64] &= ~(std::uint64_t{1} << (index % 64));
    // The slot's list is moved to a head of our own first: callbacks may put timers back into the slot.
    detail::TimerLink due;
    detail::TimerLink& slot = m_slots[index];
    if (slot.next == &slot)
        return;
    due.next = slot.next;
    due.previous = slot.previous;
    due.next->previous = &due;
    due.previous->next = &due;
    slot.next = slot.previous = &slot;

    while (due.next != &due) {
        auto& timer = *static_cast<Timer*>(due.next);
        timer.unlink();
        if (!timer.isArmed())
            continue;
        const std::int64_t tick = tickOf(timer.m_deadline) + 1;
        if (tick > m_tick) {
            link(timer, tick);
            continue;
        }
        timer.m_deadline = TimePoint::max();
        timer.m_callback(timer.m_context);
    }
}

std::optional<Duration> TimerWheel::untilNext(TimePoint now) const {
    constexpr std::int64_t words = kSlots / 64;
    const std::int64_t start = (m_tick + 1) % kSlots;
    for (std::int64_t step = 0; step <= words; ++step) {
        const std::int64_t word = (start / 64 + step) % words;
        std::uint64_t bits = m_occupied[static_cast<size_t>(word)];
        if (step == 0)
            bits &= ~std::uint64_t{0} << (start % 64);
        else if (step == words)
            bits &= (std::uint64_t{1} << (start % 64)) - 1;
        if (bits == 0)
            continue;
        const std::int64_t slot = word * 64 + std::countr_zero(bits);
        const std::int64_t ahead = (slot - start + kSlots) % kSlots;
        const TimePoint due{kTick * (m_tick + 1 + ahead)};
        return std::max(due - now, Duration{0});
    }
    return std::nullopt;
}

}  // namespace slipway::net
