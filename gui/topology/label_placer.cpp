#include "gui/topology/label_placer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "gui/topology/layout/polyline.h"

namespace slipway::gui {
namespace {

constexpr std::array kShares{0.5, 0.35, 0.65, 0.25, 0.75};

/// The rectangle of `size` beside the line at `point`, on the side of `normal`.
QRectF besideLine(const PolylinePoint& point, const QSizeF& size, double distance, int side) {
    QPointF normal(-point.direction.y(), point.direction.x());
    if (normal.y() > 0 || (normal.y() == 0 && normal.x() < 0))
        normal = -normal;  // up; of a vertical line: right
    normal *= side;
    const double reach = distance + std::abs(normal.x()) * size.width() / 2 + std::abs(normal.y()) * size.height() / 2;
    QRectF rect(QPointF(0, 0), size);
    rect.moveCenter(point.at + normal * reach);
    return rect;
}

bool meetsAny(const QRectF& rect, const std::vector<QRectF>& others) {
    return std::any_of(others.begin(), others.end(), [&](const QRectF& other) { return other.intersects(rect); });
}

}  // namespace

std::vector<PlacedLabel> placeLabels(std::vector<LabelWish> wishes, const std::vector<QRectF>& obstacles,
                                     const std::vector<QPolygonF>& lines, double distance) {
    std::stable_sort(wishes.begin(), wishes.end(),
                     [](const LabelWish& a, const LabelWish& b) { return a.priority > b.priority; });
    std::vector<QRectF> boxes;
    boxes.reserve(lines.size());
    for (const QPolygonF& line : lines)
        boxes.push_back(line.boundingRect().adjusted(-0.5, -0.5, 0.5, 0.5));
    std::vector<std::size_t> around;  // lines that could come near the wish at hand
    // What a place costs by the lines around it: those that it hides, and one that it seems to belong to more than to
    // its own.
    const auto disturbance = [&](const QRectF& rect, const QPolygonF& own) {
        const double ownDistance = squaredDistance(own, rect.center());
        const double reach = std::sqrt(ownDistance);
        const QRectF nearby = rect.adjusted(-reach, -reach, reach, reach);
        double cost = 0;
        bool mistaken = false;
        for (const std::size_t i : around) {
            if (!boxes[i].intersects(nearby))
                continue;
            cost += boxes[i].intersects(rect) && polylineMeetsRect(lines[i], rect) ? 10 : 0;
            mistaken = mistaken || squaredDistance(lines[i], rect.center()) < ownDistance;
        }
        return cost + (mistaken ? 8 : 0);
    };

    std::vector<PlacedLabel> placed;
    std::vector<QRectF> taken = obstacles;
    for (const LabelWish& wish : wishes) {
        PlacedLabel best;
        double least = 0;
        double reach = 0;
        for (const QSizeF& size : wish.sizes)
            reach = std::max(reach, 2 * (size.width() + size.height() + distance));
        const QRectF area = wish.line.boundingRect().adjusted(-reach, -reach, reach, reach);
        around.clear();
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (static_cast<int>(i) != wish.edge && boxes[i].intersects(area))
                around.push_back(i);
        }
        // Hiding another line is worse than a shorter wording, and that is worse than a place off the middle.
        const auto consider = [&](int wording, const QRectF& rect, double penalty) {
            if (best.edge >= 0 && penalty + wording * 3 >= least)
                return;
            if (meetsAny(rect, taken))
                return;
            const double harm = disturbance(rect, wish.line);
            const double cost = penalty + wording * 3 + harm;
            if (harm <= wish.mostHarm && (best.edge < 0 || cost < least)) {
                best = {wish.edge, wording, rect};
                least = cost;
            }
        };
        for (int wording = 0; wording < static_cast<int>(wish.sizes.size()); ++wording) {
            for (std::size_t i = 0; i < kShares.size(); ++i) {
                const PolylinePoint point = pointAlong(wish.line, kShares[i]);
                const double offMiddle = static_cast<double>(i) * 0.6;
                for (const int side : {1, -1}) {
                    const QRectF rect = besideLine(point, wish.sizes[wording], distance, side);
                    if (!polylineMeetsRect(wish.line, rect))
                        consider(wording, rect, offMiddle + (side < 0 ? 0.5 : 0));
                }
                if (wish.onLine && std::abs(point.direction.y()) > 0.7) {
                    QRectF rect(QPointF(0, 0), wish.sizes[wording]);
                    rect.moveCenter(point.at);
                    consider(wording, rect, offMiddle + 2);
                }
            }
        }
        if (best.edge >= 0) {
            placed.push_back(best);
            taken.push_back(best.rect);
        }
    }
    return placed;
}

}  // namespace slipway::gui
