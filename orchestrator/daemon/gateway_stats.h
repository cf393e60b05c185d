#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "protocol/gateway_stats.h"

namespace slipway::daemon {

struct EdgeKey {
    std::string project, from, to;
    auto operator<=>(const EdgeKey&) const = default;
};
struct RouteKey {
    std::string listener, id;
    auto operator<=>(const RouteKey&) const = default;
};
struct EndpointFigures {
    std::string service;
    std::string state;
    std::int64_t inFlight = 0;
    std::int64_t tunnels = 0;
    std::int64_t connections = 0;  ///< open to it, pooled ones too
    protocol::Counters counters;
};

struct ListenerFigures {
    std::int64_t connections = 0;
    std::int64_t tunnels = 0;
};

/// The statistics of one process of the data plane, to be looked up by what they count.
struct GatewayFigures {
    std::string epoch;
    std::int64_t pid = 0;
    std::uint64_t generation = 0;
    int workers = 0;
    std::string io;
    std::int64_t openConnections = 0;
    std::int64_t heldNow = 0;
    std::int64_t heldTotal = 0;
    std::uint64_t spansRecorded = 0, spansDropped = 0, spansPendingBytes = 0;
    std::uint64_t accepted = 0, heldTimedOut = 0, heldRefused = 0, accessLogDropped = 0;
    std::map<std::string, std::uint64_t> rejected;
    std::map<std::string, ListenerFigures> listeners;
    std::map<RouteKey, protocol::Counters> routes;
    std::map<RouteKey, std::vector<protocol::GatewayStats::Policy>> policies;  ///< of routes that have some
    std::map<std::string, EndpointFigures> endpoints;
    std::map<EdgeKey, protocol::Counters> edges;
    std::map<std::string, protocol::CacheFigures> caches;  ///< by project, of those that have one
    std::vector<protocol::MirrorStats> mirrors;
};

/// Of all processes that carry requests, by name: "hub", "shop/orders" (protocol::GatewayRole::name).
using PlaneFigures = std::map<std::string, GatewayFigures>;

/// What one process had counted goes on in another's figures: its successor, or what is shown of both.
enum class Sum {
    Counts,  ///< of a process that has ended; of rows that the successor has, too
    All      ///< of a process that still runs: also what it has open
};
void addFigures(GatewayFigures& into, const GatewayFigures& other, Sum what);

GatewayFigures indexed(const protocol::GatewayStats& stats);

}  // namespace slipway::daemon
