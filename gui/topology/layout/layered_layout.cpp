#include "gui/topology/layout/layered_layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "gui/topology/layout/edge_router.h"
#include "gui/topology/layout/lanes.h"
#include "gui/topology/layout/layering.h"
#include "gui/topology/layout/ordering.h"
#include "gui/topology/layout/polyline.h"
#include "gui/topology/layout/ports.h"

namespace slipway::gui {
namespace {

constexpr double kComponentGap = 56;

/// A part of the graph that is laid out by itself: vertices 0..n-1 stand for nodes of the graph.
struct Part {
    std::vector<int> nodes;               // by vertex: index in the graph
    std::vector<Arc> arcs;                // acyclic
    std::vector<std::vector<int>> edges;  // by arc: indices of the graph's edges that it stands for
    std::vector<bool> reversed;           // by arc
};

/// Left edges of the columns. Gaps grow with the edges that bend in them.
std::vector<double> columns(const LayeredGraph& g, const std::vector<double>& y, const LayoutOptions& options) {
    std::vector<int> bends(g.layers.size() + 1, 0);
    for (const auto& chain : g.chains) {
        for (std::size_t i = 1; i < chain.size(); ++i)
            bends[g.layer[chain[i]]] += std::abs(y[chain[i]] - y[chain[i - 1]]) > 1;
    }
    std::vector<double> x(g.layers.size(), 0);
    for (std::size_t layer = 1; layer < x.size(); ++layer)
        x[layer] =
            x[layer - 1] + kNodeSize.width() + options.layerGap + std::clamp((bends[layer] - 6) * 3.0, 0.0, 120.0);
    return x;
}

/// Port offsets of each chain's two ends.
void offsetsOfChains(const LayeredGraph& g, const std::vector<double>& y, std::vector<double>& atStart,
                     std::vector<double>& atEnd) {
    std::map<std::pair<int, bool>, std::vector<PortUse>> sides;
    for (std::size_t i = 0; i < g.chains.size(); ++i) {
        const auto& chain = g.chains[i];
        sides[{chain.front(), true}].push_back({i, y[chain[1]]});
        sides[{chain.back(), false}].push_back({i, y[chain[chain.size() - 2]]});
    }
    atStart.resize(g.chains.size());
    atEnd.resize(g.chains.size());
    for (const auto& [side, uses] : sides) {
        const auto offsets = portOffsets(uses);
        for (std::size_t i = 0; i < uses.size(); ++i)
            (side.second ? atStart : atEnd)[uses[i].route] = offsets[i];
    }
}

/// Writes the part's centres and routes into `layout`, its top left corner at `origin`. Returns the size it takes.
QSizeF place(const Part& part, const LayeredGraph& g, std::vector<double> y, const LayoutOptions& options,
             QPointF origin, bool fine, Layout& layout) {
    const double top = *std::min_element(y.begin(), y.begin() + g.realCount) - kNodeSize.height() / 2;
    const double highest = *std::min_element(y.begin(), y.end());
    const double shift = origin.y() - std::min(top, highest);
    for (double& value : y)
        value += shift;
    std::vector<double> x = columns(g, y, options);
    for (double& value : x)
        value += origin.x();

    double bottom = origin.y();
    for (const double value : y)
        bottom = std::max(bottom, value);
    for (int v = 0; v < g.realCount; ++v) {
        layout.centres[part.nodes[v]] = {x[g.layer[v]] + kNodeSize.width() / 2, y[v]};
        bottom = std::max(bottom, y[v] + kNodeSize.height() / 2);
    }

    std::vector<double> atStart, atEnd;
    offsetsOfChains(g, y, atStart, atEnd);
    for (std::size_t a = 0; a < g.chains.size(); ++a) {
        std::vector<Passage> passages;
        for (const int v : g.chains[a]) {
            const double left = x[g.layer[v]];
            passages.push_back({left, left + kNodeSize.width(), y[v]});
        }
        passages.front() = {passages.front().to, passages.front().to, passages.front().y + atStart[a]};
        passages.back() = {passages.back().from, passages.back().from, passages.back().y + atEnd[a]};
        QPolygonF line = throughPassages(passages, fine);
        if (part.reversed[a])
            std::reverse(line.begin(), line.end());
        for (const int edge : part.edges[a]) {
            layout.routes[edge] = line;
            layout.reversed[edge] = part.reversed[a];
        }
    }
    const double right = x.empty() ? origin.x() : x.back() + kNodeSize.width();
    return {right - origin.x(), bottom - origin.y()};
}

/// Cuts the graph into parts. `order` are the nodes by id, the front node first.
std::vector<Part> cutIntoParts(const Graph& graph, const std::vector<int>& order, bool whole) {
    const int count = static_cast<int>(order.size());
    std::vector<int> vertexOf(order.size());
    for (int i = 0; i < count; ++i)
        vertexOf[order[i]] = i;
    std::map<std::pair<int, int>, std::vector<int>> edgesOf;  // sorted: the order of edges in the graph plays no part
    for (int e = 0; e < static_cast<int>(graph.edges.size()); ++e) {
        const GraphEdge& edge = graph.edges[e];
        if (edge.from != edge.to)
            edgesOf[{vertexOf[edge.from], vertexOf[edge.to]}].push_back(e);
    }
    std::vector<Arc> arcs;
    for (const auto& [ends, edges] : edgesOf) {
        double weight = 0;
        for (const int e : edges)
            weight += graph.edges[e].weight;
        arcs.push_back({ends.first, ends.second, weight});
    }
    std::vector<int> component(order.size(), 0);
    if (!whole)
        component = components(count, arcs);

    std::vector<Part> parts(component.empty() ? 0 : *std::max_element(component.begin(), component.end()) + 1);
    std::vector<int> local(order.size());
    for (int v = 0; v < count; ++v) {
        Part& part = parts[component[v]];
        local[v] = static_cast<int>(part.nodes.size());
        part.nodes.push_back(order[v]);
    }
    std::size_t next = 0;
    for (const auto& [ends, edges] : edgesOf) {
        Part& part = parts[component[ends.first]];
        part.arcs.push_back({local[ends.first], local[ends.second], arcs[next++].weight});
        part.edges.push_back(edges);
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part& a, const Part& b) { return a.nodes.size() > b.nodes.size(); });
    return parts;
}

void breakCycles(Part& part, bool hasFront) {
    const int count = static_cast<int>(part.nodes.size());
    part.reversed = arcsToReverse(count, part.arcs, hasFront ? 0 : -1);
    for (std::size_t a = 0; a < part.arcs.size(); ++a) {
        if (part.reversed[a])
            std::swap(part.arcs[a].from, part.arcs[a].to);
    }
}

int dummiesOf(const std::vector<int>& layer, const std::vector<Arc>& arcs) {
    int count = 0;
    for (const Arc& arc : arcs)
        count += layer[arc.to] - layer[arc.from] - 1;
    return count;
}

void drawLoops(const Graph& graph, Layout& layout) {
    std::vector<QRectF> rects;
    for (const QPointF& centre : layout.centres)
        rects.push_back(nodeRect(centre));
    const EdgeRouter router(std::move(rects));
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        if (graph.edges[e].from == graph.edges[e].to)
            layout.routes[e] = router.route(graph.edges[e].from, graph.edges[e].to);
    }
}

}  // namespace

