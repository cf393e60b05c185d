#pragma once

#include <cstddef>
#include <cstdint>

namespace slipway::gateway::policy {

/// What a policy is, as statistics, API and manifest name it. Declared in the order in which they run.
enum class PolicyKind : std::uint8_t {
    AllowFrom,    ///< addresses that may ask at all
    Limits,       ///< of a request's head and body
    Cors,         ///< before credentials are asked for: a preflight carries none
    ClientLimit,  ///< rate by client address: before credentials are checked, so that guessing them is what it bounds
    Auth,         ///< of several kinds, any of which will do
    ApiKey,
    Basic,
    Jwt,
    RateLimit,
    Concurrency,
};
inline constexpr std::size_t kPolicyKinds = 10;

/// "allow_from", "cors", "rate_limit", …
const char* policyKindName(PolicyKind kind);

}  // namespace slipway::gateway::policy
