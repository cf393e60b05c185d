#include "gateway/control/stats_report.h"

#include <map>

#include <set>
#include "gateway/cache/project_cache.h"

#include "gateway/policy/route_policies.h"

namespace slipway::gateway {
namespace {

protocol::Counters summed(const Sharded<CounterShard>& shards) {
    protocol::Counters total;
    for (WorkerId worker = 0; worker < shards.workers(); ++worker)
        shards[worker].addTo(total);
    return total;
}

std::map<std::string, const char*> states(const Config* config) {
    std::map<std::string, const char*> byId;
    if (config)
        for (const auto& service : config->services)
            for (const auto& endpoint : service.endpoints)
                byId[endpoint.id] = endpoint.state == EndpointState::Active ? "active" : "draining";
    return byId;
}

/// Those that the route has, and those that it had and that counted something.
std::vector<protocol::GatewayStats::Policy> policiesOf(const RouteSlot& slot, const Config* config) {
    std::set<policy::PolicyKind> present;
    if (config)
        for (const auto& listener : config->listeners)
            for (const auto& route : listener.routes.routes())
                if (route.slot.get() == &slot && route.policies)
                    for (const auto& each : route.policies->policies())
                        present.insert(each->kind());
    std::vector<protocol::GatewayStats::Policy> rows;
    for (std::size_t i = 0; i < policy::kPolicyKinds; ++i) {
        const auto kind = static_cast<policy::PolicyKind>(i);
        protocol::GatewayStats::Policy row{policy::policyKindName(kind), 0, 0, 0};
        for (WorkerId worker = 0; worker < slot.policies.workers(); ++worker) {
            const policy::PolicyCounter& count = slot.policies[worker][kind];
            row.refused += count.refused.get();
            row.samples += count.samples.get();
            row.sampledNs += count.sampledNs.get();
        }
        if (present.contains(kind) || row.refused != 0 || row.samples != 0)
            rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

protocol::GatewayStats reportStats(const SlotRegistry& registry, const Config* config) {
    protocol::GatewayStats stats;
    stats.generation = config ? config->generation : 0;
    stats.workers = registry.workers();
    stats.connectionsOpen = registry.sum(&WorkerShard::open);
    stats.connectionsAccepted = registry.sum(&WorkerShard::accepted);
    stats.tunnels = registry.sum(&WorkerShard::tunnels);
    stats.heldNow = registry.sum(&WorkerShard::heldNow);
    stats.heldTotal = registry.sum(&WorkerShard::heldTotal);
    stats.heldTimedOut = registry.sum(&WorkerShard::heldTimedOut);
    stats.heldRefused = registry.sum(&WorkerShard::heldRefused);
    for (std::size_t reason = 0; reason < kRejectReasons; ++reason) {
        auto& count = stats.rejected[rejectReasonName(static_cast<RejectReason>(reason))];
        for (WorkerId worker = 0; worker < registry.workers(); ++worker)
            count += registry.worker(worker).rejected[reason].get();
    }
    for (const auto& [id, slot] : registry.listeners())
        stats.listeners.push_back({id, slot->sum(&ListenerShard::open), slot->sum(&ListenerShard::tunnels)});
    for (const auto& [key, slot] : registry.routes())
        stats.routes.push_back({slot->listener, slot->id, summed(slot->shards), policiesOf(*slot, config)});
    for (const auto& [key, slot] : registry.edges())
        stats.edges.push_back({slot->project, slot->from, slot->to, summed(slot->shards)});
    for (const auto& [project, cache] : registry.caches().all()) {
        const cache::Figures f = cache->figures();
        stats.caches.push_back({project, f.hits, f.stale, f.revalidated, f.misses, f.bypassed, f.collapsed, f.stored,
                                f.evictions, f.invalidated, f.purged, f.entries, f.bytes, f.maxBytes});
    }
    const auto stateOf = states(config);
    for (const auto& [id, slot] : registry.endpoints()) {
        const auto state = stateOf.find(id);
        stats.endpoints.push_back({id, slot->service, state == stateOf.end() ? "gone" : state->second, slot->inFlight(),
                                   slot->sum(&EndpointShard::tunnels), slot->sum(&EndpointShard::connections),
                                   slot->sum(&EndpointShard::connectErrors), slot->counters()});
    }
    stats.mirrors = registry.mirrors().stats();
    return stats;
}

}  // namespace slipway::gateway
