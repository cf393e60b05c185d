#pragma once

#include <vector>

#include "gui/topology/layout/layered_graph.h"

namespace slipway::gui {

/// Room that vertices take across the flow, in scene units.
struct Spacing {
    double node = 60;      ///< extent of a node
    double nodeGap = 32;   ///< between two nodes of a layer
    double dummyGap = 14;  ///< between two edges that pass a layer
    double mixedGap = 22;  ///< between a node and an edge that passes it
};

/// Coordinate of each vertex's centre across the flow, by the method of Brandes and Köpf (2001): four alignments of
/// vertices with the median of their neighbours, each packed as tightly as its order allows, and the mean of the middle
/// two. Long edges run straight unless they cross. Packing is by longest path over blocks of aligned vertices, in place
/// of the paper's classes (which its authors' erratum of 2020 mends): order and gaps hold by construction. Lanes are
/// not looked at. Cost: O(V + E).
std::vector<double> coordinatesAcross(const LayeredGraph& g, const Spacing& spacing);

}  // namespace slipway::gui
