#include "gateway/core/route_caches.h"

#include <algorithm>

namespace slipway::gateway {
namespace {

std::optional<cache::Seconds> seconds(const std::optional<std::uint64_t>& from) {
    return from ? std::optional(cache::Seconds{static_cast<std::int64_t>(*from)}) : std::nullopt;
}

}  // namespace

RouteCaches::RouteCaches(const protocol::Snapshot& snapshot, cache::CacheRegistry& registry) {
    std::map<std::string, std::uint64_t> bytes;
    for (const auto& listener : snapshot.listeners)
        for (const auto& route : listener.routes)
            if (route.cache && listener.kind == protocol::ListenerKind::Ingress) {
                auto& most = bytes[listener.project];
                most = std::max(most, route.cache->storeBytes);
            }
    std::vector<std::string> projects;
    for (const auto& [project, most] : bytes) {
        projects.push_back(project);
        m_stores[project] = registry.of(project, most);
    }
    registry.keepOnly(projects);
}

std::shared_ptr<const cache::RouteCache> RouteCaches::of(const protocol::SnapshotListener& listener,
                                                         const protocol::SnapshotRoute& route) const {
    const auto found = m_stores.find(listener.project);
    if (found == m_stores.end() || listener.kind != protocol::ListenerKind::Ingress)
        return nullptr;
    auto made = std::make_shared<cache::RouteCache>();
    made->store = found->second;
    made->serves = route.cache.has_value();
    if (route.cache) {
        cache::Rules& rules = made->rules;
        rules.freshness.defaultTtl = cache::Seconds{static_cast<std::int64_t>(route.cache->defaultTtlSeconds)};
        rules.freshness.staleWhileRevalidate = seconds(route.cache->staleWhileRevalidateSeconds);
        rules.freshness.staleIfError = seconds(route.cache->staleIfErrorSeconds);
        rules.maxObjectBytes = route.cache->maxObjectBytes;
        rules.wait = std::chrono::milliseconds(route.cache->waitMs);
    }
    return made;
}

}  // namespace slipway::gateway
