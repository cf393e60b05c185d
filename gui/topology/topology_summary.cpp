#include "gui/topology/topology_summary.h"

#include <QCoreApplication>
#include <QSet>
#include <algorithm>

#include "gui/topology/edge_look.h"

namespace slipway::gui {
namespace {

QString words(const char* text) {
    return QCoreApplication::translate("Topology", text);
}

/// Two texts, so that English reads well where no translation is loaded.
QString counted(int n, const char* one, const char* many) {
    return QString(words(n == 1 ? one : many)).arg(n);
}

}  // namespace

TopologySummary summarize(const Topology& topology) {
    TopologySummary summary;
    summary.hub = topology.mode != QLatin1String("p2p");
    QSet<QString> joined;
    for (const TopologyNode& node : topology.nodes)
        summary.services += node.kind != TopologyNode::Kind::Gateway;
    for (const TopologyEdge& edge : topology.edges) {
        const EdgeHealth health = edgeHealth(edge);
        const TopologyNode* from = topology.node(edge.from);
        const TopologyNode* to = topology.node(edge.to);
        if (!from || !to)
            continue;
        summary.unused += health == EdgeHealth::Unused;
        summary.undeclared += !edge.declared && health != EdgeHealth::Unused;
        summary.withErrors += health >= EdgeHealth::Errors;
        if (health == EdgeHealth::Unused)
            continue;
        if (from->kind == TopologyNode::Kind::Gateway) {
            ++summary.entries;
            continue;
        }
        ++summary.calls;
        summary.crossTeam += from->owner != to->owner;
        summary.directLinks += std::max(1, from->desired) * std::max(1, to->desired);
        joined << edge.from << edge.to;
    }
    for (const QString& id : joined)
        summary.spokes += std::max(1, topology.node(id)->desired);
    return summary;
}

QString callsText(const TopologySummary& summary) {
    return counted(summary.calls, QT_TRANSLATE_NOOP("Topology", "%1 call"), QT_TRANSLATE_NOOP("Topology", "%1 calls")) +
           QStringLiteral(", ") +
           counted(summary.entries, QT_TRANSLATE_NOOP("Topology", "%1 entry"),
                   QT_TRANSLATE_NOOP("Topology", "%1 entries"));
}

QString modeText(const TopologySummary& summary) {
    const QString mode = summary.hub ? QCoreApplication::translate("Topology", "Hub and spoke")
                                     : QCoreApplication::translate("Topology", "Peer to peer");
    return mode + QStringLiteral(" · ") + callsText(summary);
}

QString modeExplanation(const TopologySummary& summary) {
    if (summary.directLinks == 0) {
        return summary.hub ? QCoreApplication::translate(
                                 "Topology",
                                 "No service has called another yet. Calls between services run through "
                                 "the gateway, where they are measured.")
                           : QCoreApplication::translate("Topology", "No service has called another yet.");
    }
    if (summary.hub) {
        return QCoreApplication::translate(
                   "Topology",
                   "Calls between services run through the gateway: %1 connections to the hub in "
                   "place of %2 between instances.")
            .arg(summary.spokes)
            .arg(summary.directLinks);
    }
    return QCoreApplication::translate(
               "Topology",
               "Each caller balances straight to the instances it calls: %1 connections, where a "
               "hub would keep %2.")
        .arg(summary.directLinks)
        .arg(summary.spokes);
}

}  // namespace slipway::gui
