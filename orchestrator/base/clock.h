#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace slipway {

using Duration = std::chrono::nanoseconds;
/// Monotonic time; CLOCK_MONOTONIC outside of simulations.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
/// Milliseconds since 1970-01-01T00:00:00Z.
using WallMs = std::int64_t;

/// Time as the rest of the program sees it; simulations give their own.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
    virtual WallMs wallMs() const = 0;
};

/// The machine's clocks. Thread: any.
class SystemClock final : public Clock {
  public:
    TimePoint now() const override;
    WallMs wallMs() const override;
};

/// Moves only when told to. Thread: the owner's.
class FakeClock final : public Clock {
  public:
    explicit FakeClock(WallMs wallStart = 1'700'000'000'000) : m_wall(wallStart) {}
    TimePoint now() const override { return m_now; }
    WallMs wallMs() const override { return m_wall; }
    void advance(Duration by);

  private:
    TimePoint m_now{};
    Duration m_rest{};
    WallMs m_wall;
};

/// "2026-11-22T10:04:05.123Z"
std::string formatUtc(WallMs wallMs);
/// "850ms", "1.2s", "3m 4s", "2h 5m", "3d 4h": at most two units, for people.
std::string formatDuration(Duration duration);

}  // namespace slipway
