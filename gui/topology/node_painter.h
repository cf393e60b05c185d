#pragma once

#include <QRectF>

#include "gui/topology/node_visual.h"

class QPainter;

namespace slipway::gui {

/// How much of a node there is room for at a zoom. Text never shrinks below 11 pixels on the screen: lines are left out
/// instead.
enum class NodeDetail {
    Box,    ///< below 0.45: a rectangle with the team's bar, in the colour of a bad state
    Name,   ///< below 0.62: name and state
    Brief,  ///< below 0.76: and rates
    Full,   ///< and replica squares and the owner's initials
};
NodeDetail nodeDetail(double zoom);

/// Paints a node with its top left corner at the painter's origin, in scene units (156 x 60). Strokes and text are laid
/// out in pixels of the screen, so that they stay crisp at every zoom. Leaves the painter as it was.
void paintNode(QPainter& painter, const NodeVisual& visual, double zoom);

/// How replicas are shown in a row of `width` pixels: squares of `side` in `rows` rows, `shown` of them, the rest as
/// "+N".
struct ReplicaGrid {
    double side = 8;
    double gap = 3;
    int rows = 1;
    int perRow = 0;
    int shown = 0;
    int hidden = 0;
};
ReplicaGrid replicaGrid(int count, double width, double scale, double plusWidth);

}  // namespace slipway::gui
