#include "gui/topology/layout/coordinates.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_set>

namespace slipway::gui {
namespace {

using Segments = std::unordered_set<long long>;

long long key(int left, int right) {
    return (static_cast<long long>(left) << 32) | right;
}

/// Segments that cross an inner segment (dummy to dummy): these must not be aligned, so that long edges stay straight.
Segments conflictingSegments(const LayeredGraph& g, const std::vector<int>& position) {
    Segments conflicts;
    for (std::size_t layer = 1; layer < g.layers.size(); ++layer) {
        const auto& vertices = g.layers[layer];
        const int before = static_cast<int>(g.layers[layer - 1].size());
        int low = 0;
        std::size_t scanned = 0;
        for (std::size_t i = 0; i < vertices.size(); ++i) {
            const int v = vertices[i];
            int innerEnd = -1;
            if (g.isDummy(v)) {
                for (const int u : g.left[v]) {
                    if (g.isDummy(u))
                        innerEnd = position[u];
                }
            }
            if (innerEnd < 0 && i + 1 != vertices.size())
                continue;
            const int high = innerEnd >= 0 ? innerEnd : before - 1;
            for (; scanned <= i; ++scanned) {
                const int w = vertices[scanned];
                for (const int u : g.left[w]) {
                    const bool inner = g.isDummy(u) && g.isDummy(w);
                    if (!inner && (position[u] < low || position[u] > high))
                        conflicts.insert(key(u, w));
                }
            }
            low = high;
        }
    }
    return conflicts;
}

/// One of the four: aligned with the layer before or after, leaning to the top or (upsideDown) to the bottom.
class Alignment {
  public:
    Alignment(const LayeredGraph& g, const Spacing& spacing, const Segments& conflicts, bool withNext, bool upsideDown)
        : m_g(g),
          m_spacing(spacing),
          m_conflicts(conflicts),
          m_withNext(withNext),
          m_layers(g.layers),
          m_position(g.layer.size()) {
        if (upsideDown) {
            for (auto& layer : m_layers)
                std::reverse(layer.begin(), layer.end());
        }
        for (const auto& layer : m_layers) {
            for (int i = 0; i < static_cast<int>(layer.size()); ++i)
                m_position[layer[i]] = i;
        }
        align();
        pack();
        if (upsideDown) {
            for (double& x : m_x)
                x = -x;
        }
    }

    std::vector<double> take() { return std::move(m_x); }

  private:
    void align() {
        const int count = m_g.size();
        m_root.resize(count);
        std::vector<int> next(count);
        for (int v = 0; v < count; ++v)
            m_root[v] = next[v] = v;
        const int layerCount = static_cast<int>(m_layers.size());
        std::vector<int> neighbours;
        for (int i = 1; i < layerCount; ++i) {
            const auto& layer = m_layers[m_withNext ? layerCount - 1 - i : i];
            int reached = -1;
            for (const int v : layer) {
                neighbours = m_withNext ? m_g.right[v] : m_g.left[v];
                if (neighbours.empty())
                    continue;
                std::sort(neighbours.begin(), neighbours.end(),
                          [&](int a, int b) { return m_position[a] < m_position[b]; });
                const int degree = static_cast<int>(neighbours.size());
                for (int m = (degree - 1) / 2; m <= degree / 2 && next[v] == v; ++m) {
                    const int u = neighbours[m];
                    const bool conflict = m_conflicts.count(m_withNext ? key(v, u) : key(u, v)) > 0;
                    if (conflict || m_position[u] <= reached)
                        continue;
                    next[u] = v;
                    m_root[v] = m_root[u];
                    next[v] = m_root[v];
                    reached = m_position[u];
                }
            }
        }
    }

    double gap(int a, int b) const {
        const int dummies = m_g.isDummy(a) + m_g.isDummy(b);
        const double between = dummies == 0   ? m_spacing.nodeGap
                               : dummies == 1 ? m_spacing.mixedGap
                                              : m_spacing.dummyGap;
        return between + m_spacing.node * (2 - dummies) / 2;
    }

    void pack() {
        const int count = m_g.size();
        struct After {
            int block;
            double gap;
        };
        std::vector<std::vector<After>> after(count);
        std::vector<int> waiting(count, 0);
        for (const auto& layer : m_layers) {
            for (std::size_t i = 1; i < layer.size(); ++i) {
                after[m_root[layer[i - 1]]].push_back({m_root[layer[i]], gap(layer[i - 1], layer[i])});
                ++waiting[m_root[layer[i]]];
            }
        }
        std::vector<int> order;
        order.reserve(count);
        for (int v = 0; v < count; ++v) {
            if (m_root[v] == v && waiting[v] == 0)
                order.push_back(v);
        }
        m_x.assign(count, 0);
        for (std::size_t i = 0; i < order.size(); ++i) {
            for (const After& next : after[order[i]]) {
                m_x[next.block] = std::max(m_x[next.block], m_x[order[i]] + next.gap);
                if (--waiting[next.block] == 0)
                    order.push_back(next.block);
            }
        }
        // What nothing holds at the top moves down to what follows it.
        for (auto block = order.rbegin(); block != order.rend(); ++block) {
            double room = std::numeric_limits<double>::max();
            for (const After& next : after[*block])
                room = std::min(room, m_x[next.block] - next.gap);
            if (room < std::numeric_limits<double>::max())
                m_x[*block] = std::max(m_x[*block], room);
        }
        for (int v = 0; v < count; ++v)
            m_x[v] = m_x[m_root[v]];
    }

    const LayeredGraph& m_g;
    const Spacing& m_spacing;
    const Segments& m_conflicts;
    bool m_withNext;
    std::vector<std::vector<int>> m_layers;
    std::vector<int> m_position;
    std::vector<int> m_root;
    std::vector<double> m_x;
};

}  // namespace

std::vector<double> coordinatesAcross(const LayeredGraph& g, const Spacing& spacing) {
    const int count = g.size();
    if (count == 0)
        return {};
    std::vector<int> position(count);
    for (const auto& layer : g.layers) {
        for (int i = 0; i < static_cast<int>(layer.size()); ++i)
            position[layer[i]] = i;
    }
    const Segments conflicts = conflictingSegments(g, position);
    std::array<std::vector<double>, 4> four;
    std::array<double, 4> least{}, most{};
    int narrowest = 0;
    for (int i = 0; i < 4; ++i) {
        four[i] = Alignment(g, spacing, conflicts, i >= 2, i % 2 == 1).take();
        least[i] = *std::min_element(four[i].begin(), four[i].end());
        most[i] = *std::max_element(four[i].begin(), four[i].end());
        if (most[i] - least[i] < most[narrowest] - least[narrowest])
            narrowest = i;
    }
    std::vector<double> result(count);
    for (int v = 0; v < count; ++v) {
        std::array<double, 4> candidates{};
        for (int i = 0; i < 4; ++i)
            candidates[i] = four[i][v] + (i % 2 == 0 ? least[narrowest] - least[i] : most[narrowest] - most[i]);
        std::sort(candidates.begin(), candidates.end());
        result[v] = (candidates[1] + candidates[2]) / 2;
    }
    return result;
}

}  // namespace slipway::gui
