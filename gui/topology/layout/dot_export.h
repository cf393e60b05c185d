#pragma once

#include <QString>

#include "gui/topology/graph.h"

namespace slipway::gui {

/// The graph in Graphviz's DOT language, left to right, groups as clusters; names are quoted, so any id is safe. With a
/// layout, nodes carry `pos` in points (72 an inch, y up) for `neato -n`.
QString toDot(const Graph& graph, const QString& name, const Layout* layout = nullptr);

}  // namespace slipway::gui
