#pragma once

#include <stop_token>

#include "gui/topology/layout/layered_graph.h"

namespace slipway::gui {

/// Crossings of the segments between `layer` and the one after it (Barth, Mutzel and Jünger 2004: count inversions).
/// Cost: O(E log V).
int crossingsAfter(const LayeredGraph& g, int layer);
int crossings(const LayeredGraph& g);

/// Orders each layer so that few edges cross: a start by depth-first search, then barycentre sweeps to the right and to
/// the left, and swaps of neighbours while they help (small graphs only). Keeps the best order seen; lanes stay in
/// their order. Stops early on `stop`. Returns the crossings that are left. Deterministic. Thread: any.
int orderLayers(LayeredGraph& g, const std::stop_token& stop, int sweeps = 16);

}  // namespace slipway::gui
