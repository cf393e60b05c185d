#pragma once

#include <QPolygonF>
#include <QRectF>
#include <vector>

namespace slipway::gui {

/// Draws edges between nodes that stand anywhere (dragged, pinned, newly placed), around the other nodes where it can.
/// Where the callee lies to the right, the edge leaves on the right and arrives on the left; to the left, the other way
/// round; above or below, it leaves and arrives on the same side. Cost a route: O(nodes) a try, at most some dozens of
/// tries. Thread: any, one at a time.
class EdgeRouter {
  public:
    explicit EdgeRouter(std::vector<QRectF> nodes) : m_nodes(std::move(nodes)) {}

    /// Offsets are those of the ports from the middle of the side.
    QPolygonF route(int from, int to, double fromOffset = 0, double toOffset = 0) const;
    /// Whether the line runs behind a node other than its ends.
    bool hitsNode(const QPolygonF& line, int from, int to) const { return firstHit(line, from, to) >= 0; }

  private:
    int firstHit(const QPolygonF& line, int from, int to) const;
    int hits(const QPolygonF& line, int from, int to) const;
    QPolygonF along(int from, int to, double fromOffset, double toOffset, bool mirrored) const;
    QPolygonF sameSide(int from, int to, double fromOffset, double toOffset) const;

    std::vector<QRectF> m_nodes;
};

}  // namespace slipway::gui
