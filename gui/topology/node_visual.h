#pragma once

#include <QColor>
#include <QString>
#include <optional>
#include <vector>

#include "gui/models/shapes.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

/// What a node shows of an operation that runs on its service.
struct NodeProgress {
    double fraction = 0;  ///< 0-1
    QString text;         ///< "Redeploy · shift 1/2"
    bool operator==(const NodeProgress&) const = default;
};

/// What a node shows for a while after a rollout.
struct NodeBadge {
    Status status = Status::Ok;
    QString text;  ///< "r1 → r2 · 0 failed"
    bool operator==(const NodeBadge&) const = default;
};

/// All that the drawing of a node depends on, but place and zoom. Equal visuals need no repaint.
struct NodeVisual {
    QString id;
    QString label;
    TopologyNode::Kind kind = TopologyNode::Kind::Service;
    Status status = Status::Unknown;
    QStringList facts;  ///< second line, from the longest wording to the shortest
    bool factsAreBad = false;
    QColor team;
    QString initials;  ///< empty: unowned
    std::vector<Status> instances;
    int missing = 0;  ///< wanted instances that do not exist
    std::optional<NodeProgress> progress;
    std::optional<NodeBadge> badge;
    bool selected = false;
    bool hovered = false;
    bool dimmed = false;  ///< outside of a filter, a search or a neighbourhood
    bool stale = false;   ///< the daemon is lost: what is shown is old
    bool pinned = false;
    double phase = 0;  ///< 0-1, of the pulse while pending, and once when ready; 0: none

    bool operator==(const NodeVisual&) const = default;
};

/// From the topology's node; selection, filters and operations are the view's to add.
NodeVisual nodeVisual(const TopologyNode& node, const Topology& topology);
NodeProgress nodeProgress(const Operation& operation);
NodeBadge nodeBadge(const Receipt& receipt);

/// A sentence for screen readers, tooltips and tests: "orders, team Order desk, degraded, 2 of 3 ready, 430 requests
/// per second, p95 70 ms".
QString describe(const TopologyNode& node, const Topology& topology);
/// "orders calls users: 4 requests per second, p95 2.1 ms, no errors".
QString describe(const TopologyEdge& edge, const Topology& topology);

/// The name of a team as shown, its colour and initials. Unowned: an empty name and the unknown colour.
struct TeamLook {
    QString key;
    QString name;
    QString initials;
    QColor color;
};
TeamLook teamLook(const QString& key, const Topology& topology);

}  // namespace slipway::gui
