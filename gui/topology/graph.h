#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <optional>
#include <vector>

namespace slipway::gui {

/// Size of every node of the topology, in scene units (pixels at zoom 1).
inline constexpr QSizeF kNodeSize{156, 60};

/// What the layout needs to know of a node. Ids are unique within a graph.
struct GraphNode {
    QString id;
    QString group;              ///< team; empty: belongs to no lane
    std::optional<QPointF> at;  ///< centre, scene units, where it stands already
    bool pinned = false;        ///< `at` is the user's choice: not even a new layout moves it
};

/// Indices into Graph::nodes. Self loops and parallel edges are allowed.
struct GraphEdge {
    int from = 0;
    int to = 0;
    double weight = 1;  ///< how much it matters that the edge is short; > 0
    QPolygonF route;    ///< as drawn now; empty: none yet. Kept where its ends stay and nothing came in its way
};

struct Graph {
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
};

/// A team's lane: the box that holds its nodes, with room for its title above them.
struct GroupBox {
    QString group;
    QRectF box;
};

/// Where everything goes. centres and routes are parallel to the graph's nodes and edges.
struct Layout {
    std::vector<QPointF> centres;
    std::vector<QPolygonF>
        routes;  ///< flattened, from the caller's side to the callee's side; never empty in a valid layout
    std::vector<bool> reversed;    ///< edges against the flow: broken cycles
    std::vector<GroupBox> groups;  ///< only where lanes were asked for
    int crossings = 0;             ///< between neighbouring layers, of the layered part
    QString notice;                ///< a sentence for the user where the layout is a substitute (grid)
};

inline QRectF nodeRect(QPointF centre) {
    return {centre.x() - kNodeSize.width() / 2, centre.y() - kNodeSize.height() / 2, kNodeSize.width(),
            kNodeSize.height()};
}

}  // namespace slipway::gui
