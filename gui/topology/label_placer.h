#pragma once

#include <QPolygonF>
#include <QRectF>
#include <vector>

namespace slipway::gui {

/// A label that wants a place on its edge. Sizes are in scene units at the zoom in force, from the longest wording to
/// the shortest.
struct LabelWish {
    int edge = -1;  ///< index of its line among all lines
    QPolygonF line;
    std::vector<QSizeF> sizes;
    double mostHarm =
        1e9;           ///< dropped where every place harms more: 10 for each line hidden, 8 for seeming to be another's
    int priority = 0;  ///< higher is placed first; ties by the edge's number
    bool onLine = false;  ///< where nothing beside the line is free, it may lie on a steep stretch of it
};

struct PlacedLabel {
    int edge = -1;
    int wording = 0;  ///< index into sizes
    QRectF rect;
};

/// Places labels beside their edges at 0.5, 0.35 and 0.65 of the length, then nearer the ends, above the line or below
/// it, `distance` from it, where they touch no obstacle, no label placed before, and not their own line. Among free
/// places the one wins that hides and misleads least (other lines run through it, or nearer to it), then the one with
/// the longest wording, then the one nearest to the middle. A label without a place is dropped. Cost: O(labels *
/// (obstacles + lines)).
std::vector<PlacedLabel> placeLabels(std::vector<LabelWish> wishes, const std::vector<QRectF>& obstacles,
                                     const std::vector<QPolygonF>& lines, double distance);

}  // namespace slipway::gui
