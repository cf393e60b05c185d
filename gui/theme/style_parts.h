#pragma once

#include <QColor>
#include <QPainter>
#include <QRect>

/// What the files of Style share.
namespace slipway::gui::style {

inline constexpr auto kKindProperty = "slipwayButtonKind";
inline constexpr int kIconGap = 7;  ///< between a button's icon and its text

inline void panel(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& line, double radius) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(line.isValid() ? QPen(line, 1) : QPen(Qt::NoPen));
    painter->setBrush(fill);
    const QRectF crisp = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->drawRoundedRect(line.isValid() ? crisp : QRectF(rect), radius, radius);
    painter->restore();
}

}  // namespace slipway::gui::style
