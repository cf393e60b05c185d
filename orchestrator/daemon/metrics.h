#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "daemon/gateway_stats.h"
#include "protocol/api_event.h"
#include "protocol/api_state.h"
#include "store/store.h"

namespace slipway::daemon {

/// What has passed over an edge since its project's `up`.
struct TrafficTotals {
    std::int64_t requests = 0, tries = 0, errors = 0, retries = 0, failed = 0;

    void add(const protocol::Counters& counters);
    void add(const TrafficTotals& other);
    TrafficTotals since(const TrafficTotals& earlier) const;
};

/// Rates over the last few seconds: steady enough to read, quick enough to follow.
struct Rates {
    double rps = 0;
    double errorsPerS = 0;
    std::optional<std::int64_t> p50Us, p95Us;  ///< none: no request in the window
};

struct ServiceUsage {
    double cpu = 0;
    std::int64_t rssKib = 0;
    int ready = 0;
};

/// Makes rates, totals and an hour of history out of the gateway's growing counters. Totals live in the store, so they
/// outlast gateway and daemon; history is memory alone. Thread: the daemon's.
class Metrics {
  public:
    static constexpr int kHistorySeconds = 3600;
    static constexpr int kWindowSeconds = 5;

    Metrics(store::Store& store, const Clock& clock);

    /// Any number of times a second. A process that is not among them any more keeps what it had counted.
    void ingest(const PlaneFigures& figures) { ingest(figures, figures); }
    /// `figures` of each process alone, whatever its name: an epoch is what tells one's counts from another's. `shown`:
    /// with those of earlier processes added, for what is shown of endpoints and policies.
    void ingest(const PlaneFigures& figures, const PlaneFigures& shown);
    /// Closes a second. `usage` by (project, service).
    void tick(const std::map<std::pair<std::string, std::string>, ServiceUsage>& usage);
    /// Its totals and history go: `down`.
    void forgetProject(const std::string& project);

    TrafficTotals edgeTotals(const EdgeKey& edge) const;
    /// All edges into it.
    TrafficTotals serviceTotals(const std::string& project, const std::string& service) const;
    /// All that the running processes count of requests to it; shrinks when one of them goes.
    protocol::Counters serviceCounters(const std::string& project, const std::string& service) const;
    /// Of the second that the last tick closed.
    protocol::Counters lastSecond(const std::string& project, const std::string& service) const;
    /// Of the last seconds (kWindowSeconds).
    protocol::Counters recentCounters(const std::string& project, const std::string& service) const;
    Rates edgeRates(const EdgeKey& edge) const;
    Rates serviceRates(const std::string& project, const std::string& service) const;
    /// Through the front door.
    Rates ingressRates(const std::string& project) const;
    TrafficTotals routeTotals(const RouteKey& route) const;
    Rates routeRates(const RouteKey& route) const;
    /// What its policies refused and cost, over all processes that serve it; in the order in which they run.
    std::vector<protocol::GatewayStats::Policy> routePolicies(const RouteKey& route) const;
    std::int64_t heldTotal() const { return m_heldTotal; }
    /// Edges that traffic was seen on.
    std::vector<EdgeKey> edges(const std::string& project) const;
    /// The last figures of an endpoint, "shop/users-3", over all processes that send to it; none where nobody does.
    std::optional<EndpointFigures> endpoint(const std::string& id) const;

    api::Metrics history(const std::string& project, WallMs since, const std::string& service) const;

  private:
    struct Line {
        TrafficTotals totals;
        protocol::Counters pending;             ///< since the last tick
        std::deque<protocol::Counters> window;  ///< the last seconds
        Rates rates() const;
        protocol::Counters merged() const;
    };
    struct Point {
        float rps = -1, errors = -1, p50 = -1, p95 = -1, cpu = -1, rss = -1, ready = -1;  ///< -1: not measured
    };
    struct Ring {
        std::vector<Point> points;
        std::int64_t last = -1;  ///< second of the newest
        void put(std::int64_t second, Point point);
        Point at(std::int64_t second) const;
    };

    static Rates ratesOf(const protocol::Counters& counters, int seconds);
    static Point pointOf(const protocol::Counters& counters);

    void ingest(const GatewayFigures& stats);
    void forgetEpoch(const std::string& epoch);
    void saveTotals();

    store::Store& m_store;
    const Clock& m_clock;
    std::map<std::string, GatewayFigures> m_latest;  ///< by epoch
    PlaneFigures m_shown;
    /// What of a running process's counters is in the totals already, by its epoch, as the store remembers it: a daemon
    /// that comes after a crash must count each request once.
    std::map<std::string, std::map<EdgeKey, TrafficTotals>> m_counted;
    std::map<EdgeKey, Line> m_edges;
    std::map<RouteKey, Line> m_routes;
    struct Unsaved {
        std::string epoch;
        EdgeKey edge;
        auto operator<=>(const Unsaved&) const = default;
    };
    std::map<Unsaved, TrafficTotals> m_unsaved;
    std::map<std::pair<std::string, std::string>, Ring> m_serviceHistory;
    std::map<EdgeKey, Ring> m_edgeHistory;
    std::int64_t m_heldTotal = 0;
};

}  // namespace slipway::daemon