tl::expected<Layout, LayoutFailure> layeredLayout(const Graph& graph, const LayoutOptions& options,
                                                  const std::stop_token& stop) {
    const int count = static_cast<int>(graph.nodes.size());
    for (const GraphEdge& edge : graph.edges) {
        if (edge.from < 0 || edge.from >= count || edge.to < 0 || edge.to >= count)
            return tl::unexpected(LayoutFailure::BadGraph);
    }
    std::vector<int> order(graph.nodes.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        const bool frontA = !options.front.isEmpty() && graph.nodes[a].id == options.front;
        const bool frontB = !options.front.isEmpty() && graph.nodes[b].id == options.front;
        return frontA != frontB ? frontA : graph.nodes[a].id < graph.nodes[b].id;
    });

    Layout layout;
    layout.centres.resize(graph.nodes.size());
    layout.routes.resize(graph.edges.size());
    layout.reversed.resize(graph.edges.size());
    const bool fine = graph.edges.size() <= 400;
    QPointF origin(0, 0);
    double width = 0;
    std::vector<int> alone;
    for (Part& part : cutIntoParts(graph, order, options.lanes)) {
        if (part.nodes.size() == 1 && !options.lanes) {
            alone.push_back(part.nodes.front());
            continue;
        }
        breakCycles(part, graph.nodes[part.nodes.front()].id == options.front);
        const auto layer = assignLayers(static_cast<int>(part.nodes.size()), part.arcs);
        if (dummiesOf(layer, part.arcs) > options.maxDummies)
            return tl::unexpected(LayoutFailure::TooDense);
        LayeredGraph g = cutIntoLayers(layer, {}, part.arcs);
        int left = orderLayers(g, stop);
        if (stop.stop_requested())
            return tl::unexpected(LayoutFailure::Cancelled);
        std::vector<double> y;
        if (options.lanes) {
            std::vector<QString> groups;
            for (const int node : part.nodes)
                groups.push_back(graph.nodes[node].group);
            y = coordinatesInLanes(g, groups, part.arcs, options.spacing, stop);
            left = crossings(g);
        } else {
            y = coordinatesAcross(g, options.spacing);
        }
        if (stop.stop_requested())
            return tl::unexpected(LayoutFailure::Cancelled);
        layout.crossings += left;
        const QSizeF size = place(part, g, std::move(y), options, origin, fine, layout);
        width = std::max(width, size.width());
        origin.ry() += size.height() + kComponentGap;
    }

    // Nodes without edges fill rows as wide as the rest, or about square where there is no rest.
    const double pitchX = kNodeSize.width() + options.layerGap / 2;
    const double pitchY = kNodeSize.height() + options.spacing.nodeGap;
    const int fitting = static_cast<int>((width + options.layerGap / 2) / pitchX);
    const int square = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(alone.size()))));
    const int perRow = std::max({1, fitting, width > 0 ? 1 : square});
    for (int i = 0; i < static_cast<int>(alone.size()); ++i) {
        layout.centres[alone[i]] = origin + QPointF(kNodeSize.width() / 2 + (i % perRow) * pitchX,
                                                    kNodeSize.height() / 2 + (i / perRow) * pitchY);
    }
    drawLoops(graph, layout);
    if (options.lanes)
        layout.groups = boxesOfGroups(graph, layout.centres);
    return layout;
}

}  // namespace slipway::gui
