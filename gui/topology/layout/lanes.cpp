#include "gui/topology/layout/lanes.h"

#include <algorithm>
#include <limits>
#include <map>

#include "gui/topology/layout/ordering.h"

namespace slipway::gui {
namespace {

/// Lane of each real vertex: groups by their mean place in the layers, 0-1 from top to bottom. Vertices without a group
/// get a lane each.
std::vector<int> lanesByMeanPlace(const LayeredGraph& g, const std::vector<QString>& groups,
                                  std::vector<QString>& names) {
    struct Mean {
        double sum = 0;
        int count = 0;
    };
    // '\n' is in no team's name.
    const auto laneKey = [&](int v) { return groups[v].isEmpty() ? QStringLiteral("\n%1").arg(v) : groups[v]; };
    std::map<QString, Mean> means;
    for (const auto& layer : g.layers) {
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (g.isDummy(layer[i]))
                continue;
            Mean& mean = means[laneKey(layer[i])];
            mean.sum += (static_cast<double>(i) + 0.5) / static_cast<double>(layer.size());
            ++mean.count;
        }
    }
    std::vector<std::pair<double, QString>> sorted;
    for (const auto& [group, mean] : means)
        sorted.emplace_back(mean.sum / mean.count, group);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::map<QString, int> laneOf;
    for (const auto& entry : sorted) {
        laneOf.emplace(entry.second, static_cast<int>(names.size()));
        names.push_back(entry.second);
    }
    std::vector<int> lanes;
    for (int v = 0; v < g.realCount; ++v)
        lanes.push_back(laneOf[laneKey(v)]);
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

/// What a lane takes of each layer: its box over the layers of its nodes, and the edges that pass elsewhere.
struct LaneShape {
    std::vector<int> vertices;
    std::vector<double> low, high;  // by layer, before the shift; low > high: nothing there
    double shift = 0;

    bool takes(std::size_t layer) const { return low[layer] <= high[layer]; }
};

LaneShape shapeOf(const LayeredGraph& g, const std::vector<int>& vertices, const std::vector<double>& y, bool boxed,
                  const Spacing& spacing) {
    LaneShape shape;
    shape.vertices = vertices;
    shape.low.assign(g.layers.size(), std::numeric_limits<double>::max());
    shape.high.assign(g.layers.size(), std::numeric_limits<double>::lowest());
    const auto take = [&](int layer, double low, double high) {
        shape.low[layer] = std::min(shape.low[layer], low);
        shape.high[layer] = std::max(shape.high[layer], high);
    };
    int firstLayer = static_cast<int>(g.layers.size());
    int lastLayer = -1;
    double top = std::numeric_limits<double>::max();
    double bottom = std::numeric_limits<double>::lowest();
    for (const int v : vertices) {
        const double half = g.isDummy(v) ? spacing.dummyGap / 2 : spacing.node / 2;
        take(g.layer[v], y[v] - half, y[v] + half);
        if (g.isDummy(v))
            continue;
        firstLayer = std::min(firstLayer, g.layer[v]);
        lastLayer = std::max(lastLayer, g.layer[v]);
        top = std::min(top, y[v] - half - kBoxTitle);
        bottom = std::max(bottom, y[v] + half + kBoxPadding);
    }
    for (int layer = firstLayer; boxed && layer <= lastLayer; ++layer)
        take(layer, top, bottom);
    return shape;
}

/// Lanes one below the other, each as high up as those above it allow in the layers that both take.
void stack(std::vector<LaneShape>& shapes, double gap) {
    std::vector<double> floor;
    for (LaneShape& shape : shapes) {
        floor.resize(shape.low.size(), 0);
        double shift = std::numeric_limits<double>::lowest();
        for (std::size_t layer = 0; layer < floor.size(); ++layer) {
            if (shape.takes(layer))
                shift = std::max(shift, floor[layer] - shape.low[layer]);
        }
        shape.shift = shift;
        for (std::size_t layer = 0; layer < floor.size(); ++layer) {
            if (shape.takes(layer))
                floor[layer] = shape.high[layer] + shift + gap;
        }
    }
}

/// Moves each lane towards what its edges go to, as far as its neighbours above and below allow.
void pullTogether(const LayeredGraph& g, std::vector<LaneShape>& shapes, const std::vector<double>& y, double gap,
                  bool downwards) {
    const int count = static_cast<int>(shapes.size());
    for (int i = 0; i < count; ++i) {
        const int lane = downwards ? i : count - 1 - i;
        LaneShape& shape = shapes[lane];
        double sum = 0;
        int edges = 0;
        for (const int v : shape.vertices) {
            for (const auto* side : {&g.left[v], &g.right[v]}) {
                for (const int u : *side) {
                    if (g.lane[u] == lane)
                        continue;
                    sum += y[u] + shapes[g.lane[u]].shift - y[v] - shape.shift;
                    ++edges;
                }
            }
        }
        if (edges == 0)
            continue;
        double up = std::numeric_limits<double>::max();
        double down = std::numeric_limits<double>::max();
        for (int other = 0; other < count; ++other) {
            for (std::size_t layer = 0; other != lane && layer < shape.low.size(); ++layer) {
                if (!shape.takes(layer) || !shapes[other].takes(layer))
                    continue;
                if (other < lane)
                    up = std::min(
                        up, shape.low[layer] + shape.shift - shapes[other].high[layer] - shapes[other].shift - gap);
                else
                    down = std::min(
                        down, shapes[other].low[layer] + shapes[other].shift - shape.high[layer] - shape.shift - gap);
            }
        }
        shape.shift += std::clamp(sum / edges, -std::max(0.0, up), std::max(0.0, down));
    }
}

}  // namespace

std::vector<double> coordinatesInLanes(LayeredGraph& g, const std::vector<QString>& groups,
                                       const std::vector<Arc>& arcs, const Spacing& spacing,
                                       const std::stop_token& stop) {
    std::vector<QString> names;
    const std::vector<int> lanes = lanesByMeanPlace(g, groups, names);
    std::vector<int> layerOfNode(g.layer.begin(), g.layer.begin() + g.realCount);
    g = cutIntoLayers(layerOfNode, lanes, arcs);
    orderLayers(g, stop);

    std::vector<double> y(g.layer.size(), 0);
    std::vector<LaneShape> shapes;
    std::vector<int> original;
    for (int lane = 0; lane < static_cast<int>(names.size()); ++lane) {
        const LayeredGraph part = onlyLane(g, lane, original);
        const std::vector<double> inside = coordinatesAcross(part, spacing);
        for (std::size_t i = 0; i < inside.size(); ++i)
            y[original[i]] = inside[i];
        shapes.push_back(shapeOf(g, original, y, !names[lane].startsWith(QLatin1Char('\n')), spacing));
    }
    stack(shapes, spacing.nodeGap / 2);
    for (int round = 0; round < 12 && !stop.stop_requested(); ++round)
        pullTogether(g, shapes, y, spacing.nodeGap / 2, round % 2 == 0);
    for (const LaneShape& shape : shapes) {
        for (const int v : shape.vertices)
            y[v] += shape.shift;
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
