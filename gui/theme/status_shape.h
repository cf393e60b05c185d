#pragma once

#include <QRectF>

#include "gui/theme/tokens.h"

class QPainter;

namespace slipway::gui {

/// Draws the status as its shape in its colour, centred in `rect` (square, 8-16 px): disc ok, triangle degraded, cross
/// failing, dashed ring pending, square stopped, ring unknown. `phase` (0-1) turns the pending ring; callers that don't
/// animate leave it at 0.
void paintStatus(QPainter& painter, const QRectF& rect, Status status, double phase = 0.0);
/// The same in a colour of the caller's, as for text on an accent ground.
void paintStatus(QPainter& painter, const QRectF& rect, Status status, const QColor& color, double phase = 0.0);

/// "Ready", "Degraded"... translated; what a screen reader and a tooltip say.
QString statusText(Status status);

}  // namespace slipway::gui
