#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::gateway::cache {

using Seconds = std::chrono::seconds;

/// Past it a number of seconds is this one: 2^31, as RFC 9111 §1.2.2 has it.
inline constexpr Seconds kForever{std::int64_t{1} << 31};

/// What Cache-Control says, of a request or of a response (RFC 9111 §5.2, RFC 5861). Unknown directives are ignored.
struct Directives {
    // both
    bool noStore = false;
    bool noCache = false;  ///< without a list of fields
    std::optional<Seconds> maxAge;
    std::optional<Seconds> staleIfError;
    // of a request
    std::optional<Seconds> maxStale;  ///< kForever where it has no number
    std::optional<Seconds> minFresh;
    bool onlyIfCached = false;
    // of a response
    bool isPublic = false;
    bool isPrivate = false;  ///< without a list of fields
    bool mustRevalidate = false;
    bool proxyRevalidate = false;
    bool mustUnderstand = false;
    std::optional<Seconds> sMaxAge;
    std::optional<Seconds> staleWhileRevalidate;
    std::vector<std::string> withheld;  ///< fields that no-cache="…" or private="…" lists: never stored; lower case

    bool operator==(const Directives&) const = default;
    /// A response that says so may be given to others than the client that brought it here with credentials
    /// (RFC 9111 §3.5).
    bool allowsSharing() const { return isPublic || mustRevalidate || sMaxAge.has_value(); }
    /// Past its time it is never given without asking (RFC 9111 §5.2.2.2, .8, .10).
    bool forbidsStale() const { return noCache || mustRevalidate || proxyRevalidate || sMaxAge.has_value(); }
};

/// `value`: all lines of the field, joined by commas. Of two of a kind the stricter holds: the smaller number; a number
/// that is none counts as 0 (RFC 9111 §4.2.1 lets such a response be stale), for max-stale as not said. A quoted number
/// is read too.
Directives parseCacheControl(std::string_view value);

/// Digits alone; more than 2^31 is kForever (RFC 9111 §1.2.2). Nothing for anything else.
std::optional<Seconds> parseDeltaSeconds(std::string_view text);

}  // namespace slipway::gateway::cache
