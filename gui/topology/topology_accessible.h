#pragma once

namespace slipway::gui {

class TopologyView;

/// Makes screen readers see a TopologyView as a list of its nodes, each with a sentence on its state, whom it calls and
/// who calls it. A QGraphicsView exposes nothing by itself. Idempotent. Thread: GUI.
void installTopologyAccessibility();

/// Tells assistive tools that a node took the keyboard's focus.
void announceFocus(TopologyView* view, int node);

}  // namespace slipway::gui
