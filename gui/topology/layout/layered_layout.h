#pragma once

#include <stop_token>
#include <tl/expected.hpp>

#include "gui/topology/graph.h"
#include "gui/topology/layout/coordinates.h"

namespace slipway::gui {

struct LayoutOptions {
    Spacing spacing;
    double layerGap = 96;  ///< between two columns of nodes; wider where many edges bend
    bool lanes = false;    ///< a band of its own for each group
    QSizeF room;           ///< of the view at zoom 1: see arrange(); empty: any
    QString hub;    ///< id of the node that calls run through, for a ring round it (arrange() alone); may be empty
    QString front;  ///< id of the node that stands leftmost in its component (the gateway); may be empty
    int maxDummies = 60000;  ///< past this the graph is refused: its drawing would be a black square
};

enum class LayoutFailure { Cancelled, TooDense, BadGraph };

/// The whole graph, left to right: greedy cycle break, layers, dummies, barycentre sweeps, Brandes-Köpf coordinates,
/// smooth routes through the dummies. Components stand one below the other, nodes without edges in rows at the bottom.
/// Pins are not looked at. The same graph gives the same layout, whatever the order of its nodes. Thread: any. Errors:
/// Cancelled; TooDense (see maxDummies); BadGraph for an edge to a node that is not there.
tl::expected<Layout, LayoutFailure> layeredLayout(const Graph& graph, const LayoutOptions& options,
                                                  const std::stop_token& stop = {});

}  // namespace slipway::gui
