#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "gateway/core/counter.h"
#include "gateway/core/hold_ledger.h"
#include "gateway/mirror/mirror_route.h"
#include "gateway/policy/policy_counters.h"
#include "protocol/gateway_counters.h"
#include "protocol/latency_histogram.h"

namespace slipway::gateway {

namespace cache {
class CacheRegistry;
}
namespace policy {
class PolicyStates;
}

/// What one worker has counted for one route, edge or endpoint: COUNTERS of docs/gateway-protocol.md, which says what
/// each means. Thread: written by its worker alone.
struct alignas(64) CounterShard {
    Counter requests, tries, retries, errors, failed, bytesIn, bytesOut;
    std::array<Counter, 5> status;
    Counter latencySumUs;
    std::array<Counter, protocol::kLatencyBuckets> latency;

    void countStatus(int code) {
        if (code >= 100 && code < 600)
            status[static_cast<std::size_t>(code / 100 - 1)].add();
    }
    void recordLatency(std::uint64_t us) {
        latencySumUs.add(us);
        latency[protocol::latencyIndex(us)].add();
    }
    void addTo(protocol::Counters& sum) const;
};

/// Wakes the control thread when something that drains may have ended. Thread: any.
class DrainSignal {
  public:
    DrainSignal();
    /// Level-triggered poll on this; `clear` before the counts are looked at.
    int fd() const { return m_fd.get(); }
    void raise();
    void clear();

  private:
    UniqueFd m_fd;
};

/// What one worker knows of a listener's connections. A connection may be taken by one worker and ended by another: one
/// shard alone means nothing, their sum does (modulo 2^64).
struct alignas(64) ListenerShard {
    Counter open;     ///< taken and not ended
    Counter tunnels;  ///< of these, upgraded
};

/// A listener, by its id.
struct ListenerSlot {
    ListenerSlot(std::string listenerId, unsigned workers) : id(std::move(listenerId)), shards(workers) {}
    const std::string id;
    Sharded<ListenerShard> shards;

    std::uint64_t sum(Counter ListenerShard::*field) const;
};

/// A route of a listener, by (listener, id).
struct RouteSlot {
    RouteSlot(std::string ofListener, std::string routeId, unsigned workers)
        : listener(std::move(ofListener)), id(std::move(routeId)), shards(workers), policies(workers) {}
    const std::string listener;
    const std::string id;
    Sharded<CounterShard> shards;
    Sharded<policy::PolicyShard> policies;
};

/// Traffic from a caller to a service, by (project, from, to).
struct EdgeSlot {
    EdgeSlot(std::string inProject, std::string caller, std::string service, unsigned workers)
        : project(std::move(inProject)), from(std::move(caller)), to(std::move(service)), shards(workers) {}
    const std::string project;
    const std::string from;
    const std::string to;
    Sharded<CounterShard> shards;
};

/// What one worker knows of one endpoint. The plain members are the worker's own: the balancer's memory, which so
/// outlives a snapshot.
struct alignas(64) EndpointShard {
    Counter inFlight;               ///< assigned and not ended: requests, and tunnels too
    Counter tunnels;                ///< of these, upgraded connections
    Counter connections;            ///< open to the endpoint, busy or pooled
    Counter connectErrors;          ///< connects refused, timed out, unreachable
    std::int64_t smoothWeight = 0;  ///< round robin's credit
    TimePoint suspectUntil{};
    std::uint32_t failedConnects = 0;  ///< in a row
    CounterShard counters;
};

/// An endpoint by its id. Lives on over snapshots; retired when it has left, is drained and reported once more.
class EndpointSlot {
  public:
    EndpointSlot(std::string endpointId, std::string serviceId, unsigned workers, std::shared_ptr<DrainSignal> signal);

    const std::string id;
    const std::string service;

    EndpointShard& shard(WorkerId worker) { return m_shards[worker]; }
    const EndpointShard& shard(WorkerId worker) const { return m_shards[worker]; }

    /// A worker has chosen the endpoint for a request: counts from here on, until `release` on the same worker.
    void acquire(WorkerId worker) { m_shards[worker].inFlight.add(); }
    void release(WorkerId worker) {
        Counter& inFlight = m_shards[worker].inFlight;
        inFlight.subtract();
        if (m_draining.load(std::memory_order_relaxed) && inFlight.get() == 0)
            m_signal->raise();
    }
    /// Summed over the workers. Exact, once no worker can choose the endpoint any more: then no shard grows.
    std::uint64_t inFlight() const;

