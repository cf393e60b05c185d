#include "daemon/metrics.h"

#include <algorithm>
#include <set>

#include "base/log.h"

namespace slipway::daemon {
namespace {

constexpr const char* kFigures[] = {"requests", "tries", "errors", "retries", "failed"};

std::int64_t& figure(TrafficTotals& totals, std::string_view name) {
    return name == "requests"  ? totals.requests
           : name == "tries"   ? totals.tries
           : name == "errors"  ? totals.errors
           : name == "retries" ? totals.retries
                               : totals.failed;
}

std::vector<std::string> split(const std::string& name) {
    std::vector<std::string> parts;
    for (size_t begin = 0; begin <= name.size();) {
        const size_t end = std::min(name.find('/', begin), name.size());
        parts.push_back(name.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

}  // namespace

void TrafficTotals::add(const protocol::Counters& counters) {
    requests += static_cast<std::int64_t>(counters.requests);
    tries += static_cast<std::int64_t>(counters.tries);
    errors += static_cast<std::int64_t>(counters.errors);
    retries += static_cast<std::int64_t>(counters.retries);
    failed += static_cast<std::int64_t>(counters.failed);
}

void TrafficTotals::add(const TrafficTotals& other) {
    requests += other.requests;
    tries += other.tries;
    errors += other.errors;
    retries += other.retries;
    failed += other.failed;
}

TrafficTotals TrafficTotals::since(const TrafficTotals& earlier) const {
    return {requests - earlier.requests, tries - earlier.tries, errors - earlier.errors, retries - earlier.retries,
            failed - earlier.failed};
}

Metrics::Metrics(store::Store& store, const Clock& clock) : m_store(store), m_clock(clock) {
    for (const auto& [name, value] : store.counters.all("edge/").value_or(std::map<std::string, std::int64_t>{}))
        if (const auto parts = split(name); parts.size() == 5)
            figure(m_edges[EdgeKey{parts[1], parts[2], parts[3]}].totals, parts[4]) = value;
    for (const auto& [name, value] : store.counters.all("counted/").value_or(std::map<std::string, std::int64_t>{}))
        if (const auto parts = split(name); parts.size() == 6)
            figure(m_counted[parts[1]][EdgeKey{parts[2], parts[3], parts[4]}], parts[5]) = value;
    m_heldTotal = store.counters.get("held").value_or(0);
}

void Metrics::ingest(const PlaneFigures& figures, const PlaneFigures& shown) {
    std::set<std::string> there;
    for (const auto& [who, stats] : figures) {
        ingest(stats);
        there.insert(stats.epoch);
    }
    // A process that went for good left its counts in the totals.
    std::erase_if(m_latest, [&](const auto& entry) {
        if (there.contains(entry.first))
            return false;
        forgetEpoch(entry.first);
        return true;
    });
    m_shown = shown;
}

void Metrics::forgetEpoch(const std::string& epoch) {
    saveTotals();
    m_counted.erase(epoch);
    if (auto removed = m_store.counters.removeAll("counted/" + epoch + "/"); !removed)
        logError("daemon", "totals could not be stored", {{"error", removed.error().message}});
}

void Metrics::ingest(const GatewayFigures& stats) {
    const auto known = m_latest.find(stats.epoch);
    const GatewayFigures* latest = known == m_latest.end() ? nullptr : &known->second;
    const bool sameProcess = latest != nullptr;
    const auto counted = m_counted.find(stats.epoch);
    for (const auto& [key, counters] : stats.edges) {
        Line& line = m_edges[key];
        protocol::Counters delta = counters;
        if (sameProcess) {
            if (const auto before = latest->edges.find(key); before != latest->edges.end())
                delta = counters.since(before->second);
            line.pending.add(delta);
        }
        TrafficTotals grown;
        grown.add(delta);
        if (!sameProcess && counted != m_counted.end())
            if (const auto saved = counted->second.find(key); saved != counted->second.end())
                grown = grown.since(saved->second);
        line.totals.add(grown);
        m_unsaved[{stats.epoch, key}].add(grown);
    }
    for (const auto& [key, counters] : stats.routes) {
        protocol::Counters delta = counters;
        if (sameProcess)
            if (const auto before = latest->routes.find(key); before != latest->routes.end())
                delta = counters.since(before->second);
        Line& line = m_routes[key];
        line.totals.add(delta);
        line.pending.add(delta);
    }
    m_heldTotal += sameProcess ? std::max<std::int64_t>(0, stats.heldTotal - latest->heldTotal) : stats.heldTotal;
    m_latest[stats.epoch] = stats;
}

void Metrics::tick(const std::map<std::pair<std::string, std::string>, ServiceUsage>& usage) {
    const std::int64_t second = m_clock.wallMs() / 1000;
    const auto close = [](Line& line) {
        line.window.push_back(std::exchange(line.pending, {}));
        while (line.window.size() > kWindowSeconds)
            line.window.pop_front();
    };
    std::map<std::pair<std::string, std::string>, protocol::Counters> perService;
    for (auto& [key, line] : m_edges) {
        perService[{key.project, key.to}].add(line.pending);
        m_edgeHistory[key].put(second, pointOf(line.pending));
        close(line);
    }
    for (auto& [key, line] : m_routes)
        close(line);
    for (const auto& [key, figures] : usage) {
        Point point = pointOf(perService[key]);
        point.cpu = static_cast<float>(figures.cpu);
        point.rss = static_cast<float>(figures.rssKib);
        point.ready = static_cast<float>(figures.ready);
        m_serviceHistory[key].put(second, point);
    }
    saveTotals();
}

void Metrics::saveTotals() {
    std::vector<std::pair<std::string, std::int64_t>> deltas;
    for (auto& [key, totals] : m_unsaved) {
        const std::string edge = key.edge.project + "/" + key.edge.from + "/" + key.edge.to + "/";
        for (const char* name : kFigures)
            if (const std::int64_t grown = figure(totals, name)) {
                deltas.emplace_back("edge/" + edge + name, grown);
                deltas.emplace_back("counted/" + key.epoch + "/" + edge + name, grown);
            }
    }
    if (deltas.empty())
        return;
    if (auto saved = m_store.counters.addAll(deltas); saved)
        m_unsaved.clear();
    else
        logError("daemon", "totals could not be stored; tried again in a second", {{"error", saved.error().message}});
}

void Metrics::forgetProject(const std::string& project) {
    std::erase_if(m_edges, [&](const auto& entry) { return entry.first.project == project; });
    std::erase_if(m_edgeHistory, [&](const auto& entry) { return entry.first.project == project; });
    std::erase_if(m_unsaved, [&](const auto& entry) { return entry.first.edge.project == project; });
    std::erase_if(m_serviceHistory, [&](const auto& entry) { return entry.first.first == project; });
    std::erase_if(m_routes, [&](const auto& entry) { return entry.first.listener.starts_with(project + "/"); });
    if (auto removed = m_store.counters.removeAll("edge/" + project + "/"); !removed)
        logError("daemon", "totals could not be removed", {{"error", removed.error().message}});
}

protocol::Counters Metrics::Line::merged() const {
    protocol::Counters sum;
    for (const auto& second : window)
        sum.add(second);
    return sum;
}

Rates Metrics::ratesOf(const protocol::Counters& counters, int seconds) {
    Rates rates;
    if (seconds <= 0)
        return rates;
    rates.rps = static_cast<double>(counters.requests) / seconds;
    rates.errorsPerS = static_cast<double>(counters.errors + counters.failed) / seconds;
    if (counters.latency.count > 0) {
        rates.p50Us = static_cast<std::int64_t>(counters.latency.quantileUs(0.5));
        rates.p95Us = static_cast<std::int64_t>(counters.latency.quantileUs(0.95));
    }
    return rates;
}

Metrics::Point Metrics::pointOf(const protocol::Counters& counters) {
    Point point;
    point.rps = static_cast<float>(counters.requests);
    point.errors = static_cast<float>(counters.errors + counters.failed);
    if (counters.latency.count > 0) {
        point.p50 = static_cast<float>(counters.latency.quantileUs(0.5));
        point.p95 = static_cast<float>(counters.latency.quantileUs(0.95));
    }
    return point;
}

TrafficTotals Metrics::edgeTotals(const EdgeKey& edge) const {
    const auto found = m_edges.find(edge);
    return found == m_edges.end() ? TrafficTotals{} : found->second.totals;
}

TrafficTotals Metrics::serviceTotals(const std::string& project, const std::string& service) const {
    TrafficTotals sum;
    for (const auto& [key, line] : m_edges)
        if (key.project == project && key.to == service)
            sum.add(line.totals);
    return sum;
}

protocol::Counters Metrics::serviceCounters(const std::string& project, const std::string& service) const {
    protocol::Counters sum;
    for (const auto& [who, stats] : m_latest)
        for (const auto& [key, counters] : stats.edges)
            if (key.project == project && key.to == service)
                sum.add(counters);
    return sum;
}

protocol::Counters Metrics::lastSecond(const std::string& project, const std::string& service) const {
    protocol::Counters sum;
    for (const auto& [key, line] : m_edges)
        if (key.project == project && key.to == service && !line.window.empty())
            sum.add(line.window.back());
    return sum;
}

protocol::Counters Metrics::recentCounters(const std::string& project, const std::string& service) const {
    protocol::Counters sum;
    for (const auto& [key, line] : m_edges)
        if (key.project == project && key.to == service)
            sum.add(line.merged());
    return sum;
}

Rates Metrics::edgeRates(const EdgeKey& edge) const {
    const auto found = m_edges.find(edge);
    return found == m_edges.end() ? Rates{}
                                  : ratesOf(found->second.merged(), static_cast<int>(found->second.window.size()));
}

Rates Metrics::serviceRates(const std::string& project, const std::string& service) const {
    protocol::Counters sum;
    size_t seconds = 0;
    for (const auto& [key, line] : m_edges)
        if (key.project == project && key.to == service) {
            sum.add(line.merged());
            seconds = std::max(seconds, line.window.size());
        }
    return ratesOf(sum, static_cast<int>(seconds));
}

Rates Metrics::ingressRates(const std::string& project) const {
    protocol::Counters sum;
    size_t seconds = 0;
    for (const auto& [key, line] : m_edges)
        if (key.project == project && key.from == "gateway") {
            sum.add(line.merged());
            seconds = std::max(seconds, line.window.size());
        }
    return ratesOf(sum, static_cast<int>(seconds));
}

TrafficTotals Metrics::routeTotals(const RouteKey& route) const {
    const auto found = m_routes.find(route);
    return found == m_routes.end() ? TrafficTotals{} : found->second.totals;
}

Rates Metrics::routeRates(const RouteKey& route) const {
    const auto found = m_routes.find(route);
    return found == m_routes.end() ? Rates{}
                                   : ratesOf(found->second.merged(), static_cast<int>(found->second.window.size()));
}

std::vector<EdgeKey> Metrics::edges(const std::string& project) const {
    std::vector<EdgeKey> keys;
    for (const auto& [key, line] : m_edges)
        if (key.project == project)
            keys.push_back(key);
    return keys;
}

std::vector<protocol::GatewayStats::Policy> Metrics::routePolicies(const RouteKey& route) const {
    std::vector<protocol::GatewayStats::Policy> sum;
    for (const auto& [who, figures] : m_shown) {
        const auto found = figures.policies.find(route);
        if (found == figures.policies.end())
            continue;
        for (const auto& each : found->second) {
            const auto same =
                std::find_if(sum.begin(), sum.end(), [&](const auto& one) { return one.name == each.name; });
            if (same == sum.end()) {
                sum.push_back(each);
                continue;
            }
            same->refused += each.refused;
            same->samples += each.samples;
            same->sampledNs += each.sampledNs;
        }
    }
    return sum;
}

std::optional<EndpointFigures> Metrics::endpoint(const std::string& id) const {
    std::optional<EndpointFigures> sum;
    for (const auto& [who, figures] : m_shown) {
        const auto found = figures.endpoints.find(id);
        if (found == figures.endpoints.end())
            continue;
        if (!sum) {
            sum = found->second;
            continue;
        }
        sum->inFlight += found->second.inFlight;
        sum->tunnels += found->second.tunnels;
        sum->connections += found->second.connections;
        sum->counters.add(found->second.counters);
    }
    return sum;
}

void Metrics::Ring::put(std::int64_t second, Point point) {
    if (points.empty())
        points.resize(kHistorySeconds);
    // Seconds in which nobody measured stay gaps.
    for (std::int64_t gap = std::max(last + 1, second - kHistorySeconds + 1); last >= 0 && gap < second; ++gap)
        points[static_cast<size_t>(gap % kHistorySeconds)] = Point{};
    points[static_cast<size_t>(second % kHistorySeconds)] = point;
    last = second;
}

Metrics::Point Metrics::Ring::at(std::int64_t second) const {
    if (points.empty() || second > last || second <= last - kHistorySeconds)
        return {};
    return points[static_cast<size_t>(second % kHistorySeconds)];
}

api::Metrics Metrics::history(const std::string& project, WallMs since, const std::string& service) const {
    const std::int64_t now = m_clock.wallMs() / 1000;
    const std::int64_t first = std::max(since / 1000, now - kHistorySeconds + 1);
    api::Metrics metrics;
    metrics.from = first * 1000;
    const auto push = [](api::Series& series, float value) {
        if (value < 0)
            series.push_back(std::nullopt);
        else
            series.push_back(static_cast<double>(value));
    };
    for (const auto& [key, ring] : m_serviceHistory) {
        if (key.first != project || (!service.empty() && key.second != service))
            continue;
        api::ServiceSeries& series = metrics.services[key.second];
        for (std::int64_t second = first; second <= now; ++second) {
            const Point point = ring.at(second);
            push(series.rps, point.rps);
            push(series.errors, point.errors);
            push(series.p50Us, point.p50);
            push(series.p95Us, point.p95);
            push(series.cpu, point.cpu);
            push(series.rssKib, point.rss);
            push(series.ready, point.ready);
        }
    }
    for (const auto& [key, ring] : m_edgeHistory) {
        if (key.project != project || (!service.empty() && key.from != service && key.to != service))
            continue;
        api::EdgeSeries series{key.from, key.to, {}, {}, {}};
        for (std::int64_t second = first; second <= now; ++second) {
            const Point point = ring.at(second);
            push(series.rps, point.rps);
            push(series.errors, point.errors);
            push(series.p95Us, point.p95);
        }
        metrics.edges.push_back(std::move(series));
    }
    return metrics;
}

}  // namespace slipway::daemon
