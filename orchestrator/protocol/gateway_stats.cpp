#include "protocol/gateway_stats.h"

#include <nlohmann/json.hpp>

namespace slipway::protocol {
namespace {

using nlohmann::json;

/// Reads members that must be there; the first that is not sticks.
class Reader {
  public:
    explicit Reader(const json& from) : m_from(from) {}
    std::uint64_t number(const char* key) {
        const auto* value = member(key);
        if (value && value->is_number_unsigned())
            return value->get<std::uint64_t>();
        note(key);
        return 0;
    }
    std::string text(const char* key) {
        const auto* value = member(key);
        if (value && value->is_string())
            return value->get<std::string>();
        note(key);
        return {};
    }
    const json& part(const char* key) {
        static const json kNone = json::object();
        const auto* value = member(key);
        if (value && (value->is_object() || value->is_array()))
            return *value;
        note(key);
        return kNone;
    }
    Counters counters() {
        auto counters = countersFromJson(m_from);
        if (!counters && m_missing.empty())
            m_missing = counters.error().message;
        return counters.value_or(Counters{});
    }
    /// Absent where a route has none.
    std::vector<GatewayStats::Policy> policies() {
        std::vector<GatewayStats::Policy> policies;
        if (const auto* list = member("policies"); list && list->is_array())
            for (const auto& each : *list) {
                Reader row(each);
                policies.push_back(
                    {row.text("name"), row.number("refused"), row.number("samples"), row.number("sampled_ns")});
                inherit(row);
            }
        return policies;
    }
    const std::string& missing() const { return m_missing; }
    void inherit(const Reader& inner) {
        if (m_missing.empty())
            m_missing = inner.m_missing;
    }