    /// Control thread: makes `release` raise the signal.
    void setDraining(bool draining) { m_draining.store(draining, std::memory_order_relaxed); }
    bool draining() const { return m_draining.load(std::memory_order_relaxed); }

    std::uint64_t sum(Counter EndpointShard::*field) const;
    protocol::Counters counters() const;

  private:
    Sharded<EndpointShard> m_shards;
    std::atomic<bool> m_draining{false};
    std::shared_ptr<DrainSignal> m_signal;
};

/// Why a client's bytes were refused before any route was asked. `rejectReasonName` gives the word in the statistics.
enum class RejectReason {
    BadRequest,
    HeadTooLarge,
    TargetTooLong,
    HeadTimeout,
    HandshakeTimeout,
    TooManyConnections,
    NoRoute
};
inline constexpr std::size_t kRejectReasons = 7;
const char* rejectReasonName(RejectReason reason);

/// What one worker has counted for itself.
struct alignas(64) WorkerShard {
    Counter accepted;  ///< client connections
    Counter open;      ///< of these, now
    Counter tunnels;   ///< of these, upgraded
    Counter heldNow, heldTotal, heldTimedOut, heldRefused;
    std::array<Counter, kRejectReasons> rejected;

    void reject(RejectReason reason) { rejected[static_cast<std::size_t>(reason)].add(); }
};

/// Owns every slot by its identity, so that a snapshot resets none. Thread: control; the slots' shards, their workers.
///
/// A worker that uses a slot of a route, an edge or an endpoint must keep the slot's shared_ptr, or the Config that has
/// it, until it is done: a slot is forgotten when the registry alone holds it.
class SlotRegistry {
  public:
    explicit SlotRegistry(unsigned workers);
    ~SlotRegistry();

    std::shared_ptr<ListenerSlot> listener(const std::string& id);
    std::shared_ptr<RouteSlot> route(const std::string& listener, const std::string& id);
    std::shared_ptr<EdgeSlot> edge(const std::string& project, const std::string& from, const std::string& to);
    std::shared_ptr<EndpointSlot> endpoint(const std::string& id, const std::string& service);

    /// What policies of routes remember.
    policy::PolicyStates& policies() { return *m_policies; }
    /// Stored responses, by project.
    cache::CacheRegistry& caches() { return *m_caches; }
    const cache::CacheRegistry& caches() const { return *m_caches; }

    WorkerShard& worker(WorkerId worker) { return m_workers[worker]; }
    const WorkerShard& worker(WorkerId worker) const { return m_workers[worker]; }
    std::uint64_t sum(Counter WorkerShard::*field) const;
    unsigned workers() const { return m_workers.workers(); }
    const std::shared_ptr<DrainSignal>& drainSignal() const { return m_signal; }

    using ListenerSlots = std::map<std::string, std::shared_ptr<ListenerSlot>>;
    using RouteSlots = std::map<std::pair<std::string, std::string>, std::shared_ptr<RouteSlot>>;
    using EdgeSlots = std::map<std::array<std::string, 3>, std::shared_ptr<EdgeSlot>>;
    using EndpointSlots = std::map<std::string, std::shared_ptr<EndpointSlot>>;
    const ListenerSlots& listeners() const { return m_listeners; }
    const RouteSlots& routes() const { return m_routes; }
    const EdgeSlots& edges() const { return m_edges; }
    const EndpointSlots& endpoints() const { return m_endpoints; }

    HoldLedger& holds() { return m_holds; }

    mirror::MirrorRegistry& mirrors() { return m_mirrors; }
    const mirror::MirrorRegistry& mirrors() const { return m_mirrors; }

    /// Slots that nobody but the registry holds, and which therefore count no more. Ask before the statistics are read,
    /// and give the answer to `retire` after they were sent, so that the last numbers are among them.
    using Idle = std::vector<const void*>;
    Idle idle() const;
    void retire(const Idle& reported);

  private:
    Sharded<WorkerShard> m_workers;
    std::unique_ptr<policy::PolicyStates> m_policies;
    std::unique_ptr<cache::CacheRegistry> m_caches;
    std::shared_ptr<DrainSignal> m_signal;
    HoldLedger m_holds{m_signal};
    ListenerSlots m_listeners;
    RouteSlots m_routes;
    EdgeSlots m_edges;
    EndpointSlots m_endpoints;
    mirror::MirrorRegistry m_mirrors;
};

}  // namespace slipway::gateway
