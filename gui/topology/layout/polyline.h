#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <vector>

namespace slipway::gui {

/// Whether the segment touches the inside of the rectangle.
bool segmentMeetsRect(QPointF a, QPointF b, const QRectF& rect);
bool polylineMeetsRect(const QPolygonF& line, const QRectF& rect);
double polylineLength(const QPolygonF& line);

struct PolylinePoint {
    QPointF at;
    QPointF direction;  ///< unit vector
};
/// The point at share `t` (0-1) of the length. An empty line gives the origin, facing right.
PolylinePoint pointAlong(const QPolygonF& line, double t);
/// Squared distance of `p` from the line; huge for an empty one.
double squaredDistance(const QPolygonF& line, QPointF p);
/// `count` points at even distances: what two routes need to be blended into each other.
QPolygonF resampled(const QPolygonF& line, int count);

/// A stretch that a route runs straight along the flow, from x `from` to x `to`, at height `y`.
struct Passage {
    double from;
    double to;
    double y;
};
/// The smooth line through the passages: each joined to the next by an S that leaves and arrives along the flow, so it
/// never leaves the gap between them. `fine`: enough points for antialiased drawing at zoom 2; else few, for graphs of
/// hundreds of edges.
QPolygonF throughPassages(const std::vector<Passage>& passages, bool fine = true);

/// A cubic in `steps` pieces, without its first point.
void appendCubic(QPolygonF& line, QPointF a, QPointF control1, QPointF control2, QPointF b, int steps);

}  // namespace slipway::gui
