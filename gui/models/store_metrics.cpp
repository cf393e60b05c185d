// What is measured each second, and its history.
#include <QDateTime>
#include <algorithm>

#include "gui/models/json_read.h"
#include "gui/models/store.h"

namespace slipway::gui {

using nlohmann::json;

void Store::applyMetrics(const json& metrics) {
    const qint64 from = read::whole(metrics, "from");
    const qint64 step = read::whole(metrics, "step_ms", 1000);
    const json& services = read::object(metrics, "services");
    for (const auto& [name, columns] : services.items()) {
        m_series[QString::fromStdString(name)].load(from, step, columns);
    }
    loadGatewayHistory(metrics);
    m_pending.tick = true;
    schedule();
}

// What entered at the gateway is what left it towards services; its p95 is at least the slowest edge's.
void Store::loadGatewayHistory(const json& metrics) {
    json sum = {{"rps", json::array()}, {"errors", json::array()}, {"p95_us", json::array()}};
    const auto add = [](json& into, const json& column, auto&& combine) {
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (into.size() <= i) {
                into.push_back(nullptr);
            }
            if (column[i].is_number()) {
                into[i] =
                    into[i].is_number() ? json(combine(into[i].get<double>(), column[i].get<double>())) : column[i];
            }
        }
    };
    const auto plus = [](double a, double b) { return a + b; };
    const auto most = [](double a, double b) { return std::max(a, b); };
    for (const json& edge : read::list(metrics, "edges")) {
        const TopologyNode* from = m_topology.node(read::text(edge, "from"));
        if (from && from->kind == TopologyNode::Kind::Gateway) {
            add(sum["rps"], read::list(edge, "rps"), plus);
            add(sum["errors"], read::list(edge, "errors"), plus);
            add(sum["p95_us"], read::list(edge, "p95_us"), most);
        }
    }
    m_gatewaySeries.load(read::whole(metrics, "from"), read::whole(metrics, "step_ms", 1000), sum);
}

void Store::takeTick(const json& tick) {
    const qint64 at = read::whole(tick, "at", QDateTime::currentMSecsSinceEpoch());
    for (const json& each : read::list(tick, "services")) {
        Service* known = findService(read::text(each, "name"));
        if (!known) {
            continue;
        }
        known->rps = read::number(each, "rps", kNotMeasured);
        known->errorsPerS = read::number(each, "errors_per_s", kNotMeasured);
        known->p50Us = read::number(each, "p50_us", kNotMeasured);
        known->p95Us = read::number(each, "p95_us", kNotMeasured);
        known->cpu = read::number(each, "cpu", kNotMeasured);
        known->rssKib = read::number(each, "rss_kib", kNotMeasured);
        m_series[known->name].append(at, {known->rps, known->errorsPerS, known->p50Us, known->p95Us, known->cpu,
                                          known->rssKib, static_cast<double>(known->ready)});
        syncNode(*known);
        m_pending.services.insert(known->name);
    }
    for (const json& each : read::list(tick, "instances")) {
        const QString name = read::text(each, "instance");
        const auto known =
            std::find_if(m_instances.begin(), m_instances.end(), [&](const Instance& i) { return i.instance == name; });
        if (known == m_instances.end()) {
            continue;
        }
        known->cpu = read::number(each, "cpu", kNotMeasured);
        known->rssKib = read::number(each, "rss_kib", kNotMeasured);
        known->pssKib = read::number(each, "pss_kib", kNotMeasured);
        known->inFlight = static_cast<int>(read::whole(each, "in_flight", known->inFlight));
        m_pending.instances.insert(known->service);
    }
    for (const json& each : read::list(tick, "edges")) {
        const QString from = read::text(each, "from");
        const QString to = read::text(each, "to");
        auto edge = std::find_if(m_topology.edges.begin(), m_topology.edges.end(),
                                 [&](const TopologyEdge& e) { return e.from == from && e.to == to; });
        if (edge == m_topology.edges.end()) {
            TopologyEdge found = edgeFromJson(each);
            found.declared = read::flag(each, "declared", false);
            m_topology.edges.push_back(std::move(found));
            m_pending.structure = true;
            continue;
        }
        edge->requests = read::whole(each, "requests", edge->requests);
        edge->rps = read::number(each, "rps", kNotMeasured);
        edge->errorsPerS = read::number(each, "errors_per_s", kNotMeasured);
        edge->p50Us = read::number(each, "p50_us", kNotMeasured);
        edge->p95Us = read::number(each, "p95_us", kNotMeasured);
    }
    if (const json& gateway = read::object(tick, "gateway"); !gateway.empty()) {
        m_gateway.rps = read::number(gateway, "rps", kNotMeasured);
        m_gateway.errorsPerS = read::number(gateway, "errors_per_s", kNotMeasured);
        m_gateway.p95Us = read::number(gateway, "p95_us", kNotMeasured);
        m_gatewaySeries.append(at, {m_gateway.rps, m_gateway.errorsPerS, kNotMeasured, m_gateway.p95Us, kNotMeasured,
                                    kNotMeasured, kNotMeasured});
        for (TopologyNode& node : m_topology.nodes) {
            if (node.kind == TopologyNode::Kind::Gateway) {
                node.rps = m_gateway.rps;
                node.errorsPerS = m_gateway.errorsPerS;
                node.p95Us = m_gateway.p95Us;
            }
        }
        m_pending.gateway = true;
    }
    m_pending.values = true;
    m_pending.tick = true;
}

}  // namespace slipway::gui
