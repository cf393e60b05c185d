#pragma once

#include <optional>

#include "base/clock.h"
#include "gateway/cache/cache_control.h"
#include "gateway/cache/http_date.h"

namespace slipway::gateway::cache {

/// What a route says where a service says nothing.
struct FreshnessRules {
    Seconds defaultTtl{0};                        ///< 0: the heuristic alone
    std::optional<Seconds> staleWhileRevalidate;  ///< where the response has no such directive
    std::optional<Seconds> staleIfError;
};

/// Of a response whose time is guessed from Last-Modified, the longest (RFC 9111 §4.2.2 leaves the bound to us).
inline constexpr Seconds kHeuristicLimit{3600};

/// The fields of a response that its age and its time come from, with when it was asked for and came.
struct Arrival {
    unsigned status = 200;
    bool hasQuery = false;  ///< of the target
    Directives directives;
    std::optional<WallSeconds> date;
    std::optional<WallSeconds> expires;
    bool expiresInvalid = false;  ///< it stands there and is no date: in the past (RFC 9111 §5.3)
    std::optional<WallSeconds> lastModified;
    std::optional<Seconds> age;  ///< as the field says it
    WallSeconds responseTime = 0;
    Seconds responseDelay{0};  ///< from the request's leaving to the response's coming
};

/// Where a lifetime comes from; Unknown: nothing says one, and nothing may be guessed.
enum class LifetimeSource { SMaxAge, MaxAge, Expires, Default, Heuristic, Unknown };
struct Lifetime {
    Seconds seconds{0};
    LifetimeSource source = LifetimeSource::Unknown;
};

/// RFC 9111 §4.2.1, for a shared cache: s-maxage, max-age, Expires less Date, the route's, a tenth of the time since
/// Last-Modified.
Lifetime lifetimeOf(const Arrival& arrival, const FreshnessRules& rules);

/// RFC 9111 §4.2.3: how old it was when it came.
Seconds correctedInitialAge(const Arrival& arrival);

/// A stored response's clock: set when it comes or is validated, by the monotonic clock from then on.
struct Freshness {
    Seconds initialAge{0};
    Seconds lifetime{0};
    TimePoint received{};

    /// RFC 9111 §4.2.3: current_age.
    Seconds age(TimePoint now) const { return initialAge + std::chrono::duration_cast<Seconds>(now - received); }
    /// Seconds that it is still fresh; what is negative is how long it has been stale.
    Seconds ttl(TimePoint now) const { return lifetime - age(now); }
};

/// What may be done with a stored response for a request.
enum class Reuse {
    Fresh,            ///< give it
    StaleAsked,       ///< give it: the client takes a stale one (max-stale)
    StaleRevalidate,  ///< give it, and ask for a newer one meanwhile (RFC 5861 §3)
    Validate,         ///< ask first
};
Reuse reuseOf(const Freshness& freshness, const Directives& response, const Directives& request,
              const FreshnessRules& rules, TimePoint now);

/// True if a stale response may be given because the service failed (RFC 5861 §4; also max-stale of the request).
bool mayServeOnError(const Freshness& freshness, const Directives& response, const Directives& request,
                     const FreshnessRules& rules, TimePoint now);

/// Statuses that may be stored without a word on their time (RFC 9110 §15.1), less those that are partial or tell of
/// the request alone.
bool isHeuristicallyCacheable(unsigned status);

}  // namespace slipway::gateway::cache
