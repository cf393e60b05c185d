#pragma once

#include "gui/topology/layout/layered_layout.h"

namespace slipway::gui {

enum class Arrange {
    KeepKnown,   ///< nodes that stand somewhere stay; newcomers go near their neighbours
    StartAgain,  ///< only the user's pins stay
};

/// A layered layout that suits `options.room`: where it would not fit at zoom 1, columns move together and rows apart
/// as far as both stay readable, because text that must shrink says less than a short edge. Up to 150 edges; larger
/// graphs don't fit either way. Errors: as layeredLayout.
tl::expected<Layout, LayoutFailure> layoutForRoom(const Graph& graph, const LayoutOptions& options,
                                                  const std::stop_token& stop = {});

/// The rectangle of all nodes and routes.
QRectF boundsOf(const Layout& layout);

/// What the view shows: layeredLayout for what has no place yet, and what stands already left alone. Where the layered
/// layout refuses, a grid with a notice; with `options.hub` and few nodes a ring round it; so it always gives a valid
/// layout, except when cancelled. Thread: any. Errors: Cancelled, BadGraph.
tl::expected<Layout, LayoutFailure> arrange(const Graph& graph, const LayoutOptions& options, Arrange how,
                                            const std::stop_token& stop = {});

/// Rows and columns by id, edges routed between them.
Layout gridLayout(const Graph& graph, const LayoutOptions& options);

/// Draws again the routes whose ends moved away from `centres`, or that a node now stands on; keeps the others.
/// `routes` is parallel to the edges; an empty route is drawn. Returns the number of routes drawn.
int mendRoutes(const Graph& graph, const std::vector<QPointF>& centres, std::vector<QPolygonF>& routes);

/// The place nearest to `wanted` where a node keeps `gap` from all `taken`: searched up and down first, then to the
/// sides.
QPointF freePlace(QPointF wanted, const std::vector<QPointF>& taken, double gap);

}  // namespace slipway::gui
