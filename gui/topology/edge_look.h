#pragma once

#include <QColor>
#include <QString>
#include <QStringList>

#include "gui/models/shapes.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

/// How an edge fares, from what was measured of it.
enum class EdgeHealth {
    Unused,   ///< declared, and no call since the project came up
    Healthy,  ///< fewer than 0.1 % of calls fail
    Errors,   ///< 0.1 % and more
    Failing,  ///< 5 % and more
};

/// Share of calls that failed, 0-1: of the last second where there were calls, else 0.
double errorShare(const TopologyEdge& edge);
EdgeHealth edgeHealth(const TopologyEdge& edge);

/// 1 + 0.7·log10(1 + rps), in pixels. Not measured counts as none.
double edgeWidth(double rps);
QColor edgeColor(EdgeHealth health, const Colors& colors);

/// All that the drawing of an edge depends on, but its route. Equal looks need no repaint, so widths are held in
/// quarters of a pixel.
struct EdgeLook {
    EdgeHealth health = EdgeHealth::Unused;
    int quarterPixels = 4;
    bool async = false;
    bool declared = true;

    double width() const { return quarterPixels / 4.0; }
    bool operator==(const EdgeLook&) const = default;
};
EdgeLook edgeLook(const TopologyEdge& edge);

/// What edge labels say. `V` goes round.
enum class LabelMode {
    Auto,     ///< all numbers, on edges with errors, under the pointer and selected
    Rate,     ///< requests a second, on every edge with traffic
    Latency,  ///< p95, likewise
    Errors,   ///< share of errors, likewise
};
LabelMode nextLabelMode(LabelMode mode);
QString labelModeText(LabelMode mode);

/// The label's wordings from the longest to the shortest, lines parted by '\n'; empty where the mode has nothing to say
/// of this edge. `wanted`: under the pointer or selected.
QStringList labelTexts(const TopologyEdge& edge, LabelMode mode, bool wanted);

}  // namespace slipway::gui
