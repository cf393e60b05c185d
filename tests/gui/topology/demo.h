#pragma once

#include <algorithm>
#include <random>

#include "gui/models/shapes.h"

/// Canned topologies to draw and to test with.
namespace slipway::gui::demo {

inline std::vector<NodeInstance> instancesOf(const QString& service, int count,
                                             InstanceState state = InstanceState::Ready) {
    std::vector<NodeInstance> instances;
    for (int i = 1; i <= count; ++i)
        instances.push_back({QStringLiteral("%1-%2").arg(service).arg(i), state});
    return instances;
}

inline TopologyNode node(const QString& id, const QString& owner, int replicas, double rps, double p95Ms,
                         ServiceState state = ServiceState::Ready) {
    TopologyNode n;
    n.id = n.label = id;
    n.owner = owner;
    n.desired = n.ready = replicas;
    n.rps = rps;
    n.errorsPerS = 0;
    n.p95Us = p95Ms * 1000;
    n.state = state;
    n.instances = instancesOf(id, replicas);
    if (id == QLatin1String("gateway"))
        n.kind = TopologyNode::Kind::Gateway;
    return n;
}

inline TopologyEdge edge(const QString& from, const QString& to, double rps, double p95Ms, double errorShare = 0) {
    TopologyEdge e;
    e.from = from;
    e.to = to;
    e.rps = rps;
    e.requests = e.tries = static_cast<qint64>(rps * 60);
    e.errorsPerS = rps * errorShare;
    e.errors = static_cast<qint64>(e.errorsPerS * 60);
    e.p50Us = p95Ms * 400;
    e.p95Us = p95Ms * 1000;
    e.address = QStringLiteral("127.0.0.1:20003");
    return e;
}

inline Topology shop() {
    Topology t;
    t.mode = QStringLiteral("hub-and-spoke");
    t.teams = {{"accounts", "Accounts", "#accounts", "#7C8CF8"},
               {"catalog", "Catalog", "#catalog", "#4FB0C6"},
               {"ordering", "Order desk", "#orders", "#E08E45"},
               {"loyalty", "Loyalty", "#loyalty", "#6DBF67"}};
    t.nodes = {node("gateway", "", 1, 46, 12),          node("users", "accounts", 2, 24, 2.1),
               node("products", "catalog", 3, 38, 3.4), node("orders", "ordering", 2, 6.2, 18),
               node("points", "loyalty", 1, 9.8, 1.4),  node("storefront", "catalog", 1, 12, 4.2)};
    t.edges = {edge("gateway", "users", 11, 2.2),      edge("gateway", "products", 26, 3.5),
               edge("gateway", "orders", 6.2, 18.3),   edge("gateway", "points", 3.1, 1.6),
               edge("gateway", "storefront", 12, 4.3), edge("orders", "users", 6.2, 2.4),
               edge("orders", "products", 12.4, 3.1),  edge("orders", "points", 6.2, 1.5),
               edge("users", "points", 0.4, 1.3)};
    return t;
}

/// Thirteen services with Korean names, problems, an asynchronous edge, an unused one and one that no manifest
/// declares.
inline Topology thirteen() {
    Topology t;
    t.mode = QStringLiteral("hub-and-spoke");
    t.teams = {{"edge", "Edge", "", "#7C8CF8"},
               {"web", "웹 경험", "", "#4FB0C6"},
               {"order", "주문 팀", "", "#E08E45"},
               {"pay", "Payments", "", "#C678DD"},
               {"stock", "Stock & shipping", "", "#6DBF67"},
               {"platform", "Platform", "", "#D96C8A"}};
    t.nodes = {node("gateway", "", 5, 834, 114),
               node("web-bff", "web", 4, 820, 28),
               node("mobile-bff", "web", 2, 411, 71, ServiceState::Degraded),
               node("catalog", "web", 3, 900, 15),
               node("order", "order", 2, 430, 70),
               node("user", "edge", 4, 733, 13),
               node("redis-cache", "platform", 3, 900, 1),
               node("postgres-order", "platform", 12, 180, 4),
               node("payment", "pay", 5, 139, 180, ServiceState::Failing),
               node("inventory", "stock", 2, 181, 22, ServiceState::Starting),
               node("event-bus", "platform", 2, 246, 6),
               node("shipping", "stock", 1, 180, 12),
               node("notify", "", 1, 92, 30, ServiceState::Degraded)};
    const auto find = [&](const char* id) -> TopologyNode& {
        return *std::find_if(t.nodes.begin(), t.nodes.end(),
                             [&](const TopologyNode& n) { return n.id == QLatin1String(id); });
    };
    find("order").label = QStringLiteral("주문 order");
    find("payment").label = QStringLiteral("결제 payment");
    find("inventory").label = QStringLiteral("재고 inventory");
    find("mobile-bff").instances[1].state = InstanceState::Unready;
    find("mobile-bff").ready = 1;
    find("payment").ready = 0;
    find("payment").instances = instancesOf("payment", 5, InstanceState::CrashLoop);
    find("inventory").ready = 0;
    find("inventory").instances = instancesOf("inventory", 2, InstanceState::Starting);
    find("notify").desired = 3;
    t.edges = {edge("gateway", "mobile-bff", 410, 31),   edge("gateway", "web-bff", 820, 24),
               edge("mobile-bff", "catalog", 300, 11),   edge("mobile-bff", "order", 120, 44),
               edge("web-bff", "catalog", 600, 9),       edge("web-bff", "order", 310, 52),
               edge("web-bff", "user", 200, 7),          edge("catalog", "redis-cache", 900, 1),
               edge("order", "postgres-order", 180, 4),  edge("order", "payment", 92, 180, 0.061),
               edge("order", "inventory", 92, 22),       edge("order", "event-bus", 92, 2),
               edge("payment", "event-bus", 86, 2),      edge("event-bus", "shipping", 92, 12),
               edge("event-bus", "notify", 92, 8, 0.02), edge("user", "inventory", 0, 0)};
    auto& async = t.edges[11];
    async.async = true;
    t.edges[13].async = true;
    t.edges[14].async = true;
    t.edges[15].requests = t.edges[15].tries = 0;
    t.edges[15].p50Us = t.edges[15].p95Us = kNotMeasured;
    t.edges[6].declared = false;
    return t;
}

/// A mesh for tests and the bench: `nodes` in ten ranks.
inline Topology mesh(unsigned seed, int nodes, int edges) {
    std::mt19937 random(seed);
    const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    Topology t;
    t.mode = QStringLiteral("p2p");
    for (int i = 0; i < 8; ++i)
        t.teams.push_back({QStringLiteral("team-%1").arg(i), QStringLiteral("Team %1").arg(i), {}, {}});
    for (int i = 0; i < nodes; ++i)
        t.nodes.push_back(node(QStringLiteral("service-%1").arg(i, 3, 10, QLatin1Char('0')),
                               QStringLiteral("team-%1").arg(below(8)), 1 + below(4), below(900), 1 + below(200)));
    const int perRank = std::max(1, nodes / 10);
    for (int tries = 0; static_cast<int>(t.edges.size()) < edges && tries < edges * 30; ++tries) {
        const int rank = below(9);
        const int from = rank * perRank + below(perRank);
        const int to = std::min(9, rank + 1 + (below(5) == 0 ? below(3) : 0)) * perRank + below(perRank);
        if (from >= nodes || to >= nodes || t.edge(t.nodes[from].id, t.nodes[to].id))
            continue;
        t.edges.push_back(
            edge(t.nodes[from].id, t.nodes[to].id, below(1000), 1 + below(100), below(40) == 0 ? 0.08 : 0));
    }
    return t;
}

}  // namespace slipway::gui::demo
