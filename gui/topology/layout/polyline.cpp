#include "gui/topology/layout/polyline.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace slipway::gui {

bool segmentMeetsRect(QPointF a, QPointF b, const QRectF& rect) {
    // Liang-Barsky: clip the segment's parameter range against the four sides.
    double enter = 0;
    double leave = 1;
    const QPointF d = b - a;
    const auto clip = [&](double along, double distance) {
        if (along == 0)
            return distance > 0;
        const double t = distance / along;
        if (along < 0)
            enter = std::max(enter, t);
        else
            leave = std::min(leave, t);
        return enter < leave;
    };
    return clip(-d.x(), a.x() - rect.left()) && clip(d.x(), rect.right() - a.x()) && clip(-d.y(), a.y() - rect.top()) &&
           clip(d.y(), rect.bottom() - a.y());
}

bool polylineMeetsRect(const QPolygonF& line, const QRectF& rect) {
    for (int i = 1; i < line.size(); ++i) {
        if (segmentMeetsRect(line[i - 1], line[i], rect))
            return true;
    }
    return false;
}

double polylineLength(const QPolygonF& line) {
    double length = 0;
    for (int i = 1; i < line.size(); ++i)
        length += std::hypot(line[i].x() - line[i - 1].x(), line[i].y() - line[i - 1].y());
    return length;
}

PolylinePoint pointAlong(const QPolygonF& line, double t) {
    if (line.isEmpty())
        return {{0, 0}, {1, 0}};
    double left = polylineLength(line) * std::clamp(t, 0.0, 1.0);
    PolylinePoint last{line.front(), {1, 0}};
    for (int i = 1; i < line.size(); ++i) {
        const QPointF d = line[i] - line[i - 1];
        const double length = std::hypot(d.x(), d.y());
        if (length <= 0)
            continue;
        if (left <= length)
            return {line[i - 1] + d * (left / length), d / length};
        left -= length;
        last = {line[i], d / length};
    }
    return last;
}

double squaredDistance(const QPolygonF& line, QPointF p) {
    double best = std::numeric_limits<double>::max();
    for (int i = 1; i < line.size(); ++i) {
        const QPointF d = line[i] - line[i - 1];
        const double lengthSquared = QPointF::dotProduct(d, d);
        const double t =
            lengthSquared > 0 ? std::clamp(QPointF::dotProduct(p - line[i - 1], d) / lengthSquared, 0.0, 1.0) : 0;
        const QPointF off = p - (line[i - 1] + d * t);
        best = std::min(best, QPointF::dotProduct(off, off));
    }
    return best;
}

QPolygonF resampled(const QPolygonF& line, int count) {
    QPolygonF result;
    if (line.isEmpty() || count < 2)
        return line;
    result.reserve(count);
    const double step = polylineLength(line) / (count - 1);
    result.append(line.front());
    double wanted = step;
    double walked = 0;
    for (int i = 1; i < line.size() && result.size() < count - 1; ++i) {
        const QPointF d = line[i] - line[i - 1];
        const double length = std::hypot(d.x(), d.y());
        while (length > 0 && walked + length >= wanted && result.size() < count - 1) {
            result.append(line[i - 1] + d * ((wanted - walked) / length));
            wanted += step;
        }
        walked += length;
    }
    while (result.size() < count)
        result.append(line.back());
    return result;
}

void appendCubic(QPolygonF& line, QPointF a, QPointF control1, QPointF control2, QPointF b, int steps) {
    for (int i = 1; i <= steps; ++i) {
        const double t = static_cast<double>(i) / steps;
        const double s = 1 - t;
        line.append(a * (s * s * s) + control1 * (3 * s * s * t) + control2 * (3 * s * t * t) + b * (t * t * t));
    }
}

QPolygonF throughPassages(const std::vector<Passage>& passages, bool fine) {
    QPolygonF line;
    const auto append = [&](QPointF p) {
        if (line.isEmpty() || line.back() != p)
            line.append(p);
    };
    for (std::size_t i = 0; i < passages.size(); ++i) {
        const QPointF start(passages[i].from, passages[i].y);
        if (i > 0) {
            const QPointF before(passages[i - 1].to, passages[i - 1].y);
            const double rise = std::abs(start.y() - before.y());
            if (rise > 0.5) {
                const double middle = (before.x() + start.x()) / 2;
                const int steps =
                    fine ? std::clamp(static_cast<int>((std::abs(start.x() - before.x()) + rise) / 9), 8, 24) : 5;
                appendCubic(line, before, {middle, before.y()}, {middle, start.y()}, start, steps);
            }
        }
        append(start);
        append({passages[i].to, passages[i].y});
    }
    // Points in the middle of a straight stretch say nothing.
    QPolygonF lean;
    lean.reserve(line.size());
    for (const QPointF& p : line) {
        if (lean.size() >= 2 && lean.back().y() == p.y() && lean[lean.size() - 2].y() == p.y())
            lean.back() = p;
        else
            lean.append(p);
    }
    return lean;
}

}  // namespace slipway::gui
