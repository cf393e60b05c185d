#pragma once

#include <QSizeF>

#include "gui/topology/graph.h"

namespace slipway::gui {

/// Services up to which a ring round the hub can be read; with more, calls are drawn from service to service.
inline constexpr int kRingMost = 12;

/// Index of the node `id`, or -1 where the graph can't be drawn as a ring round it: no such node, no or too many
/// others, an edge to a node that is not there.
int ringHub(const Graph& graph, const QString& id);

/// The hub in the middle and the other nodes on an ellipse round it, in the graph's order, clockwise from the top;
/// the ellipse takes what `room` has, as far as edges stay short. `hub`: of ringHub.
Layout ringLayout(const Graph& graph, int hub, const QSizeF& room);

/// Every edge by way of the hub, wherever nodes stand: along the caller's spoke, behind the hub, along the callee's.
/// Edges of a spoke run side by side. `routes` is parallel to the edges.
void routeThroughHub(const Graph& graph, int hub, const std::vector<QPointF>& centres, std::vector<QPolygonF>& routes);

}  // namespace slipway::gui
