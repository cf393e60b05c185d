#pragma once

#include <vector>

namespace slipway::gui {

/// Directed edge between vertex numbers, loops excluded.
struct Arc {
    int from = 0;
    int to = 0;
    double weight = 1;
};

/// A graph cut into layers, in which every edge joins neighbouring layers: longer ones run through dummies.
/// The first `realCount` vertices are nodes, the rest are dummies. Layer 0 is leftmost.
struct LayeredGraph {
    int realCount = 0;
    std::vector<int> layer;                // by vertex
    std::vector<int> lane;                 // by vertex; all 0 without lanes. Lanes keep their order in every layer
    std::vector<std::vector<int>> left;    // by vertex: neighbours in the layer before
    std::vector<std::vector<int>> right;   // by vertex: neighbours in the layer after
    std::vector<std::vector<int>> layers;  // vertices by layer, top to bottom
    std::vector<std::vector<int>> chains;  // by arc: the vertices it runs through, left to right

    int size() const { return static_cast<int>(layer.size()); }
    bool isDummy(int vertex) const { return vertex >= realCount; }
};

/// Cuts `arcs` (acyclic, each from a lower to a higher layer) at the layers between. `lane` of a dummy lies between
/// those of its ends. Layers keep the order of vertex numbers. Cost: O(vertices + dummies).
LayeredGraph cutIntoLayers(const std::vector<int>& layerOfNode, const std::vector<int>& laneOfNode,
                           const std::vector<Arc>& arcs);

}  // namespace slipway::gui
