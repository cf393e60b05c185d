#include "gui/topology/layout/layered_graph.h"

#include <algorithm>
#include <cmath>

namespace slipway::gui {

LayeredGraph cutIntoLayers(const std::vector<int>& layerOfNode, const std::vector<int>& laneOfNode,
                           const std::vector<Arc>& arcs) {
    LayeredGraph g;
    g.realCount = static_cast<int>(layerOfNode.size());
    g.layer = layerOfNode;
    g.lane = laneOfNode;
    g.lane.resize(layerOfNode.size(), 0);

    for (const Arc& arc : arcs) {
        std::vector<int> chain{arc.from};
        const int first = layerOfNode[arc.from];
        const int last = layerOfNode[arc.to];
        for (int layer = first + 1; layer < last; ++layer) {
            const double share = static_cast<double>(layer - first) / (last - first);
            const int lane =
                static_cast<int>(std::lround(g.lane[arc.from] + share * (g.lane[arc.to] - g.lane[arc.from])));
            chain.push_back(g.size());
            g.layer.push_back(layer);
            g.lane.push_back(lane);
        }
        chain.push_back(arc.to);
        g.chains.push_back(std::move(chain));
    }

    g.left.resize(g.layer.size());
    g.right.resize(g.layer.size());
    for (const auto& chain : g.chains) {
        for (std::size_t i = 1; i < chain.size(); ++i) {
            g.right[chain[i - 1]].push_back(chain[i]);
            g.left[chain[i]].push_back(chain[i - 1]);
        }
    }
    const int layerCount = g.layer.empty() ? 0 : *std::max_element(g.layer.begin(), g.layer.end()) + 1;
    g.layers.resize(layerCount);
    for (int v = 0; v < g.size(); ++v)
        g.layers[g.layer[v]].push_back(v);
    return g;
}

}  // namespace slipway::gui
