#pragma once

#include <QString>

#include "gui/models/shapes.h"

namespace slipway::gui {

/// What a topology comes to in numbers. "Calls" are edges between services; edges from the gateway are counted apart.
struct TopologySummary {
    int services = 0;
    int calls = 0;       ///< edges between services that were used
    int entries = 0;     ///< edges from the gateway that were used
    int unused = 0;      ///< declared and never used
    int undeclared = 0;  ///< used and not declared
    int withErrors = 0;
    int crossTeam = 0;  ///< calls between services of two owners
    int directLinks =
        0;           ///< connections between instances if each caller's instance dials each callee's: what p2p keeps
    int spokes = 0;  ///< instances that call or are called: what a hub keeps connections to
    bool hub = false;
};
TopologySummary summarize(const Topology& topology);

/// "4 calls, 5 entries".
QString callsText(const TopologySummary& summary);
/// "Hub and spoke · 4 calls, 5 entries".
QString modeText(const TopologySummary& summary);
/// A sentence on what the mode means for connections.
QString modeExplanation(const TopologySummary& summary);

}  // namespace slipway::gui
