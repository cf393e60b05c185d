#include "daemon/gateway_stats.h"

namespace slipway::daemon {

namespace {

/// What only one of them has is taken over where `what` says so.
template <class Map, class Add>
void addRows(Map& into, const Map& other, Sum what, Add add) {
    for (const auto& [key, row] : other) {
        const auto place = into.find(key);
        if (place != into.end())
            add(place->second, row);
        else if (what == Sum::All)
            into.emplace(key, row);
    }
}

void addCounters(protocol::Counters& into, const protocol::Counters& other) {
    into.add(other);
}

void addPolicies(std::vector<protocol::GatewayStats::Policy>& into,
                 const std::vector<protocol::GatewayStats::Policy>& other) {
    for (const auto& row : other)
        for (auto& same : into)
            if (same.name == row.name) {
                same.refused += row.refused;
                same.samples += row.samples;
                same.sampledNs += row.sampledNs;
            }
}

void addCache(protocol::CacheFigures& into, const protocol::CacheFigures& other) {
    using F = protocol::CacheFigures;
    for (const auto count : {&F::hits, &F::stale, &F::revalidated, &F::misses, &F::bypassed, &F::collapsed, &F::stored,
                             &F::evictions, &F::invalidated, &F::purged})
        into.*count += other.*count;
}

void addMirrors(std::vector<protocol::MirrorStats>& into, const std::vector<protocol::MirrorStats>& other) {
    using M = protocol::MirrorStats;
    for (const M& row : other)
        for (M& same : into) {
            if (same.project != row.project || same.route != row.route || same.service != row.service)
                continue;
            for (const auto count : {&M::same, &M::different, &M::failed, &M::dropped, &M::tooLarge, &M::kept})
                same.*count += row.*count;
            if (same.differences.empty())
                same.differences = row.differences;
        }
}

}  // namespace

void addFigures(GatewayFigures& into, const GatewayFigures& other, Sum what) {
    using F = GatewayFigures;
    into.heldTotal += other.heldTotal;
    for (const auto count :
         {&F::spansRecorded, &F::spansDropped, &F::accepted, &F::heldTimedOut, &F::heldRefused, &F::accessLogDropped})
        into.*count += other.*count;
    for (const auto& [reason, count] : other.rejected)
        into.rejected[reason] += count;
    addRows(into.routes, other.routes, what, addCounters);
    addRows(into.edges, other.edges, what, addCounters);
    addRows(into.policies, other.policies, what, addPolicies);
    addRows(into.caches, other.caches, what, addCache);
    addRows(into.endpoints, other.endpoints, what, [&](EndpointFigures& to, const EndpointFigures& from) {
        to.counters.add(from.counters);
        if (what == Sum::All) {
            to.inFlight += from.inFlight;
            to.tunnels += from.tunnels;
            to.connections += from.connections;
        }
    });
    addMirrors(into.mirrors, other.mirrors);
    if (what == Sum::Counts)
        return;
    into.openConnections += other.openConnections;
    into.heldNow += other.heldNow;
    into.spansPendingBytes += other.spansPendingBytes;
    addRows(into.listeners, other.listeners, what, [](ListenerFigures& to, const ListenerFigures& from) {
        to.connections += from.connections;
        to.tunnels += from.tunnels;
    });
}

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
