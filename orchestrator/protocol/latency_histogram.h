#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "base/error.h"

namespace slipway::protocol {

/// Log-linear buckets over microseconds: exact below 16, then 16 equal steps a power of two, so a bucket is never wider
/// than 1/16 of its lower bound (as in HdrHistogram). What lasted 2^32 us (71 minutes) or more falls into the last
/// bucket.
inline constexpr int kLatencyStepBits = 4;
inline constexpr int kLatencyMaxBits = 32;
inline constexpr std::size_t kLatencyBuckets = std::size_t{kLatencyMaxBits - kLatencyStepBits + 1} << kLatencyStepBits;

/// The bucket of a duration in microseconds; in [0, kLatencyBuckets). Thread: any. Cost: O(1).
constexpr std::size_t latencyIndex(std::uint64_t us) {
    if (us < (1u << kLatencyStepBits))
        return static_cast<std::size_t>(us);
    if (us >> kLatencyMaxBits)
        return kLatencyBuckets - 1;
    const int shift = static_cast<int>(std::bit_width(us)) - 1 - kLatencyStepBits;
    return (static_cast<std::size_t>(shift) << kLatencyStepBits) + static_cast<std::size_t>(us >> shift);
}

/// The least duration, in microseconds, that falls into the bucket.
constexpr std::uint64_t latencyLowerUs(std::size_t index) {
    if (index < (2u << kLatencyStepBits))
        return index;
    const std::size_t shift = (index >> kLatencyStepBits) - 1;
    return (std::uint64_t{index} - (shift << kLatencyStepBits)) << shift;
}

/// The least duration that no longer falls into the bucket.
constexpr std::uint64_t latencyUpperUs(std::size_t index) {
    return latencyLowerUs(index + 1);
}

/// Durations counted by bucket. A value: copy, add and subtract it. Thread: one owner.
struct LatencyHistogram {
    std::uint64_t count = 0;
    std::uint64_t sumUs = 0;
    std::vector<std::uint64_t> buckets;  ///< empty, or kLatencyBuckets counts

    void record(std::uint64_t us);
    void add(const LatencyHistogram& other);
    /// What was counted since `earlier`, an older state of this histogram. A count that shrank (its owner restarted) is
    /// taken whole.
    LatencyHistogram since(const LatencyHistogram& earlier) const;
    /// Microseconds below which the share `q` (0 to 1) of all lies, interpolated inside its bucket; 0 when nothing was
    /// counted.
    double quantileUs(double q) const;
    double meanUs() const;

    bool operator==(const LatencyHistogram& other) const;
};

/// {"count", "sum_us", "buckets": [[index, count], …]}, only the buckets that count something.
nlohmann::json toJson(const LatencyHistogram& histogram);
/// Errors: Corrupt for a shape or an index that is none of ours.
Result<LatencyHistogram> latencyFromJson(const nlohmann::json& json);

}  // namespace slipway::protocol
