#pragma once

#include <stop_token>
#include <vector>

#include "gui/topology/layout/layered_graph.h"

namespace slipway::gui {

/// For each arc, whether it must be turned round so that the rest has no cycle. Greedy (Eades, Lin and Smyth 1993):
/// sinks go to the back, sources to the front, else the vertex with the greatest surplus of arcs that leave. `first`
/// goes to the front of any cycle (the gateway); -1: none. Deterministic: ties go to the lower number. Cost: O(V^2 +
/// E), which at 500 vertices is under a millisecond.
std::vector<bool> arcsToReverse(int vertexCount, const std::vector<Arc>& arcs, int first = -1);

/// Layer of each vertex, from 0: longest path, then vertices slide between their neighbours while the weighted sum of
/// arc lengths falls. `arcs` must be acyclic. Cost: O(rounds * E), rounds bounded.
std::vector<int> assignLayers(int vertexCount, const std::vector<Arc>& arcs);

/// Connected component of each vertex, numbered by their lowest vertex.
std::vector<int> components(int vertexCount, const std::vector<Arc>& arcs);

}  // namespace slipway::gui
