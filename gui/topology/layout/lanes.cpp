#include "gui/topology/layout/lanes.h"

#include <algorithm>
#include <map>

#include "gui/topology/layout/ordering.h"

namespace slipway::gui {
namespace {

/// Lane of each real vertex: groups by their mean place in the layers, 0-1 from top to bottom.
std::vector<int> lanesByMeanPlace(const LayeredGraph& g, const std::vector<QString>& groups, int& laneCount) {
    struct Mean {
        double sum = 0;
        int count = 0;
    };
    std::map<QString, Mean> means;
    for (const auto& layer : g.layers) {
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (g.isDummy(layer[i]))
                continue;
            Mean& mean = means[groups[layer[i]]];
            mean.sum += (static_cast<double>(i) + 0.5) / static_cast<double>(layer.size());
            ++mean.count;
        }
    }
    std::vector<std::pair<double, QString>> sorted;
    for (const auto& [group, mean] : means)
        sorted.emplace_back(mean.sum / mean.count, group);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::map<QString, int> laneOf;
    for (const auto& entry : sorted)
        laneOf.emplace(entry.second, static_cast<int>(laneOf.size()));
    laneCount = static_cast<int>(laneOf.size());
    std::vector<int> lanes;
    for (int v = 0; v < g.realCount; ++v)
        lanes.push_back(laneOf[groups[v]]);
    return lanes;
}

/// The part of `g` in one lane, vertices renumbered (real ones first); `original` maps back.
LayeredGraph onlyLane(const LayeredGraph& g, int lane, std::vector<int>& original) {
    LayeredGraph part;
    std::vector<int> number(g.layer.size(), -1);
    original.clear();
    for (int v = 0; v < g.size(); ++v) {
        if (g.lane[v] != lane)
            continue;
        number[v] = static_cast<int>(original.size());
        original.push_back(v);
        part.realCount += !g.isDummy(v);
        part.layer.push_back(g.layer[v]);
    }
    const auto kept = [&](const std::vector<int>& vertices) {
        std::vector<int> result;
        for (const int v : vertices) {
            if (number[v] >= 0)
                result.push_back(number[v]);
        }
        return result;
    };
    for (const int v : original) {
        part.left.push_back(kept(g.left[v]));
        part.right.push_back(kept(g.right[v]));
    }
    for (const auto& layer : g.layers)
        part.layers.push_back(kept(layer));
    return part;
}

}  // namespace

std::vector<double> coordinatesInLanes(LayeredGraph& g, const std::vector<QString>& groups,
                                       const std::vector<Arc>& arcs, const Spacing& spacing,
                                       const std::stop_token& stop) {
    int laneCount = 0;
    const std::vector<int> lanes = lanesByMeanPlace(g, groups, laneCount);
    std::vector<int> layerOfNode(g.layer.begin(), g.layer.begin() + g.realCount);
    g = cutIntoLayers(layerOfNode, lanes, arcs);
    orderLayers(g, stop);

    std::vector<double> y(g.layer.size(), 0);
    double top = 0;
    std::vector<int> original;
    for (int lane = 0; lane < laneCount; ++lane) {
        const LayeredGraph part = onlyLane(g, lane, original);
        const std::vector<double> inside = coordinatesAcross(part, spacing);
        double low = 0;
        double high = 0;
        for (std::size_t i = 0; i < inside.size(); ++i) {
            const double half = g.isDummy(original[i]) ? 0 : kNodeSize.height() / 2;
            low = i == 0 ? inside[i] - half : std::min(low, inside[i] - half);
            high = i == 0 ? inside[i] + half : std::max(high, inside[i] + half);
        }
        for (std::size_t i = 0; i < inside.size(); ++i)
            y[original[i]] = top + kBoxTitle + inside[i] - low;
        top += kBoxTitle + (high - low) + kBoxPadding + spacing.nodeGap / 2;
    }
    return y;
}

std::vector<GroupBox> boxesOfGroups(const Graph& graph, const std::vector<QPointF>& centres) {
    std::map<QString, QRectF> boxes;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        if (!graph.nodes[i].group.isEmpty())
            boxes[graph.nodes[i].group] |= nodeRect(centres[i]);
    }
    std::vector<GroupBox> result;
    for (const auto& [group, box] : boxes)
        result.push_back({group, box.adjusted(-kBoxPadding, -kBoxTitle, kBoxPadding, kBoxPadding)});
    std::stable_sort(result.begin(), result.end(),
                     [](const GroupBox& a, const GroupBox& b) { return a.box.top() < b.box.top(); });
    return result;
}

}  // namespace slipway::gui
