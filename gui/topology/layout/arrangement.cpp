#include "gui/topology/layout/arrangement.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "gui/topology/layout/edge_router.h"
#include "gui/topology/layout/lanes.h"
#include "gui/topology/layout/polyline.h"
#include "gui/topology/layout/ports.h"
#include "gui/topology/layout/ring_layout.h"

namespace slipway::gui {
namespace {

bool overlaps(QPointF a, QPointF b, double gap) {
    return std::abs(a.x() - b.x()) < kNodeSize.width() + gap && std::abs(a.y() - b.y()) < kNodeSize.height() + gap;
}

/// Whether the line's ends still lie on the sides of the two nodes.
bool endsStay(const QPolygonF& line, const QRectF& from, const QRectF& to) {
    const auto onSide = [](const QRectF& node, QPointF p) {
        const double off = std::min(std::abs(p.x() - node.left()), std::abs(p.x() - node.right()));
        return off < 0.5 && p.y() > node.top() && p.y() < node.bottom();
    };
    return line.size() >= 2 && onSide(from, line.front()) && onSide(to, line.back());
}

/// Port offsets for every edge, from where the other ends stand.
void offsetsOfEdges(const Graph& graph, const std::vector<QPointF>& centres, std::vector<double>& atFrom,
                    std::vector<double>& atTo) {
    std::map<std::pair<int, bool>, std::vector<PortUse>> sides;  // node, whether its right side
    const auto rightSide = [&](int node, int other) { return centres[other].x() >= centres[node].x(); };
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const auto [from, to, weight, route] = graph.edges[e];
        sides[{from, rightSide(from, to)}].push_back({2 * e, centres[to].y()});
        sides[{to, rightSide(to, from)}].push_back({2 * e + 1, centres[from].y()});
    }
    atFrom.assign(graph.edges.size(), 0);
    atTo.assign(graph.edges.size(), 0);
    for (const auto& [side, uses] : sides) {
        const auto offsets = portOffsets(uses);
        for (std::size_t i = 0; i < uses.size(); ++i)
            (uses[i].route % 2 == 0 ? atFrom : atTo)[uses[i].route / 2] = offsets[i];
    }
}

/// Places the nodes that stand nowhere: right of those that call them, else left of those they call, at their mean
/// height.
void placeNewcomers(const Graph& graph, const LayoutOptions& options, std::vector<QPointF>& centres,
                    std::vector<bool>& placed) {
    const double pitch = kNodeSize.width() + options.layerGap;
    std::vector<QPointF> taken;
    QRectF area;
    for (std::size_t i = 0; i < centres.size(); ++i) {
        if (placed[i]) {
            taken.push_back(centres[i]);
            area |= nodeRect(centres[i]);
        }
    }
    std::vector<int> waiting;
    for (int i = 0; i < static_cast<int>(placed.size()); ++i) {
        if (!placed[i])
            waiting.push_back(i);
    }
    std::sort(waiting.begin(), waiting.end(), [&](int a, int b) { return graph.nodes[a].id < graph.nodes[b].id; });
    while (!waiting.empty()) {
        // The newcomer with most placed neighbours first, so that chains of newcomers grow from what is known.
        std::vector<int> known(graph.nodes.size(), 0);
        for (const GraphEdge& edge : graph.edges) {
            known[edge.from] += placed[edge.to];
            known[edge.to] += placed[edge.from];
        }
        const auto next =
            std::max_element(waiting.begin(), waiting.end(), [&](int a, int b) { return known[a] < known[b]; });
        const int node = *next;
        waiting.erase(next);

        std::optional<double> rightmostCaller, leftmostCallee;
        double sumY = 0;
        int neighbours = 0;
        for (const GraphEdge& edge : graph.edges) {
            const int other = edge.from == node ? edge.to : edge.to == node ? edge.from : -1;
            if (other < 0 || other == node || !placed[other])
                continue;
            const double x = centres[other].x();
            if (edge.to == node)
                rightmostCaller = std::max(rightmostCaller.value_or(x), x);
            else
                leftmostCallee = std::min(leftmostCallee.value_or(x), x);
            sumY += centres[other].y();
            ++neighbours;
        }
        QPointF wanted(area.left() + kNodeSize.width() / 2,
                       area.bottom() + options.spacing.nodeGap + kNodeSize.height() / 2);
        if (neighbours > 0)
            wanted = {rightmostCaller ? *rightmostCaller + pitch : *leftmostCallee - pitch, sumY / neighbours};
        centres[node] = freePlace(wanted, taken, options.spacing.nodeGap);
        placed[node] = true;
        taken.push_back(centres[node]);
        area |= nodeRect(centres[node]);
    }
}

QString refusal(LayoutFailure failure) {
    return failure == LayoutFailure::TooDense
               ? QStringLiteral("Too many connections to lay out: shown as a grid. Group by team or hide some.")
               : QStringLiteral("The layout failed: shown as a grid.");
}

}  // namespace

