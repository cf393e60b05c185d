#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace slipway::gateway::cache {

/// Seconds since 1970-01-01T00:00:00Z.
using WallSeconds = std::int64_t;

/// Each of the three forms of RFC 9110 §5.6.7: IMF-fixdate, RFC 850 (whose two digits of a year are at most 50 years
/// ahead of `now`), asctime. Nothing for anything else: for Expires that means "in the past" (RFC 9111 §5.3).
std::optional<WallSeconds> parseHttpDate(std::string_view text, WallSeconds now);

}  // namespace slipway::gateway::cache
