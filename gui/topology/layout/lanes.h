#pragma once

#include <QString>
#include <stop_token>
#include <vector>

#include "gui/topology/graph.h"
#include "gui/topology/layout/coordinates.h"
#include "gui/topology/layout/layered_graph.h"

namespace slipway::gui {

/// Room in a team's box: beside its nodes, and above them for its title.
inline constexpr double kBoxPadding = 14;
inline constexpr double kBoxTitle = 26;

/// Rebuilds `g` (ordered already, without lanes) with a lane for each group, lanes in the order in which `g` has them
/// on average, orders it again and gives each vertex its coordinate: lanes lie one below the other with room for their
/// boxes. `groups` is by real vertex; vertices without a group have a lane each. Deterministic.
std::vector<double> coordinatesInLanes(LayeredGraph& g, const std::vector<QString>& groups,
                                       const std::vector<Arc>& arcs, const Spacing& spacing,
                                       const std::stop_token& stop);

/// The boxes round the nodes of each named group, in the order of their tops.
std::vector<GroupBox> boxesOfGroups(const Graph& graph, const std::vector<QPointF>& centres);

}  // namespace slipway::gui
