#include "gui/topology/topology_models.h"

#include <cmath>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/topology/edge_look.h"
#include "gui/topology/node_visual.h"

namespace slipway::gui {
namespace {

bool sameNumber(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

QString neighbours(const Topology& topology, const QString& id, bool calls) {
    QStringList names;
    for (const TopologyEdge& edge : topology.edges) {
        if ((calls ? edge.from : edge.to) == id)
            names << (calls ? edge.to : edge.from);
    }
    return names.join(QStringLiteral(", "));
}

QVariant alignment(bool isNumber) {
    return QVariant::fromValue(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
}

/// NaN sorts below all numbers.
double sortable(double number) {
    return std::isnan(number) ? -1 : number;
}

}  // namespace

void TopologyNodeModel::setTopology(const Topology& topology) {
    m_topology = topology;
    moveToRows(
        topology.nodes, [](const TopologyNode& node) -> const QString& { return node.id; },
        [](const TopologyNode& a, const TopologyNode& b) {
            return a.label != b.label || a.owner != b.owner || a.state != b.state || a.desired != b.desired ||
                   a.ready != b.ready || !sameNumber(a.rps, b.rps) || !sameNumber(a.p95Us, b.p95Us);
        });
}

QVariant TopologyNodeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const TopologyNode& node = rows()[index.row()];
    if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole)
        return index.column() == Name ? QVariant(describe(node, m_topology)) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() >= Ready && index.column() <= P95);
    if (role == kSortRole) {
        if (index.column() == Rate)
            return sortable(node.rps);
        if (index.column() == P95)
            return sortable(node.p95Us);
        if (index.column() == Ready)
            return node.ready;
    }
    if (role != Qt::DisplayRole && role != kSortRole)
        return {};
    switch (index.column()) {
        case Name:
            return node.label.isEmpty() ? node.id : node.label;
        case Owner:
            return node.kind == TopologyNode::Kind::Gateway ? QString() : teamLook(node.owner, m_topology).name;
        case State:
            return serviceStateText(node.state);
        case Ready:
            return node.kind == TopologyNode::Kind::Gateway ? QString()
                                                            : QStringLiteral("%1/%2").arg(node.ready).arg(node.desired);
        case Rate:
            return format::rate(node.rps);
        case P95:
            return format::latency(node.p95Us);
        case Calls:
            return neighbours(m_topology, node.id, true);
        case CalledBy:
            return neighbours(m_topology, node.id, false);
        default:
            return {};
    }
}

QVariant TopologyNodeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignment(section >= Ready && section <= P95);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
        case Name:
            return tr("Service");
        case Owner:
            return tr("Owner");
        case State:
            return tr("State");
        case Ready:
            return tr("Ready");
        case Rate:
            return tr("Requests/s");
        case P95:
            return tr("p95");
        case Calls:
            return tr("Calls");
        case CalledBy:
            return tr("Called by");
        default:
            return {};
    }
}

void TopologyEdgeModel::setTopology(const Topology& topology) {
    m_topology = topology;
    moveToRows(
        topology.edges, [](const TopologyEdge& edge) { return edge.from + QLatin1Char('\n') + edge.to; },
        [](const TopologyEdge& a, const TopologyEdge& b) {
            return a.requests != b.requests || a.tries != b.tries || a.retries != b.retries ||
                   a.declared != b.declared || a.async != b.async || !sameNumber(a.rps, b.rps) ||
                   !sameNumber(a.errorsPerS, b.errorsPerS) || !sameNumber(a.p50Us, b.p50Us) ||
                   !sameNumber(a.p95Us, b.p95Us);
        });
}

QVariant TopologyEdgeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const TopologyEdge& edge = rows()[index.row()];
    if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole)
        return index.column() == From ? QVariant(describe(edge, m_topology)) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() >= Rate && index.column() <= Retries);
    const bool sorting = role == kSortRole;
    if (role != Qt::DisplayRole && !sorting)
        return {};
    switch (index.column()) {
        case From:
            return edge.from;
        case To:
            return edge.to;
        case Health:
            switch (edgeHealth(edge)) {
                case EdgeHealth::Unused:
                    return tr("No calls yet");
                case EdgeHealth::Healthy:
                    return tr("Healthy");
                case EdgeHealth::Errors:
                    return tr("Errors");
                case EdgeHealth::Failing:
                    return tr("Failing");
            }
            return {};
        case Rate:
            return sorting ? QVariant(sortable(edge.rps)) : format::rate(edge.rps);
        case P50:
            return sorting ? QVariant(sortable(edge.p50Us)) : format::latency(edge.p50Us);
        case P95:
            return sorting ? QVariant(sortable(edge.p95Us)) : format::latency(edge.p95Us);
        case ErrorShare:
            return sorting ? QVariant(errorShare(edge)) : QStringLiteral("%1 %").arg(errorShare(edge) * 100, 0, 'f', 1);
        case Requests:
            return sorting ? QVariant(edge.requests) : format::count(edge.requests);
        case Tries:
            return sorting ? QVariant(edge.tries) : format::count(edge.tries);
        case Retries:
            return sorting ? QVariant(edge.retries) : format::count(edge.retries);
        case Declared:
            return edge.declared ? tr("Declared") : tr("Undeclared");
        default:
            return {};
    }
}

QVariant TopologyEdgeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignment(section >= Rate && section <= Retries);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
        case From:
            return tr("From");
        case To:
            return tr("To");
        case Health:
            return tr("State");
        case Rate:
            return tr("Requests/s");
        case P50:
            return tr("p50");
        case P95:
            return tr("p95");
        case ErrorShare:
            return tr("Errors");
        case Requests:
            return tr("Requests");
        case Tries:
            return tr("Tries");
        case Retries:
            return tr("Retries");
        case Declared:
            return tr("Contract");
        default:
            return {};
    }
}

}  // namespace slipway::gui
