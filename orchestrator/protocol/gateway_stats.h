#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "protocol/gateway_cache.h"
#include "protocol/gateway_counters.h"
#include "protocol/gateway_mirror.h"

namespace slipway::protocol {

/// The body of a `stats` reply (docs/gateway-protocol.md). Counters grow from the gateway's start, or from when their
/// slot began; take differences with Counters::since. A value. Thread: any.
struct GatewayStats {
    /// What a policy of a route costs and does, from the gateway's start.
    struct Policy {
        std::string name;             ///< "jwt", "rate_limit", …
        std::uint64_t refused = 0;    ///< requests that it answered with a problem
        std::uint64_t samples = 0;    ///< requests of which its time was taken: one of 64
        std::uint64_t sampledNs = 0;  ///< nanoseconds of those, together

        /// Nanoseconds a request; 0 while nothing was measured.
        std::uint64_t meanNs() const { return samples == 0 ? 0 : sampledNs / samples; }
        bool operator==(const Policy&) const = default;
    };
    struct Route {
        std::string listener;
        std::string id;
        Counters counters;
        std::vector<Policy> policies;  ///< in the order in which they run
    };
    struct Endpoint {
        std::string id;
        std::string service;
        std::string state;           ///< "active", "draining", or "gone": no longer in the snapshot
        std::uint64_t inFlight = 0;  ///< requests and tunnels; 0 means drained
        std::uint64_t tunnels = 0;
        std::uint64_t connections = 0;
        std::uint64_t connectErrors = 0;
        Counters counters;
    };
    struct Listener {
        std::string id;
        std::uint64_t connections = 0;  ///< taken by this process and not ended, tunnels among them
        std::uint64_t tunnels = 0;
    };
    struct Edge {
        std::string project;
        std::string from;
        std::string to;
        Counters counters;
    };

    std::string epoch;
    std::int64_t pid = 0;
    std::uint64_t generation = 0;
    std::uint64_t uptimeMs = 0;
    std::uint32_t workers = 0;
    std::string io;
    std::uint64_t connectionsOpen = 0, connectionsAccepted = 0, tunnels = 0;
    std::uint64_t heldNow = 0, heldTotal = 0, heldTimedOut = 0, heldRefused = 0;
    std::uint64_t accessLogDropped = 0;
    std::uint64_t spansRecorded = 0, spansDropped = 0, spansPendingBytes = 0;
    std::map<std::string, std::uint64_t> rejected;
    std::vector<Listener> listeners;
    std::vector<Route> routes;
    std::vector<Endpoint> endpoints;
    std::vector<Edge> edges;
    std::vector<CacheFigures> caches;  ///< of the projects that have one
    std::vector<MirrorStats> mirrors;
};

std::string statsToJson(const GatewayStats& stats);
/// Errors: Corrupt. Unknown members are ignored: a newer gateway may count more.
Result<GatewayStats> parseStats(std::string_view json);

}  // namespace slipway::protocol
