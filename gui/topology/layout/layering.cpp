#include "gui/topology/layout/layering.h"

#include <algorithm>
#include <numeric>

namespace slipway::gui {
namespace {

struct Adjacency {
    std::vector<std::vector<int>> out, in;  // arc numbers
    Adjacency(int vertexCount, const std::vector<Arc>& arcs) : out(vertexCount), in(vertexCount) {
        for (int i = 0; i < static_cast<int>(arcs.size()); ++i) {
            out[arcs[i].from].push_back(i);
            in[arcs[i].to].push_back(i);
        }
    }
};

/// Moves each vertex to the end of its free range that its heavier side pulls to. Returns whether anything moved.
bool slideVertices(const std::vector<Arc>& arcs, const Adjacency& adjacency, const std::vector<int>& order,
                   std::vector<int>& layer) {
    bool moved = false;
    for (const int v : order) {
        double pull = 0;  // > 0: the callees' side weighs more
        int lowest = 0;
        int highest = layer[v];
        if (!adjacency.out[v].empty())
            highest = std::numeric_limits<int>::max();
        for (const int a : adjacency.in[v]) {
            lowest = std::max(lowest, layer[arcs[a].from] + 1);
            pull -= arcs[a].weight;
        }
        for (const int a : adjacency.out[v]) {
            highest = std::min(highest, layer[arcs[a].to] - 1);
            pull += arcs[a].weight;
        }
        const int wanted = pull > 0 ? highest : pull < 0 ? lowest : layer[v];
        moved |= wanted != layer[v];
        layer[v] = wanted;
    }
    return moved;
}

}  // namespace

std::vector<bool> arcsToReverse(int vertexCount, const std::vector<Arc>& arcs, int first) {
    const Adjacency adjacency(vertexCount, arcs);
    std::vector<int> outLeft(vertexCount), inLeft(vertexCount);
    for (int v = 0; v < vertexCount; ++v) {
        outLeft[v] = static_cast<int>(adjacency.out[v].size());
        inLeft[v] = static_cast<int>(adjacency.in[v].size());
    }
    std::vector<int> rank(vertexCount, -1);
    int front = 0;
    int back = vertexCount;
    std::vector<int> sources, sinks;
    const auto take = [&](int v, int place) {
        rank[v] = place;
        for (const int a : adjacency.out[v]) {
            const int to = arcs[a].to;
            if (rank[to] < 0 && --inLeft[to] == 0)
                sources.push_back(to);
        }
        for (const int a : adjacency.in[v]) {
            const int from = arcs[a].from;
            if (rank[from] < 0 && --outLeft[from] == 0)
                sinks.push_back(from);
        }
    };
    for (int v = vertexCount - 1; v >= 0; --v) {
        if (inLeft[v] == 0)
            sources.push_back(v);
        else if (outLeft[v] == 0)
            sinks.push_back(v);
    }
    if (first >= 0 && first < vertexCount)
        take(first, front++);
    while (front < back) {
        if (!sinks.empty()) {
            const int v = sinks.back();
            sinks.pop_back();
            if (rank[v] < 0)
                take(v, --back);
        } else if (!sources.empty()) {
            const int v = sources.back();
            sources.pop_back();
            if (rank[v] < 0)
                take(v, front++);
        } else {
            int best = -1;
            for (int v = 0; v < vertexCount; ++v) {
                if (rank[v] < 0 && (best < 0 || outLeft[v] - inLeft[v] > outLeft[best] - inLeft[best]))
                    best = v;
            }
            if (best < 0)
                break;
            take(best, front++);
        }
    }
    std::vector<bool> reverse(arcs.size());
    for (std::size_t i = 0; i < arcs.size(); ++i)
        reverse[i] = rank[arcs[i].from] > rank[arcs[i].to];
    return reverse;
}

std::vector<int> assignLayers(int vertexCount, const std::vector<Arc>& arcs) {
    const Adjacency adjacency(vertexCount, arcs);
    std::vector<int> layer(vertexCount, 0), waiting(vertexCount), order;
    order.reserve(vertexCount);
    for (int v = 0; v < vertexCount; ++v) {
        waiting[v] = static_cast<int>(adjacency.in[v].size());
        if (waiting[v] == 0)
            order.push_back(v);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (const int a : adjacency.out[order[i]]) {
            const int to = arcs[a].to;
            layer[to] = std::max(layer[to], layer[order[i]] + 1);
            if (--waiting[to] == 0)
                order.push_back(to);
        }
    }
    const std::vector<int> backwards(order.rbegin(), order.rend());
    for (int round = 0; round < 8; ++round) {
        const bool movedRight = slideVertices(arcs, adjacency, backwards, layer);
        const bool movedLeft = slideVertices(arcs, adjacency, order, layer);
        if (!movedRight && !movedLeft)
            break;
    }
    if (!layer.empty()) {
        const int lowest = *std::min_element(layer.begin(), layer.end());
        for (int& l : layer)
            l -= lowest;
    }
    return layer;
}

std::vector<int> components(int vertexCount, const std::vector<Arc>& arcs) {
    std::vector<int> parent(vertexCount);
    std::iota(parent.begin(), parent.end(), 0);
    const auto root = [&](int v) {
        while (parent[v] != v)
            v = parent[v] = parent[parent[v]];
        return v;
    };
    for (const Arc& arc : arcs) {
        const int a = root(arc.from);
        const int b = root(arc.to);
        parent[std::max(a, b)] = std::min(a, b);
    }
    std::vector<int> number(vertexCount, -1), result(vertexCount);
    int next = 0;
    for (int v = 0; v < vertexCount; ++v) {
        int& n = number[root(v)];
        if (n < 0)
            n = next++;
        result[v] = n;
    }
    return result;
}

}  // namespace slipway::gui
