#pragma once

#include <array>

#include "gateway/core/counter.h"
#include "gateway/policy/policy_kind.h"

namespace slipway::gateway::policy {

/// One request of so many, per worker, has each of its policies timed: two readings of the clock (some 50 ns) a policy.
inline constexpr std::uint32_t kSampleEvery = 64;

/// What one worker has counted of a route's policies of one kind. Thread: written by its worker alone.
struct PolicyCounter {
    Counter refused;    ///< requests that it answered with a problem
    Counter samples;    ///< requests of which its time was taken
    Counter sampledNs;  ///< nanoseconds of those, together
};

struct alignas(64) PolicyShard {
    std::array<PolicyCounter, kPolicyKinds> kinds;
    PolicyCounter& operator[](PolicyKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
    const PolicyCounter& operator[](PolicyKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
};

}  // namespace slipway::gateway::policy
