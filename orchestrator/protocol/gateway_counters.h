#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "protocol/latency_histogram.h"

namespace slipway::protocol {

/// COUNTERS of docs/gateway-protocol.md: what a route, an endpoint or an edge has served since the gateway's start.
struct Counters {
    std::uint64_t requests = 0;             ///< answers that ended or failed; for an endpoint: tries that ended
    std::uint64_t tries = 0;                ///< times a request was sent to an endpoint, at least one byte
    std::uint64_t retries = 0;              ///< requests sent again
    std::uint64_t errors = 0;               ///< 5xx of the service, or no answer from it
    std::uint64_t failed = 0;               ///< answered by the gateway itself, or aborted
    std::array<std::uint64_t, 5> status{};  ///< answers to the client: 1xx, 2xx, … 5xx
    std::uint64_t bytesIn = 0;              ///< request bodies
    std::uint64_t bytesOut = 0;             ///< answer bodies
    LatencyHistogram latency;

    void add(const Counters& other);
    /// What was counted since `earlier`. Counters that shrank (their slot or gateway restarted) are taken whole.
    Counters since(const Counters& earlier) const;
    bool operator==(const Counters&) const = default;
};

/// Writes the members of COUNTERS into an object that may have others.
void putCounters(nlohmann::json& object, const Counters& counters);
/// Errors: Corrupt. Other members are ignored.
Result<Counters> countersFromJson(const nlohmann::json& object);

}  // namespace slipway::protocol
