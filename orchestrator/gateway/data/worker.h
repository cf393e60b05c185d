#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "gateway/core/access_log.h"
#include "gateway/core/span_log.h"
#include "gateway/data/cache_refresh.h"
#include "gateway/data/client_connection.h"
#include "gateway/data/endpoint_pool.h"
#include "gateway/data/hold_queue.h"
#include "gateway/data/ingress.h"
#include "gateway/data/job_pool.h"
#include "gateway/data/out_buffer.h"
#include "gateway/data/worker_config.h"
#include "gateway/mirror/mirror_pool.h"
#include "http/request_parser.h"
#include "http/response_parser.h"
#include "net/loop.h"

namespace slipway::gateway {

/// What all workers share.
struct WorkerGroup {
    SlotRegistry& registry;
    AccessLog* accessLog = nullptr;  ///< null: none is written
    SpanLog* spanLog = nullptr;      ///< null: none are kept
    std::vector<Worker*> workers{};
    JobPool conversions{conversionJobs()};
    JobPool checks{passwordJobs()};
    mirror::MirrorPool mirrors{};
};

/// One thread's share of the data path: its loop, its clients, its connections to endpoints, its configuration. What
/// workers have in common is counters, the hold ledger, and the choice of who serves a new connection; nothing of it
/// locks on the way of a request. Thread: its own, but for the calls that say otherwise.
class Worker {
  public:
    /// How often held requests knock at endpoints that refused them.
    static constexpr Duration kProbePeriod = std::chrono::milliseconds(50);
    static constexpr Duration kSweepPeriod = std::chrono::seconds(1);

    Worker(WorkerId id, WorkerGroup& group);
    ~Worker();

    /// Until shutDown() has come to its end.
    void run();
    /// Thread: any. `task` runs at the top of this worker's loop.
    void post(std::function<void()> task) { m_loop.post(std::move(task)); }
    /// Client connections that it has, or is about to get. Thread: any.
    std::uint32_t load() const { return m_load.load(std::memory_order_relaxed); }

    void adopt(ConfigPtr config);
    void addListener(std::shared_ptr<const SharedListener> listener);
    /// Accepts no more on it, and lets its connections come to their end.
    void removeListener(const std::string& id);
    /// Finishes what is in flight, cuts what is left after `grace`, then ends the loop.
    void shutDown(Duration grace);
    /// Called on the worker's thread when run() is about to return.
    void whenEnded(std::function<void()> then) { m_whenEnded = std::move(then); }
    /// A connection was accepted here: gives it to the least loaded worker, itself included.
    void dispatch(Ingress& ingress, UniqueFd socket, const net::Address& peer);

    WorkerId id() const { return m_id; }
    net::Loop& loop() { return m_loop; }
    Random& random() { return m_random; }
    WorkerShard& shard() { return m_shard; }
    JobPool& conversions() { return m_group.conversions; }
    JobPool& checks() { return m_group.checks; }
    HoldQueue& holds() { return m_holds; }
    mirror::MirrorPool& mirrors() { return m_group.mirrors; }
    /// Its connections end with the request that they are at: the gateway ends, or gave the listener away.
    bool isLeaving(const Ingress& ingress) const;
    /// Null before the first snapshot; then there is no listener either.
    const LocalRef<WorkerConfig>& config() const { return m_config; }
    void probeSoon();

    /// Parsers of the worker's, reset, for heads that come whole.
    http::RequestParser& requestParser();
    http::ResponseParser& responseParser();
    /// A buffer for what is sent before anything else is put together.
    OutBuffer& out() { return m_out; }
    /// IMF-fixdate of this second, and the wall clock's milliseconds.
    std::string_view date();
    WallMs wallMs();
    /// "5f0c2a1b9d3e4f60-1a": unique over workers and processes.
    void nextRequestId(std::string& into);
    AccessLog* accessLog() const { return m_logging ? m_group.accessLog : nullptr; }
    SpanLog* spanLog() const { return m_group.spanLog; }
    /// Remembers the most bytes that ever waited for one peer.
    void noteBuffered(size_t bytes) {
        if (bytes > m_peakBuffered.get())
            m_peakBuffered.add(bytes - m_peakBuffered.get());
    }
    /// Thread: any.
    std::uint64_t peakBuffered() const { return m_peakBuffered.get(); }

    Exchange* newExchange();
    /// Keeps it for the next request, or ends it where enough are kept.
    void recycle(Exchange* exchange);
    void forget(ClientConnection& client);
    /// False, and it is gone, when there are too many, or the worker ends.
    bool keepRefresh(std::unique_ptr<CacheRefresh> refresh);
    void endRefresh(CacheRefresh& refresh);

  private:
    struct Arrival {
        LocalRef<Ingress> ingress;
        UniqueFd socket;
        net::Address peer;
    };
    void accept(LocalRef<Ingress> ingress, UniqueFd socket, const net::Address& peer);
    void serve(Arrival arrival);
    /// The one that accepts for it, made where there is none.
    LocalRef<Ingress> ingressOf(const std::shared_ptr<const SharedListener>& listener);
    EndpointPool& poolOf(const Endpoint& endpoint);
    void sweep();
    void dropUnusedPools();
    void closeIdleClients(TimePoint since);
    void onLull();
    void cutClients();
    void endIfDone();

    const WorkerId m_id;
    WorkerGroup& m_group;
    net::Loop m_loop;
    Random m_random;
    WorkerShard& m_shard;
    HoldQueue m_holds;
    LocalRef<WorkerConfig> m_config;
    std::unordered_map<EndpointSlot*, std::unique_ptr<EndpointPool>> m_pools;
    std::vector<std::unique_ptr<CacheRefresh>> m_refreshes;  // end before the pools
    std::vector<LocalRef<Ingress>> m_ingresses;              // also those that accept no more and have connections
    http::RequestParser m_requestParser;
    http::ResponseParser m_responseParser;
    OutBuffer m_out;
    std::vector<std::unique_ptr<Exchange>> m_spareExchanges;
    ClientConnection* m_clients = nullptr;
    std::vector<Arrival>
        m_early;  // handed over by a worker that runs on a configuration which has not reached this one
    net::Timer m_sweepTimer;
    net::Timer m_probeTimer;
    net::Timer m_lullTimer;
    net::Timer m_graceTimer;
    std::string m_idPrefix;
    std::uint64_t m_nextId = 0;
    std::string m_date;
    TimePoint m_dateAt{};
    WallMs m_wallAt = 0;
    Counter m_peakBuffered;
    std::function<void()> m_whenEnded;
    bool m_logging = false;
    bool m_stopping = false;
    alignas(64) std::atomic<std::uint32_t> m_load{0};
};

}  // namespace slipway::gateway
