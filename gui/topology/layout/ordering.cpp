#include "gui/topology/layout/ordering.h"

#include <algorithm>

namespace slipway::gui {
namespace {

constexpr int kMaxVerticesForSwaps = 600;  // swaps cost O(degree^2) a pair: 40 ms at 2,000 vertices, unnoticeable here

std::vector<int> positions(const LayeredGraph& g) {
    std::vector<int> position(g.layer.size());
    for (const auto& layer : g.layers) {
        for (int i = 0; i < static_cast<int>(layer.size()); ++i)
            position[layer[i]] = i;
    }
    return position;
}

/// Puts vertices in the order in which a depth-first search from the leftmost layers meets them: trees start without a
/// crossing.
void startByDepthFirst(LayeredGraph& g) {
    std::vector<bool> seen(g.layer.size());
    std::vector<std::vector<int>> layers(g.layers.size());
    std::vector<int> stack;
    for (const auto& layer : g.layers) {
        for (const int start : layer) {
            if (seen[start])
                continue;
            stack.assign(1, start);
            seen[start] = true;
            while (!stack.empty()) {
                const int v = stack.back();
                stack.pop_back();
                layers[g.layer[v]].push_back(v);
                for (const auto* side : {&g.left[v], &g.right[v]}) {
                    for (auto it = side->rbegin(); it != side->rend(); ++it) {
                        if (!seen[*it]) {
                            seen[*it] = true;
                            stack.push_back(*it);
                        }
                    }
                }
            }
        }
    }
    for (auto& layer : layers)
        std::stable_sort(layer.begin(), layer.end(), [&](int a, int b) { return g.lane[a] < g.lane[b]; });
    g.layers = std::move(layers);
}

void sortByBarycentre(LayeredGraph& g, std::vector<int>& layer, std::vector<int>& position, bool towardsRight) {
    std::vector<std::pair<double, int>> keyed;
    keyed.reserve(layer.size());
    for (const int v : layer) {
        const auto& fixed = towardsRight ? g.left[v] : g.right[v];
        double sum = 0;
        for (const int u : fixed)
            sum += position[u];
        // A vertex without a neighbour there stays about where it is.
        keyed.emplace_back(fixed.empty() ? position[v] : sum / static_cast<double>(fixed.size()), v);
    }
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        return g.lane[a.second] != g.lane[b.second] ? g.lane[a.second] < g.lane[b.second] : a.first < b.first;
    });
    for (int i = 0; i < static_cast<int>(keyed.size()); ++i) {
        layer[i] = keyed[i].second;
        position[layer[i]] = i;
    }
}

/// Crossings between the edges of `a` and `b` on one side if a stands above b.
int pairCrossings(const std::vector<int>& ofA, const std::vector<int>& ofB, const std::vector<int>& position) {
    int count = 0;
    for (const int x : ofA) {
        for (const int y : ofB)
            count += position[x] > position[y];
    }
    return count;
}

void swapNeighbours(LayeredGraph& g, std::vector<int>& position) {
    for (int round = 0; round < 8; ++round) {
        bool better = false;
        for (auto& layer : g.layers) {
            for (std::size_t i = 1; i < layer.size(); ++i) {
                const int a = layer[i - 1];
                const int b = layer[i];
                if (g.lane[a] != g.lane[b])
                    continue;
                const int now =
                    pairCrossings(g.left[a], g.left[b], position) + pairCrossings(g.right[a], g.right[b], position);
                const int then =
                    pairCrossings(g.left[b], g.left[a], position) + pairCrossings(g.right[b], g.right[a], position);
                if (then < now) {
                    std::swap(layer[i - 1], layer[i]);
                    std::swap(position[a], position[b]);
                    better = true;
                }
            }
        }
        if (!better)
            return;
    }
}

}  // namespace

int crossingsAfter(const LayeredGraph& g, int layer) {
    if (layer + 1 >= static_cast<int>(g.layers.size()))
        return 0;
    const auto& next = g.layers[layer + 1];
    std::vector<int> position(g.layer.size());
    for (int i = 0; i < static_cast<int>(next.size()); ++i)
        position[next[i]] = i;
    // Fenwick tree over the places of the right layer: how many ends so far lie at or above a place.
    std::vector<int> tree(next.size() + 1, 0);
    int seen = 0;
    int count = 0;
    std::vector<int> ends;
    for (const int v : g.layers[layer]) {
        ends.clear();
        for (const int w : g.right[v])
            ends.push_back(position[w]);
        for (const int end : ends) {
            int above = 0;
            for (int i = end + 1; i > 0; i -= i & -i)
                above += tree[i];
            count += seen - above;
        }
        for (const int end : ends) {
            for (int i = end + 1; i <= static_cast<int>(next.size()); i += i & -i)
                ++tree[i];
        }
        seen += static_cast<int>(ends.size());
    }
    return count;
}

int crossings(const LayeredGraph& g) {
    int count = 0;
    for (int layer = 0; layer < static_cast<int>(g.layers.size()); ++layer)
        count += crossingsAfter(g, layer);
    return count;
}

int orderLayers(LayeredGraph& g, const std::stop_token& stop, int sweeps) {
    const bool small = g.size() <= kMaxVerticesForSwaps;
    startByDepthFirst(g);
    std::vector<int> position = positions(g);
    auto best = g.layers;
    int fewest = crossings(g);
    int idle = 0;
    for (int sweep = 0; sweep < sweeps && fewest > 0 && idle < 4 && !stop.stop_requested(); ++sweep) {
        const int count = static_cast<int>(g.layers.size());
        if (sweep % 2 == 0) {
            for (int layer = 1; layer < count; ++layer)
                sortByBarycentre(g, g.layers[layer], position, true);
        } else {
            for (int layer = count - 2; layer >= 0; --layer)
                sortByBarycentre(g, g.layers[layer], position, false);
        }
        if (small)
            swapNeighbours(g, position);
        const int now = crossings(g);
        ++idle;
        if (now < fewest) {
            fewest = now;
            best = g.layers;
            idle = 0;
        }
    }
    g.layers = std::move(best);
    return fewest;
}

}  // namespace slipway::gui
