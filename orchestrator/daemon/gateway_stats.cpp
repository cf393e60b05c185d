#include "daemon/gateway_stats.h"

namespace slipway::daemon {

GatewayFigures indexed(const protocol::GatewayStats& stats) {
    GatewayFigures figures;
    figures.epoch = stats.epoch;
    figures.pid = stats.pid;
    figures.generation = stats.generation;
    figures.workers = static_cast<int>(stats.workers);
    figures.io = stats.io;
    figures.openConnections = static_cast<std::int64_t>(stats.connectionsOpen);
    figures.heldNow = static_cast<std::int64_t>(stats.heldNow);
    figures.heldTotal = static_cast<std::int64_t>(stats.heldTotal);
    figures.spansRecorded = stats.spansRecorded;
    figures.spansDropped = stats.spansDropped;
    figures.spansPendingBytes = stats.spansPendingBytes;
    figures.accepted = stats.connectionsAccepted;
    figures.heldTimedOut = stats.heldTimedOut;
    figures.heldRefused = stats.heldRefused;
    figures.accessLogDropped = stats.accessLogDropped;
    figures.rejected = stats.rejected;
    for (const auto& listener : stats.listeners)
        figures.listeners.insert_or_assign(listener.id, ListenerFigures{static_cast<std::int64_t>(listener.connections),
                                                                        static_cast<std::int64_t>(listener.tunnels)});
    for (const auto& route : stats.routes) {
        figures.routes.insert_or_assign(RouteKey{route.listener, route.id}, route.counters);
        if (!route.policies.empty())
            figures.policies.insert_or_assign(RouteKey{route.listener, route.id}, route.policies);
    }
    for (const auto& endpoint : stats.endpoints)
        figures.endpoints.insert_or_assign(
            endpoint.id, EndpointFigures{endpoint.service, endpoint.state, static_cast<std::int64_t>(endpoint.inFlight),
                                         static_cast<std::int64_t>(endpoint.tunnels),
                                         static_cast<std::int64_t>(endpoint.connections), endpoint.counters});
    for (const auto& edge : stats.edges)
        figures.edges.insert_or_assign(EdgeKey{edge.project, edge.from, edge.to}, edge.counters);
    for (const auto& cache : stats.caches)
        figures.caches.insert_or_assign(cache.project, cache);
    figures.mirrors = stats.mirrors;
    return figures;
}

}  // namespace slipway::daemon
