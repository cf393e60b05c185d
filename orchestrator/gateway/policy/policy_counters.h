#pragma once

#include <array>

#include "gateway/core/counter.h"
#include "gateway/policy/policy_kind.h"

namespace slipway::gateway::policy {

/// One request of so many, per worker and route, has each of its policies timed: two readings of the clock (some 50 ns)
/// a policy. Before that the first few, so that a price is there early; not the very first, which finds all caches
/// cold.
inline constexpr std::uint32_t kSampleEvery = 64;
inline constexpr std::uint32_t kFirstSamples = 8;

/// What one worker has counted of a route's policies of one kind. Thread: written by its worker alone.
struct PolicyCounter {
    Counter refused;    ///< requests that it answered with a problem
    Counter samples;    ///< requests of which its time was taken
    Counter sampledNs;  ///< nanoseconds of those, together
};

struct alignas(64) PolicyShard {
    std::array<PolicyCounter, kPolicyKinds> kinds;
    std::uint32_t turn = 0;
    /// Whether this request's policies are timed. Once a request.
    bool timesNext() {
        ++turn;
        return turn % kSampleEvery == 0 || (turn > 1 && turn <= 1 + kFirstSamples);
    }
    PolicyCounter& operator[](PolicyKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
    const PolicyCounter& operator[](PolicyKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
};

}  // namespace slipway::gateway::policy
