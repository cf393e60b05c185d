#pragma once

#include <QRectF>
#include <vector>

#include "gui/models/store.h"

class QPainter;

/// Small drawings that tables, cards and the inspector share. The painter's state is kept.
namespace slipway::gui {

/// A rounded panel with a hairline.
void paintPanel(QPainter& painter, const QRectF& rect, const QColor& fill, const QColor& line = {},
                double radius = metric::kCardRadius);

/// The last `samples` values as a line that ends at the right edge; gaps stay gaps. 1 px antialiased lines and an
/// opaque fill: the quick way on a raster surface.
void paintSparkline(QPainter& painter, const QRectF& rect, const std::vector<double>& values, int samples,
                    const QColor& color);

/// A rounded badge with the team's initials and colour; a dashed outline and "?" for a service that nobody owns.
void paintTeamBadge(QPainter& painter, const QRectF& rect, const QString& team, const QColor& color);

/// Five short bars, one a phase (start, health, shift, drain, stop): what is done, what runs, what is to come.
void paintPhaseBars(QPainter& painter, const QRectF& rect, Phase phase, bool failed);

/// A bar that is `share` full (0-1).
void paintProgress(QPainter& painter, const QRectF& rect, double share, const QColor& color);

/// The phases of a rollout in their order.
inline constexpr Phase kPhases[] = {Phase::Start, Phase::Health, Phase::Shift, Phase::Drain, Phase::Stop};
/// 0 for None and Start, 5 for Done.
int phaseIndex(Phase phase);
/// How much of an operation is behind, 0-1: whole instances, and phases of those that are under way.
double operationShare(const Operation& operation);

}  // namespace slipway::gui
