#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace slipway::net {

class TimerWheel;

namespace detail {
struct TimerLink {
    TimerLink* previous = this;
    TimerLink* next = this;
};
}  // namespace detail

/// One deadline of its owner's, an intrusive node of a TimerWheel. Destruction takes it out of the wheel.
/// The callback runs at most once for each arm(); it may arm, disarm or destroy any timer, this one too.
/// Thread: the wheel's.
class Timer : private detail::TimerLink {
  public:
    using Callback = void (*)(void* context);

    Timer(Callback callback, void* context) : m_callback(callback), m_context(context) {}
    ~Timer() { unlink(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    bool isArmed() const { return m_deadline != TimePoint::max(); }
    TimePoint deadline() const { return m_deadline; }
    /// Costs one store: the node stays where it is until the wheel comes by.
    void disarm() { m_deadline = TimePoint::max(); }

  private:
    friend class TimerWheel;
    bool isLinked() const { return next != this; }
    void unlink();

    Callback m_callback;
    void* m_context;
    TimePoint m_deadline = TimePoint::max();
    std::int64_t m_scheduledTick = 0;
};

/// A hashed wheel (Varghese, Lauck 1987) for the timeouts of many connections. A timer fires up to kTick late and never
/// early. arm() is O(1), and only writes the deadline when that moves to later, as it does at each request of a kept
/// connection: the node is found early in its old slot and put on then. Thread: one owner. Allocates nothing.
class TimerWheel {
  public:
    static constexpr Duration kTick = std::chrono::milliseconds(8);
    static constexpr std::int64_t kSlots = 1024;  ///< a turn is 8.2 s; a longer timer is looked at once a turn

    explicit TimerWheel(TimePoint start) : m_tick(tickOf(start)) {}
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;
    ~TimerWheel();

    void arm(Timer& timer, TimePoint deadline);
    /// Fires what is due at `now`, which never goes backwards.
    void advance(TimePoint now);
    /// How long a loop may sleep; none when no timer is linked. May be sooner than the next deadline.
    std::optional<Duration> untilNext(TimePoint now) const;

  private:
    static std::int64_t tickOf(TimePoint time) { return time.time_since_epoch() / kTick; }
    void link(Timer& timer, std::int64_t tick);
    void runSlot(size_t slot);

    std::array<detail::TimerLink, kSlots> m_slots;
    std::array<std::uint64_t, kSlots / 64> m_occupied{};  // a set bit may be stale, a clear one never is
    std::int64_t m_tick;
};

}  // namespace slipway::net