QPointF freePlace(QPointF wanted, const std::vector<QPointF>& taken, double gap) {
    const double stepY = (kNodeSize.height() + gap) / 2;
    const double stepX = (kNodeSize.width() + gap) / 2;
    const int reach = static_cast<int>(taken.size()) * 2 + 2;
    const auto isFree = [&](QPointF p) {
        return std::none_of(taken.begin(), taken.end(), [&](QPointF t) { return overlaps(p, t, gap - 1); });
    };
    for (int side = 0; side <= reach; ++side) {
        for (int i = 0; i <= 2 * reach; ++i) {
            const int up = i % 2 == 0 ? i / 2 : -(i / 2 + 1);
            const QPointF p = wanted + QPointF(side * stepX, up * stepY);
            if (isFree(p))
                return p;
            if (i > 12 && side < reach)  // further up or down is further than one column aside
                break;
        }
    }
    return wanted + QPointF(0, reach * stepY);
}

int mendRoutes(const Graph& graph, const std::vector<QPointF>& centres, std::vector<QPolygonF>& routes) {
    std::vector<QRectF> rects;
    for (const QPointF& centre : centres)
        rects.push_back(nodeRect(centre));
    const EdgeRouter router(rects);
    std::vector<double> atFrom, atTo;
    offsetsOfEdges(graph, centres, atFrom, atTo);
    routes.resize(graph.edges.size());
    int drawn = 0;
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const GraphEdge& edge = graph.edges[e];
        if (endsStay(routes[e], rects[edge.from], rects[edge.to]) && !router.hitsNode(routes[e], edge.from, edge.to))
            continue;
        routes[e] = router.route(edge.from, edge.to, atFrom[e], atTo[e]);
        ++drawn;
    }
    return drawn;
}

Layout gridLayout(const Graph& graph, const LayoutOptions& options) {
    std::vector<int> order(graph.nodes.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int a, int b) { return graph.nodes[a].id < graph.nodes[b].id; });
    const int perRow = std::max(1, static_cast<int>(std::ceil(std::sqrt(static_cast<double>(order.size()) / 2))));
    Layout layout;
    layout.centres.resize(graph.nodes.size());
    layout.routes.resize(graph.edges.size());
    layout.reversed.assign(graph.edges.size(), false);
    for (int i = 0; i < static_cast<int>(order.size()); ++i) {
        layout.centres[order[i]] = {(i % perRow + 0.5) * (kNodeSize.width() + options.layerGap / 2),
                                    (i / perRow + 0.5) * (kNodeSize.height() + options.spacing.nodeGap)};
    }
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        // Straight between the sides: a grid is for graphs too dense to route.
        const QRectF a = nodeRect(layout.centres[graph.edges[e].from]);
        const QRectF b = nodeRect(layout.centres[graph.edges[e].to]);
        const bool rightwards = b.center().x() >= a.center().x();
        layout.routes[e] = {QPointF(rightwards ? a.right() : a.left(), a.center().y()),
                            QPointF(rightwards ? b.left() : b.right(), b.center().y())};
        layout.reversed[e] = !rightwards;
    }
    return layout;
}

QRectF boundsOf(const Layout& layout) {
    QRectF bounds;
    for (const QPointF& centre : layout.centres)
        bounds |= nodeRect(centre);
    for (const QPolygonF& route : layout.routes)
        bounds |= route.boundingRect();
    return bounds;
}

