#pragma once

#include <QStringList>
#include <random>

#include "gui/topology/graph.h"
#include "gui/topology/layout/edge_router.h"

namespace slipway::gui::test {

/// "a>b" lines to a graph; nodes in the order in which they are named.
inline Graph graphOf(const QStringList& edges, const QStringList& alone = {}) {
    Graph graph;
    const auto index = [&](const QString& id) {
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            if (graph.nodes[i].id == id)
                return static_cast<int>(i);
        }
        graph.nodes.push_back({id, {}, {}, false});
        return static_cast<int>(graph.nodes.size()) - 1;
    };
    for (const QString& edge : edges) {
        const QStringList ends = edge.split(QLatin1Char('>'));
        const int from = index(ends[0]);
        const int to = index(ends[1]);
        graph.edges.push_back({from, to, 1, {}});
    }
    for (const QString& id : alone)
        index(id);
    return graph;
}

/// The sample shop behind its gateway.
inline Graph shopGraph() {
    return graphOf({"gateway>users", "gateway>products", "gateway>orders", "gateway>points", "gateway>storefront",
                    "orders>users", "orders>products", "orders>points", "users>points"});
}

/// A graph like those of service meshes: `nodes` in `ranks` ranks, most edges to the next rank, some further, `cycles`
/// of them backwards. No two edges share both ends.
inline Graph randomGraph(unsigned seed, int nodes, int edges, int ranks, int cycles = 0) {
    std::mt19937 random(seed);
    Graph graph;
    for (int i = 0; i < nodes; ++i)
        graph.nodes.push_back({QStringLiteral("service-%1").arg(i, 4, 10, QLatin1Char('0')),
                               QStringLiteral("team-%1").arg(i % 8),
                               {},
                               false});
    const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    std::vector<std::pair<int, int>> used;
    int tries = 0;
    while (static_cast<int>(graph.edges.size()) < edges && ++tries < edges * 50) {
        const int fromRank = below(ranks - 1);
        const int toRank = std::min(ranks - 1, fromRank + 1 + (below(5) == 0 ? below(3) : 0));
        const int perRank = nodes / ranks;
        int from = fromRank * perRank + below(perRank);
        int to = toRank * perRank + below(perRank);
        if (static_cast<int>(graph.edges.size()) < cycles)
            std::swap(from, to);
        if (std::find(used.begin(), used.end(), std::pair(from, to)) != used.end())
            continue;
        used.emplace_back(from, to);
        graph.edges.push_back({from, to, 1, {}});
    }
    return graph;
}

inline int overlappingNodes(const Layout& layout, double gap = 0) {
    int count = 0;
    for (std::size_t a = 0; a < layout.centres.size(); ++a) {
        for (std::size_t b = a + 1; b < layout.centres.size(); ++b)
            count += nodeRect(layout.centres[a]).adjusted(-gap, -gap, gap, gap).intersects(nodeRect(layout.centres[b]));
    }
    return count;
}

/// Edges that run behind a node which is not one of their ends.
inline int edgesBehindNodes(const Graph& graph, const Layout& layout) {
    std::vector<QRectF> rects;
    for (const QPointF& centre : layout.centres)
        rects.push_back(
            nodeRect(centre).adjusted(7, 7, -7, -7));  // the router keeps 6 away; what counts here is being hidden
    const EdgeRouter router(rects);
    int count = 0;
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
        count += router.hitsNode(layout.routes[e], graph.edges[e].from, graph.edges[e].to);
    return count;
}

}  // namespace slipway::gui::test
