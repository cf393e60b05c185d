#pragma once

#include <QGraphicsItem>
#include <QStringList>
#include <vector>

#include "gui/topology/edge_look.h"
#include "gui/topology/label_placer.h"

namespace slipway::gui {

/// A label that an edge could bear.
struct EdgeLabel {
    int edge = -1;
    QStringList texts;  ///< wordings, longest first
    EdgeHealth health = EdgeHealth::Healthy;
    bool wanted = false;  ///< under the pointer or selected, or touches the selected node: placed first
    bool alone = false;   ///< itself under the pointer or selected: shown even where it hides other lines
};

/// The labels of all edges, in 11 px type whatever the zoom. arrange() gives them places; between two calls they stay.
class LabelLayer : public QGraphicsItem {
  public:
    LabelLayer();

    /// `lines` are all routes, parallel to edge numbers; `nodes` the rectangles that labels keep off. At zooms below
    /// 0.45 only wanted labels are shown.
    void arrange(const std::vector<EdgeLabel>& labels, const std::vector<QPolygonF>& lines,
                 const std::vector<QRectF>& nodes, double zoom);
    void setStale(bool stale);
    /// Takes away the labels of these edges, which are moving.
    void drop(const std::vector<int>& edges);

    /// For tests: what is shown, in scene units.
    struct Shown {
        int edge = -1;
        QString text;
        QRectF rect;
        EdgeHealth health = EdgeHealth::Healthy;
        bool operator==(const Shown&) const = default;
    };
    const std::vector<Shown>& shown() const { return m_shown; }
    static constexpr int kPixels = 11;

    QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

  private:
    std::vector<Shown> m_shown;
    QRectF m_bounds;
    double m_zoom = 1;
    bool m_stale = false;
};

}  // namespace slipway::gui
