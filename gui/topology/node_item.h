#pragma once

#include <QGraphicsItem>

#include "gui/topology/node_visual.h"

namespace slipway::gui {

/// A node in the scene. Its position is the node's centre. It draws and no more: the view handles all input.
class NodeItem : public QGraphicsItem {
  public:
    NodeItem();

    const NodeVisual& visual() const { return m_visual; }
    /// Repaints only where something that is seen changed.
    void setVisual(NodeVisual visual);
    /// Changes one property: `change` gets the visual.
    template <class Change>
    void update(Change change) {
        NodeVisual next = m_visual;
        change(next);
        setVisual(std::move(next));
    }
    using QGraphicsItem::update;

    QRectF sceneRect() const;
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

  private:
    NodeVisual m_visual;
};

}  // namespace slipway::gui
