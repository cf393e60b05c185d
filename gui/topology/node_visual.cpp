#include "gui/topology/node_visual.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/topology/edge_look.h"

namespace slipway::gui {
namespace {

QString readyOf(const TopologyNode& node) {
    return QCoreApplication::translate("Topology", "%1 of %2 ready").arg(node.ready).arg(node.desired);
}

QStringList factsOf(const TopologyNode& node, bool& bad) {
    const QString dot = QStringLiteral(" · ");
    // The gateway has no replicas to count.
    const auto withReady = [&](const QString& state) {
        return node.kind == TopologyNode::Kind::Gateway ? QStringList{state}
                                                        : QStringList{state + dot + readyOf(node), state};
    };
    bad = false;
    switch (node.state) {
        case ServiceState::Failing:
            bad = true;
            return withReady(QCoreApplication::translate("Topology", "Failing"));
        case ServiceState::Starting:
            return withReady(QCoreApplication::translate("Topology", "Starting"));
        case ServiceState::Stopped:
            return {QCoreApplication::translate("Topology", "Stopped")};
        default:
            break;
    }
    if (!(node.rps > 0))
        return {QCoreApplication::translate("Topology", "No traffic")};
    const QString rate = QCoreApplication::translate("Topology", "%1 rps").arg(format::rate(node.rps));
    if (std::isnan(node.p95Us))
        return {rate};
    const QString latency = format::latency(node.p95Us);
    return {rate + dot + QCoreApplication::translate("Topology", "p95 %1").arg(latency), rate + dot + latency, rate};
}

/// The operation without its service, whose node it stands on.
QString verb(const QString& kind) {
    if (kind == QLatin1String("redeploy"))
        return QCoreApplication::translate("Topology", "Redeploy");
    if (kind == QLatin1String("scale"))
        return QCoreApplication::translate("Topology", "Scale");
    if (kind == QLatin1String("restart"))
        return QCoreApplication::translate("Topology", "Restart");
    if (kind == QLatin1String("stop"))
        return QCoreApplication::translate("Topology", "Stop");
    if (kind == QLatin1String("start"))
        return QCoreApplication::translate("Topology", "Start");
    return kind;
}

double progressOf(Phase phase) {
    switch (phase) {
        case Phase::Start:
            return 0.1;
        case Phase::Health:
            return 0.35;
        case Phase::Shift:
            return 0.6;
        case Phase::Drain:
            return 0.75;
        case Phase::Stop:
            return 0.9;
        case Phase::Done:
            return 1;
        case Phase::None:
            break;
    }
    return 0;
}

}  // namespace

TeamLook teamLook(const QString& key, const Topology& topology) {
    if (key.isEmpty())
        return {{}, {}, {}, colors().unknown};
    const Team* team = topology.team(key);
    const QString name = team && !team->name.isEmpty() ? team->name : key;
    return {key, name, Theme::initials(name), Theme::current().team(key, team ? team->color : QString())};
}

NodeVisual nodeVisual(const TopologyNode& node, const Topology& topology) {
    NodeVisual visual;
    visual.id = node.id;
    visual.label = node.label.isEmpty() ? node.id : node.label;
    visual.kind = node.kind;
    visual.status = statusOf(node.state);
    visual.facts = factsOf(node, visual.factsAreBad);
    const TeamLook team = teamLook(node.owner, topology);
    visual.team = node.kind == TopologyNode::Kind::Gateway ? colors().accent : team.color;
    visual.initials = team.initials;
    for (const NodeInstance& instance : node.instances) {
        if (instance.state != InstanceState::Stopped)
            visual.instances.push_back(statusOf(instance.state));
    }
    if (node.kind == TopologyNode::Kind::Service)
        visual.missing = std::max(0, node.desired - static_cast<int>(visual.instances.size()));
    return visual;
}

NodeProgress nodeProgress(const Operation& operation) {
    NodeProgress progress;
    const int total = std::max(1, operation.total);
    progress.fraction =
        std::clamp((operation.done + (operation.done < total ? progressOf(operation.phase) : 0)) / total, 0.0, 1.0);
    QStringList parts{verb(operation.kind)};
    const QString phase = phaseText(operation.phase).toLower();
    if (!phase.isEmpty() && operation.phase != Phase::Done)
        parts << phase;
    progress.text = parts.join(QStringLiteral(" · "));
    if (operation.total > 1)
        progress.text +=
            QStringLiteral(" %1/%2").arg(std::min(operation.done + 1, operation.total)).arg(operation.total);
    return progress;
}

NodeBadge nodeBadge(const Receipt& receipt) {
    if (!receipt.succeeded()) {
        return {receiptStatus(receipt), outcomeTitle(receipt)};
    }
    const QString failed = QCoreApplication::translate("Topology", "%1 failed").arg(format::count(receipt.failed));
    const bool scaled = receipt.replicasTo >= 0 && receipt.replicasFrom >= 0;
    const QString change = scaled ? QStringLiteral("%1 → %2").arg(receipt.replicasFrom).arg(receipt.replicasTo)
                           : receipt.from != receipt.to ? QStringLiteral("r%1 → r%2").arg(receipt.from).arg(receipt.to)
                                                        : verb(receipt.kind);
    return {receipt.failed > 0 ? Status::Degraded : Status::Ok, change + QStringLiteral(" · ") + failed};
}

QString describe(const TopologyNode& node, const Topology& topology) {
    QStringList parts{node.label.isEmpty() ? node.id : node.label};
    if (node.kind == TopologyNode::Kind::Gateway) {
        parts << QCoreApplication::translate("Topology", "gateway");
    } else {
        if (node.kind == TopologyNode::Kind::External)
            parts << QCoreApplication::translate("Topology", "external");
        parts << (node.owner.isEmpty()
                      ? QCoreApplication::translate("Topology", "no owner")
                      : QCoreApplication::translate("Topology", "team %1").arg(teamLook(node.owner, topology).name));
    }
    parts << serviceStateText(node.state).toLower();
    if (node.kind != TopologyNode::Kind::Gateway)
        parts << readyOf(node);
    if (node.rps > 0)
        parts << QCoreApplication::translate("Topology", "%1 requests per second").arg(format::rate(node.rps));
    if (!std::isnan(node.p95Us))
        parts << QCoreApplication::translate("Topology", "p95 %1").arg(format::latency(node.p95Us));
    return parts.join(QStringLiteral(", "));
}

QString describe(const TopologyEdge& edge, const Topology& topology) {
    const auto name = [&](const QString& id) {
        const TopologyNode* node = topology.node(id);
        return node && !node->label.isEmpty() ? node->label : id;
    };
    QString text = QCoreApplication::translate("Topology", "%1 calls %2: ").arg(name(edge.from), name(edge.to));
    if (edgeHealth(edge) == EdgeHealth::Unused)
        return text + QCoreApplication::translate("Topology", "declared, no calls yet");
    QStringList parts{QCoreApplication::translate("Topology", "%1 requests per second").arg(format::rate(edge.rps))};
    if (!std::isnan(edge.p95Us))
        parts << QCoreApplication::translate("Topology", "p95 %1").arg(format::latency(edge.p95Us));
    const double share = errorShare(edge);
    parts << (share > 0 ? QCoreApplication::translate("Topology", "%1 % errors").arg(share * 100, 0, 'f', 1)
                        : QCoreApplication::translate("Topology", "no errors"));
    if (edge.async)
        parts << QCoreApplication::translate("Topology", "asynchronous");
    if (!edge.declared)
        parts << QCoreApplication::translate("Topology", "undeclared");
    return text + parts.join(QStringLiteral(", "));
}

}  // namespace slipway::gui