  private:
    const json* member(const char* key) const {
        const auto found = m_from.find(key);
        return found == m_from.end() ? nullptr : &*found;
    }
    void note(const char* key) {
        if (m_missing.empty())
            m_missing = key;
    }
    const json& m_from;
    std::string m_missing;
};

template <class Item, class Read>
void readAll(Reader& from, const char* key, std::vector<Item>& into, Read read) {
    for (const auto& each : from.part(key)) {
        Reader reader(each);
        into.push_back(read(reader));
        from.inherit(reader);
    }
}

}  // namespace

std::string statsToJson(const GatewayStats& s) {
    json listeners = json::array(), routes = json::array(), endpoints = json::array(), edges = json::array();
    json caches = json::array(), mirrors = json::array();
    for (const auto& each : s.listeners)
        listeners.push_back({{"id", each.id}, {"connections", each.connections}, {"tunnels", each.tunnels}});
    for (const auto& each : s.routes) {
        json row = {{"listener", each.listener}, {"id", each.id}};
        putCounters(row, each.counters);
        for (const auto& policy : each.policies)
            row["policies"].push_back({{"name", policy.name},
                                       {"refused", policy.refused},
                                       {"samples", policy.samples},
                                       {"sampled_ns", policy.sampledNs}});
        routes.push_back(std::move(row));
    }
    for (const auto& each : s.endpoints) {
        json row = {{"id", each.id},
                    {"service", each.service},
                    {"state", each.state},
                    {"in_flight", each.inFlight},
                    {"tunnels", each.tunnels},
                    {"connections", each.connections},
                    {"connect_errors", each.connectErrors}};
        putCounters(row, each.counters);
        endpoints.push_back(std::move(row));
    }
    for (const auto& each : s.edges) {
        json row = {{"project", each.project}, {"from", each.from}, {"to", each.to}};
        putCounters(row, each.counters);
        edges.push_back(std::move(row));
    }
    for (const auto& each : s.caches)
        caches.push_back(cacheFiguresToJson(each));
    for (const auto& each : s.mirrors)
        mirrors.push_back(toJson(each));
    const json whole = {
        {"epoch", s.epoch},
        {"pid", s.pid},
        {"generation", s.generation},
        {"uptime_ms", s.uptimeMs},
        {"workers", s.workers},
        {"io", s.io},
        {"connections", {{"open", s.connectionsOpen}, {"accepted", s.connectionsAccepted}, {"tunnels", s.tunnels}}},
        {"held",
         {{"now", s.heldNow}, {"total", s.heldTotal}, {"timed_out", s.heldTimedOut}, {"refused", s.heldRefused}}},
        {"access_log", {{"dropped", s.accessLogDropped}}},
        {"spans", {{"recorded", s.spansRecorded}, {"dropped", s.spansDropped}, {"pending_bytes", s.spansPendingBytes}}},
        {"rejected", s.rejected},
        {"listeners", std::move(listeners)},
        {"routes", std::move(routes)},
        {"endpoints", std::move(endpoints)},
        {"edges", std::move(edges)},
        {"caches", std::move(caches)},
        {"mirrors", std::move(mirrors)}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<GatewayStats> parseStats(std::string_view text) {
    const json whole = json::parse(text, nullptr, false);
    if (!whole.is_object())
        return fail(ErrorCode::Corrupt, "the gateway's statistics are not a JSON object");
    Reader from(whole);
    GatewayStats s;
    s.epoch = from.text("epoch");
    s.pid = static_cast<std::int64_t>(from.number("pid"));
    s.generation = from.number("generation");
    s.uptimeMs = from.number("uptime_ms");
    s.workers = static_cast<std::uint32_t>(from.number("workers"));
    s.io = from.text("io");
    Reader connections(from.part("connections")), held(from.part("held"));
    s.connectionsOpen = connections.number("open");
    s.connectionsAccepted = connections.number("accepted");
    s.tunnels = connections.number("tunnels");
    s.heldNow = held.number("now");
    s.heldTotal = held.number("total");
    s.heldTimedOut = held.number("timed_out");
    s.heldRefused = held.number("refused");
    from.inherit(connections);
    from.inherit(held);
    if (whole.contains("access_log") && whole["access_log"].is_object())
        s.accessLogDropped = whole["access_log"].value("dropped", std::uint64_t{0});
    if (whole.contains("spans") && whole["spans"].is_object()) {
        s.spansRecorded = whole["spans"].value("recorded", std::uint64_t{0});
        s.spansDropped = whole["spans"].value("dropped", std::uint64_t{0});
        s.spansPendingBytes = whole["spans"].value("pending_bytes", std::uint64_t{0});
    }
    for (const auto& [reason, count] : from.part("rejected").items())
        if (count.is_number_unsigned())
            s.rejected[reason] = count.get<std::uint64_t>();
    readAll(from, "listeners", s.listeners, [](Reader& row) {
        return GatewayStats::Listener{row.text("id"), row.number("connections"), row.number("tunnels")};
    });
    readAll(from, "routes", s.routes, [](Reader& row) {
        return GatewayStats::Route{row.text("listener"), row.text("id"), row.counters(), row.policies()};
    });
    readAll(from, "endpoints", s.endpoints, [](Reader& row) {
        return GatewayStats::Endpoint{row.text("id"),
                                      row.text("service"),
                                      row.text("state"),
                                      row.number("in_flight"),
                                      row.number("tunnels"),
                                      row.number("connections"),
                                      row.number("connect_errors"),
                                      row.counters()};
    });
    readAll(from, "edges", s.edges, [](Reader& row) {
        return GatewayStats::Edge{row.text("project"), row.text("from"), row.text("to"), row.counters()};
    });
    if (const auto caches = whole.find("caches"); caches != whole.end() && caches->is_array())
        for (const auto& each : *caches)
            s.caches.push_back(cacheFiguresFromJson(each));
    if (const auto mirrors = whole.find("mirrors"); mirrors != whole.end() && mirrors->is_array())
        for (const json& row : *mirrors)
            s.mirrors.push_back(mirrorFromJson(row));
    if (!from.missing().empty())
        return fail(ErrorCode::Corrupt, "the gateway's statistics lack " + from.missing());
    return s;
}

}  // namespace slipway::protocol
