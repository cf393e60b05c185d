#pragma once

#include <QGraphicsItem>
#include <QPixmap>
#include <QPolygonF>
#include <vector>

#include "gui/topology/edge_look.h"

namespace slipway::gui {

/// What the layer draws of one edge.
struct DrawnEdge {
    QPolygonF route;  ///< from the caller to the callee
    EdgeLook look;
    bool hidden = false;
    bool dimmed = false;    ///< outside of a filter or neighbourhood
    bool selected = false;  ///< drawn last, in the accent colour
    bool related = false;   ///< touches the node that is selected or under the pointer: drawn strongly
};

/// All edges in one item: at 500 nodes and 2,000 edges, an item an edge took 13-43 ms a frame, this 2-11 (ux.md,
/// Technology). Graphs up to `kDirectLimit` edges are drawn antialiased at once. Larger ones are drawn as hairlines
/// while the view moves; refine() then draws them well into a pixmap, which paint() copies until the view moves again.
class EdgeLayer : public QGraphicsItem {
  public:
    static constexpr int kDirectLimit = 150;

    EdgeLayer();

    const std::vector<DrawnEdge>& edges() const { return m_edges; }
    void setEdges(std::vector<DrawnEdge> edges);
    /// Replaces one edge; repaints its surroundings where it differs. Returns whether it does.
    bool setEdge(int index, DrawnEdge edge);
    void setRoutes(const std::vector<QPolygonF>& routes);
    void setStale(bool stale);
    bool isLarge() const { return static_cast<int>(m_edges.size()) > kDirectLimit; }

    /// Draws a large graph into the pixmap for this transform (scene to viewport) and size. No-op for a small one.
    void refine(const QTransform& toViewport, const QSize& size, qreal ratio);
    void forgetRefined() { m_refined = {}; }
    bool isRefined() const { return !m_refined.isNull() && !m_dirty; }

    /// The edge nearest to `scenePoint` within `reach` scene units, or -1.
    int edgeAt(QPointF scenePoint, double reach) const;

    QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    /// Length of an arrow head, in pixels.
    static constexpr double kArrow = 7;

  private:
    struct Shape {
        QPolygonF shaft;  ///< the route up to the arrow head
        QRectF bounds;
        QPointF tip;
        QPointF direction;
    };
    Shape shapeOf(const QPolygonF& route) const;
    void rebuildBounds();
    void drawAll(QPainter& painter, const QRectF& exposed, double zoom) const;
    void drawMany(QPainter& painter, const QRectF& exposed, double zoom) const;
    void drawEdge(QPainter& painter, int index, double zoom) const;
    void drawHead(QPainter& painter, int index, double zoom) const;
    static int rankOf(const DrawnEdge& edge);  ///< higher is drawn later
    void drawHairlines(QPainter& painter, const QRectF& exposed) const;
    QColor colorOf(const DrawnEdge& edge) const;

    std::vector<DrawnEdge> m_edges;
    std::vector<Shape> m_shapes;
    QRectF m_bounds;
    bool m_stale = false;
    QPixmap m_refined;
    QTransform m_refinedTransform;
    bool m_dirty = false;  // edges changed since; the pixmap is shown until the next refine()
};

}  // namespace slipway::gui
