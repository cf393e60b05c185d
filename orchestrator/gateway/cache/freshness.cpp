#include "gateway/cache/freshness.h"

#include <algorithm>

namespace slipway::gateway::cache {

bool isHeuristicallyCacheable(unsigned status) {
    switch (status) {
        case 200:
        case 203:
        case 204:
        case 300:
        case 301:
        case 308:
        case 404:
        case 405:
        case 410:
        case 414:
        case 501:
            return true;
        default:
            return false;
    }
}

Lifetime lifetimeOf(const Arrival& arrival, const FreshnessRules& rules) {
    if (arrival.directives.sMaxAge)
        return {*arrival.directives.sMaxAge, LifetimeSource::SMaxAge};
    if (arrival.directives.maxAge)
        return {*arrival.directives.maxAge, LifetimeSource::MaxAge};
    if (arrival.expiresInvalid)
        return {Seconds{0}, LifetimeSource::Expires};
    if (arrival.expires) {
        // Without Date, when it came is when it was made.
        const Seconds left{*arrival.expires - arrival.date.value_or(arrival.responseTime)};
        return {std::clamp(left, Seconds{0}, kForever), LifetimeSource::Expires};
    }
    if (!isHeuristicallyCacheable(arrival.status))
        return {};
    if (rules.defaultTtl.count() > 0 && arrival.status < 400)
        return {rules.defaultTtl, LifetimeSource::Default};
    // A target with a query is more often computed than kept: nothing is guessed for it.
    if (!arrival.lastModified || arrival.hasQuery)
        return {};
    const WallSeconds made = arrival.date.value_or(arrival.responseTime);
    if (made <= *arrival.lastModified)
        return {};
    return {std::min(Seconds{(made - *arrival.lastModified) / 10}, kHeuristicLimit), LifetimeSource::Heuristic};
}

Seconds correctedInitialAge(const Arrival& arrival) {
    const Seconds apparent =
        arrival.date ? std::max(Seconds{0}, Seconds{arrival.responseTime - *arrival.date}) : Seconds{0};
    const Seconds corrected = arrival.age.value_or(Seconds{0}) + arrival.responseDelay;
    return std::min(std::max(apparent, corrected), kForever);
}

Reuse reuseOf(const Freshness& freshness, const Directives& response, const Directives& request,
              const FreshnessRules& rules, TimePoint now) {
    if (response.noCache || request.noCache)
        return Reuse::Validate;
    const Seconds age = freshness.age(now);
    if (request.maxAge && age > *request.maxAge)
        return Reuse::Validate;
    const Seconds ttl = freshness.ttl(now);
    if (ttl > Seconds{0})
        return request.minFresh && ttl < *request.minFresh ? Reuse::Validate : Reuse::Fresh;
    if (request.minFresh || response.forbidsStale())
        return Reuse::Validate;
    const Seconds stale = -ttl;
    if (request.maxStale && stale <= *request.maxStale)
        return Reuse::StaleAsked;
    const auto window = response.staleWhileRevalidate ? response.staleWhileRevalidate : rules.staleWhileRevalidate;
    return window && stale < *window ? Reuse::StaleRevalidate : Reuse::Validate;
}

bool mayServeOnError(const Freshness& freshness, const Directives& response, const Directives& request,
                     const FreshnessRules& rules, TimePoint now) {
    if (response.forbidsStale() || request.noCache || request.minFresh)
        return false;
    if (request.maxAge && freshness.age(now) > *request.maxAge && !request.staleIfError)
        return false;
    const Seconds stale = -freshness.ttl(now);
    for (const auto& window :
         {response.staleIfError ? response.staleIfError : rules.staleIfError, request.staleIfError, request.maxStale})
        if (window && stale <= *window)
            return true;
    return false;
}

}  // namespace slipway::gateway::cache
