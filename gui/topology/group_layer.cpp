#include "gui/topology/group_layer.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>
#include <cmath>

namespace slipway::gui {

GroupLayer::GroupLayer() {
    setZValue(0);
}

void GroupLayer::setBoxes(std::vector<Box> boxes) {
    prepareGeometryChange();
    m_boxes = std::move(boxes);
    m_bounds = {};
    for (const Box& box : m_boxes)
        m_bounds |= box.rect.adjusted(-2, -2, 2, 2);
    update();
}

void GroupLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    const Colors& theme = colors();
    const double zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const double unit = 1 / zoom;
    const QFont font = Theme::current().font(
        std::max(type::kCaption, static_cast<int>(std::lround(type::kSmall * zoom))), QFont::DemiBold);
    const QFontMetricsF metrics(font);
    for (const Box& box : m_boxes) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(mix(theme.background, box.team.color, 0.4), unit));
        painter->setBrush(mix(theme.background, box.team.color, theme.background.lightness() < 128 ? 0.07 : 0.08));
        painter->drawRoundedRect(box.rect, 12, 12);
        if (zoom < 0.3)
            continue;
        painter->save();
        painter->translate(box.rect.left() + 14, box.rect.top() + 14);
        painter->scale(unit, unit);
        painter->setFont(font);
        const double room = (box.rect.width() - 24) * zoom;
        painter->setPen(mix(theme.text, box.team.color, 0.3));
        const QString title = metrics.elidedText(box.team.name, Qt::ElideRight, room);
        painter->drawText(QPointF(0, std::round(metrics.capHeight() / 2)), title);
        painter->restore();
    }
}

}  // namespace slipway::gui
