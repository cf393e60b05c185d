#include "gui/topology/node_item.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include "gui/topology/graph.h"
#include "gui/topology/node_painter.h"

namespace slipway::gui {

NodeItem::NodeItem() {
    setZValue(2);
}

void NodeItem::setVisual(NodeVisual visual) {
    if (visual == m_visual)
        return;
    m_visual = std::move(visual);
    update();
}

QRectF NodeItem::sceneRect() const {
    return nodeRect(pos());
}

QRectF NodeItem::boundingRect() const {
    return nodeRect({0, 0}).adjusted(-1, -1, 1, 1);
}

void NodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const double zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    Q_UNUSED(option)
    painter->save();
    painter->translate(nodeRect({0, 0}).topLeft());
    paintNode(*painter, m_visual, zoom);
    painter->restore();
}

}  // namespace slipway::gui