tl::expected<Layout, LayoutFailure> layoutForRoom(const Graph& graph, const LayoutOptions& options,
                                                  const std::stop_token& stop) {
    auto roomy = layeredLayout(graph, options, stop);
    if (!roomy || options.room.isEmpty() || graph.edges.size() > 150)
        return roomy;
    const QRectF bounds = boundsOf(*roomy);
    if (bounds.width() <= options.room.width() ||
        bounds.width() * options.room.height() <= bounds.height() * options.room.width())
        return roomy;
    constexpr double kNarrowest = 60;
    constexpr double kWidestRow = 60;
    LayoutOptions tight = options;
    const double pitch = kNodeSize.width() + options.layerGap;
    const double gaps = std::max(1.0, (bounds.width() - kNodeSize.width()) / pitch);
    const double wanted = (options.room.width() - (gaps + 1) * kNodeSize.width()) / gaps;
    tight.layerGap = std::clamp(wanted, kNarrowest, options.layerGap);
    const double width = bounds.width() - gaps * (options.layerGap - tight.layerGap);
    const double zoom = std::min(1.0, options.room.width() / width);
    const double spare = options.room.height() / zoom / bounds.height();
    tight.spacing.nodeGap = std::clamp(options.spacing.nodeGap * spare, options.spacing.nodeGap, kWidestRow);
    tight.spacing.mixedGap = tight.spacing.nodeGap * options.spacing.mixedGap / options.spacing.nodeGap;
    return layeredLayout(graph, tight, stop);
}

tl::expected<Layout, LayoutFailure> arrange(const Graph& graph, const LayoutOptions& options, Arrange how,
                                            const std::stop_token& stop) {
    std::vector<bool> stays(graph.nodes.size());
    int staying = 0;
    int free = 0;   // not pinned
    int known = 0;  // of these, how many stand somewhere
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        stays[i] = node.at && (how == Arrange::KeepKnown || node.pinned);
        staying += stays[i];
        free += !node.pinned;
        known += !node.pinned && stays[i];
    }
    Layout layout;
    const int hub = options.lanes ? -1 : ringHub(graph, options.hub);
    // At a start only pins are known: the rest goes where the layout would put it, as it did when the user placed the
    // pins.
    const bool mostlyNew = free > 0 && known * 2 < free;
    if (how == Arrange::StartAgain || mostlyNew) {
        auto laidOut = hub >= 0 ? tl::expected<Layout, LayoutFailure>(ringLayout(graph, hub, options.room))
                                : layoutForRoom(graph, options, stop);
        if (!laidOut && (laidOut.error() == LayoutFailure::Cancelled || laidOut.error() == LayoutFailure::BadGraph))
            return laidOut;
        if (laidOut) {
            layout = std::move(*laidOut);
        } else {
            layout = gridLayout(graph, options);
            layout.notice = refusal(laidOut.error());
        }
        if (staying == 0)
            return layout;
        // Pins stay; whoever stood where they are makes room.
        std::vector<QPointF> taken;
        for (std::size_t i = 0; i < stays.size(); ++i) {
            if (stays[i]) {
                layout.centres[i] = *graph.nodes[i].at;
                taken.push_back(layout.centres[i]);
            }
        }
        for (std::size_t i = 0; i < stays.size(); ++i) {
            if (!stays[i]) {
                layout.centres[i] = freePlace(layout.centres[i], taken, options.spacing.nodeGap / 2);
                taken.push_back(layout.centres[i]);
            }
        }
    } else {
        for (const GraphEdge& edge : graph.edges) {
            const int count = static_cast<int>(graph.nodes.size());
            if (edge.from < 0 || edge.from >= count || edge.to < 0 || edge.to >= count)
                return tl::unexpected(LayoutFailure::BadGraph);
            layout.routes.push_back(edge.route);
        }
        layout.centres.resize(graph.nodes.size());
        for (std::size_t i = 0; i < stays.size(); ++i) {
            if (stays[i])
                layout.centres[i] = *graph.nodes[i].at;
        }
        placeNewcomers(graph, options, layout.centres, stays);
    }
    if (hub >= 0)
        routeThroughHub(graph, hub, layout.centres, layout.routes);
    else
        mendRoutes(graph, layout.centres, layout.routes);
    layout.reversed.assign(graph.edges.size(), false);
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
        layout.reversed[e] = layout.centres[graph.edges[e].to].x() < layout.centres[graph.edges[e].from].x();
    if (options.lanes)
        layout.groups = boxesOfGroups(graph, layout.centres);
    return layout;
}

}  // namespace slipway::gui
