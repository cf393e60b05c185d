#pragma once

#include <QGraphicsItem>
#include <vector>

#include "gui/topology/graph.h"
#include "gui/topology/node_visual.h"

namespace slipway::gui {

/// The boxes of teams behind their nodes, while nodes are grouped.
class GroupLayer : public QGraphicsItem {
  public:
    struct Box {
        TeamLook team;
        QRectF rect;
        int services = 0;
    };

    GroupLayer();
    void setBoxes(std::vector<Box> boxes);
    const std::vector<Box>& boxes() const { return m_boxes; }

    QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

  private:
    std::vector<Box> m_boxes;
    QRectF m_bounds;
};

}  // namespace slipway::gui
