#include "gui/topology/layout/ring_layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gui/topology/layout/edge_router.h"

namespace slipway::gui {
namespace {

constexpr double kSpokeStep = 9;    // between two edges of a spoke
constexpr double kSpokeWidth = 40;  // of all: a node is 60 high
constexpr double kRingGap = 36;     // between two nodes

/// Where the line from `inside` towards `to` leaves the rectangle; `inside` itself where it does not.
QPointF leaves(const QRectF& rect, QPointF inside, QPointF to) {
    const QPointF way = to - inside;
    double t = 1;
    if (way.x() != 0)
        t = std::min(t, ((way.x() > 0 ? rect.right() : rect.left()) - inside.x()) / way.x());
    if (way.y() != 0)
        t = std::min(t, ((way.y() > 0 ? rect.bottom() : rect.top()) - inside.y()) / way.y());
    return inside + way * std::max(0.0, t);
}

/// A spoke's edge: from the side of the node to the side of the hub, beside the middle line.
struct Lane {
    QPointF atNode;
    QPointF atHub;
    QPointF inHub;  ///< abreast of its middle, where the hub's node hides the bend
};

Lane laneOf(QPointF node, QPointF hub, int index, int count) {
    const QPointF way = hub - node;
    const double length = std::hypot(way.x(), way.y());
    if (length < 1)
        return {node, hub, hub};
    const double step = count > 1 ? std::min(kSpokeStep, kSpokeWidth / (count - 1)) : 0;
    const QPointF aside = QPointF(-way.y(), way.x()) / length * (step * (index - (count - 1) / 2.0));
    return {leaves(nodeRect(node), node + aside, hub + aside), leaves(nodeRect(hub), hub + aside, node + aside),
            hub + aside};
}

bool ringIsFree(const std::vector<QPointF>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        const QRectF wide = nodeRect(places[i]).adjusted(-kRingGap, -kRingGap, kRingGap, kRingGap);
        if (wide.intersects(nodeRect({0, 0})))
            return false;
        for (std::size_t j = i + 1; j < places.size(); ++j) {
            if (wide.intersects(nodeRect(places[j])))
                return false;
        }
    }
    return true;
}

}  // namespace

int ringHub(const Graph& graph, const QString& id) {
    const int count = static_cast<int>(graph.nodes.size());
    const auto found =
        std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const GraphNode& node) { return node.id == id; });
    if (id.isEmpty() || found == graph.nodes.end() || count < 2 || count > kRingMost + 1)
        return -1;
    const bool sound = std::all_of(graph.edges.begin(), graph.edges.end(), [&](const GraphEdge& edge) {
        return edge.from >= 0 && edge.from < count && edge.to >= 0 && edge.to < count;
    });
    return sound ? static_cast<int>(found - graph.nodes.begin()) : -1;
}

Layout ringLayout(const Graph& graph, int hub, const QSizeF& room) {
    const int count = static_cast<int>(graph.nodes.size()) - 1;
    double across = room.isEmpty() ? 280 : std::clamp((room.width() - kNodeSize.width()) / 2, 220.0, 340.0);
    double down = room.isEmpty() ? 180 : std::clamp((room.height() - kNodeSize.height()) / 2, 130.0, 220.0);
    // Two stand beside the hub, four in the corners: wide nodes need the room there.
    const double start = count <= 2   ? std::numbers::pi
                         : count == 4 ? -0.75 * std::numbers::pi
                                      : -0.5 * std::numbers::pi;
    std::vector<QPointF> places(static_cast<std::size_t>(count));
    for (int tries = 0; tries < 60; ++tries) {
        for (int i = 0; i < count; ++i) {
            const double angle = start + 2 * std::numbers::pi * i / count;
            places[static_cast<std::size_t>(i)] = {std::round(across * std::cos(angle)),
                                                   std::round(down * std::sin(angle))};
        }
        if (ringIsFree(places))
            break;
        across *= 1.05;
        down *= 1.05;
    }
    Layout layout;
    std::size_t next = 0;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        layout.centres.push_back(static_cast<int>(i) == hub ? QPointF(0, 0) : places[next++]);
    routeThroughHub(graph, hub, layout.centres, layout.routes);
    layout.reversed.assign(graph.edges.size(), false);
    return layout;
}

void routeThroughHub(const Graph& graph, int hub, const std::vector<QPointF>& centres, std::vector<QPolygonF>& routes) {
    std::vector<int> lanes(graph.nodes.size(), 0);
    for (const GraphEdge& edge : graph.edges) {
        if (edge.from != edge.to) {
            ++lanes[static_cast<std::size_t>(edge.from)];
            ++lanes[static_cast<std::size_t>(edge.to)];
        }
    }
    std::vector<int> used(graph.nodes.size(), 0);
    const auto next = [&](int node) {
        const auto at = static_cast<std::size_t>(node);
        return laneOf(centres[at], centres[static_cast<std::size_t>(hub)], used[at]++, lanes[at]);
    };
    std::vector<QRectF> rects;
    for (const QPointF& centre : centres)
        rects.push_back(nodeRect(centre));
    const EdgeRouter around(rects);
    routes.assign(graph.edges.size(), {});
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const GraphEdge& edge = graph.edges[e];
        if (edge.from == edge.to) {
            routes[e] = around.route(edge.from, edge.to);
            continue;
        }
        if (edge.from != hub) {
            const Lane out = next(edge.from);
            routes[e] << out.atNode << (edge.to == hub ? out.atHub : out.inHub);
        }
        if (edge.to != hub) {
            const Lane in = next(edge.to);
            routes[e] << (edge.from == hub ? in.atHub : in.inHub) << in.atNode;
        }
    }
}

}  // namespace slipway::gui
