#pragma once

#include <QRectF>
#include <QString>

class QFontMetricsF;
class QPainter;

namespace slipway::gui {

/// Draws `text` in one line with every digit in a cell of the same width, so that a number that ticks does not shake
/// its neighbours. Qt 6.4 can't switch on the font's own tabular figures (QFont::setFeature came with 6.7). Colour and
/// font are the painter's.
void drawTabular(QPainter& painter, const QRectF& rect, int alignment, const QString& text);

/// The width that drawTabular() takes.
double tabularWidth(const QFontMetricsF& metrics, const QString& text);

}  // namespace slipway::gui
