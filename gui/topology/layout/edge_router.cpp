#include "gui/topology/layout/edge_router.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gui/topology/layout/polyline.h"

namespace slipway::gui {
namespace {

constexpr double kClearance = 6;   // between a route and a node that it passes
constexpr double kDetour = 16;     // how far from a node's top or bottom a detour runs
constexpr double kNeededGap = 28;  // less room than this between two columns is no room for an S
constexpr int kMaxDetours = 5;
constexpr int kMaxLines = 64;  // tried for one edge

/// Puts `detour` into the passages, joined with those it shares a stretch with: the joined one runs on the detour's
/// side of all of them.
std::vector<Passage> withDetour(std::vector<Passage> passages, Passage detour, bool above) {
    for (std::size_t i = 1; i + 1 < passages.size();) {
        const Passage& p = passages[i];
        if (p.to + kNeededGap < detour.from || p.from - kNeededGap > detour.to) {
            ++i;
            continue;
        }
        detour.from = std::min(detour.from, p.from);
        detour.to = std::max(detour.to, p.to);
        detour.y = above ? std::min(detour.y, p.y) : std::max(detour.y, p.y);
        passages.erase(passages.begin() + static_cast<std::ptrdiff_t>(i));
    }
    detour.from = std::max(detour.from, passages.front().to + 10);
    detour.to = std::min(detour.to, passages.back().from - 10);
    if (detour.to < detour.from)
        detour.to = detour.from = (detour.from + detour.to) / 2;
    auto place = passages.begin() + 1;
    while (place + 1 != passages.end() && place->from < detour.from)
        ++place;
    passages.insert(place, detour);
    return passages;
}

QPolygonF mirroredX(QPolygonF line) {
    for (QPointF& p : line)
        p.setX(-p.x());
    return line;
}

QRectF mirroredX(const QRectF& r) {
    return {-r.right(), r.top(), r.width(), r.height()};
}

}  // namespace

int EdgeRouter::firstHit(const QPolygonF& line, int from, int to) const {
    int first = -1;
    int best = std::numeric_limits<int>::max();
    const QRectF area = line.boundingRect().adjusted(-1, -1, 1, 1);
    for (int node = 0; node < static_cast<int>(m_nodes.size()); ++node) {
        if (node == from || node == to)
            continue;
        const QRectF rect = m_nodes[node].adjusted(-kClearance, -kClearance, kClearance, kClearance);
        if (!rect.intersects(area))
            continue;
        for (int i = 1; i < line.size() && i < best; ++i) {
            if (segmentMeetsRect(line[i - 1], line[i], rect)) {
                best = i;
                first = node;
            }
        }
    }
    return first;
}

int EdgeRouter::hits(const QPolygonF& line, int from, int to) const {
    int count = 0;
    const QRectF area = line.boundingRect().adjusted(-1, -1, 1, 1);
    for (int node = 0; node < static_cast<int>(m_nodes.size()); ++node) {
        const QRectF rect = m_nodes[node].adjusted(-kClearance, -kClearance, kClearance, kClearance);
        count += node != from && node != to && rect.intersects(area) && polylineMeetsRect(line, rect);
    }
    return count;
}

QPolygonF EdgeRouter::along(int from, int to, double fromOffset, double toOffset, bool mirrored) const {
    const QRectF a = mirrored ? mirroredX(m_nodes[from]) : m_nodes[from];
    const QRectF b = mirrored ? mirroredX(m_nodes[to]) : m_nodes[to];
    const auto draw = [&](const std::vector<Passage>& passages) {
        const QPolygonF line = throughPassages(passages);
        return mirrored ? mirroredX(line) : line;
    };
    const std::vector<Passage> start{{a.right(), a.right(), a.center().y() + fromOffset},
                                     {b.left(), b.left(), b.center().y() + toOffset}};

    QPolygonF best = draw(start);
    double bestCost = std::numeric_limits<double>::max();
    // Depth first over "above or below the first node in the way". Detours that lie behind each other become one, so
    // that their number alone does not bound the search.
    int lines = 0;
    std::vector<std::vector<Passage>> open{start};
    while (!open.empty() && lines++ < kMaxLines) {
        const std::vector<Passage> passages = std::move(open.back());
        open.pop_back();
        const QPolygonF line = draw(passages);
        const int inTheWay = firstHit(line, from, to);
        const double cost = hits(line, from, to) * 10000.0 + polylineLength(line);
        if (cost < bestCost) {
            bestCost = cost;
            best = line;
        }
        if (inTheWay < 0 || static_cast<int>(passages.size()) >= kMaxDetours + 2 || bestCost < 10000)
            continue;
        const QRectF node = mirrored ? mirroredX(m_nodes[inTheWay]) : m_nodes[inTheWay];
        const double middle = (passages.front().y + passages.back().y) / 2;
        const bool aboveFirst = middle < node.center().y();
        for (const bool above : {!aboveFirst, aboveFirst}) {
            const Passage detour{node.left() - kClearance, node.right() + kClearance,
                                 above ? node.top() - kDetour : node.bottom() + kDetour};
            auto next = withDetour(passages, detour, above);
            if (open.size() < 32)
                open.push_back(std::move(next));
        }
    }
    return best;
}

QPolygonF EdgeRouter::sameSide(int from, int to, double fromOffset, double toOffset) const {
    const QRectF& a = m_nodes[from];
    const QRectF& b = m_nodes[to];
    QPolygonF best;
    int fewest = std::numeric_limits<int>::max();
    for (const double reach : {44.0, 90.0}) {
        for (const bool onRight : {true, false}) {
            const QPointF start(onRight ? a.right() : a.left(), a.center().y() + fromOffset);
            const QPointF end(onRight ? b.right() : b.left(), b.center().y() + toOffset);
            const double bend = onRight ? std::max(a.right(), b.right()) + reach : std::min(a.left(), b.left()) - reach;
            QPolygonF line{start};
            appendCubic(line, start, {bend, start.y()}, {bend, end.y()}, end, 20);
            const int count = hits(line, from, to);
            if (count < fewest) {
                fewest = count;
                best = line;
            }
        }
        if (fewest == 0)
            break;
    }
    return best;
}

QPolygonF EdgeRouter::route(int from, int to, double fromOffset, double toOffset) const {
    const QRectF& a = m_nodes[from];
    const QRectF& b = m_nodes[to];
    if (from == to) {
        const QPointF start(a.right(), a.center().y() - 10);
        const QPointF end(a.right(), a.center().y() + 10);
        QPolygonF loop{start};
        appendCubic(loop, start, start + QPointF(46, -18), end + QPointF(46, 18), end, 18);
        return loop;
    }
    if (b.left() >= a.right() + kNeededGap)
        return along(from, to, fromOffset, toOffset, false);
    if (b.right() + kNeededGap <= a.left())
        return along(from, to, fromOffset, toOffset, true);
    return sameSide(from, to, fromOffset, toOffset);
}

}  // namespace slipway::gui
