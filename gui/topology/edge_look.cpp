#include "gui/topology/edge_look.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "gui/models/format.h"

namespace slipway::gui {
namespace {

QString rateText(const TopologyEdge& edge) {
    return QCoreApplication::translate("Topology", "%1/s").arg(format::rate(edge.rps));
}

QString errorText(const TopologyEdge& edge) {
    const double percent = errorShare(edge) * 100;
    const QString number =
        percent > 0 && percent < 0.1 ? QStringLiteral("<0.1") : QString::number(percent, 'f', percent < 9.95 ? 1 : 0);
    return QCoreApplication::translate("Topology", "%1 % err").arg(number);
}

}  // namespace

double errorShare(const TopologyEdge& edge) {
    if (std::isnan(edge.rps) || std::isnan(edge.errorsPerS) || edge.errorsPerS <= 0)
        return 0;
    return edge.rps > 0 ? std::min(1.0, edge.errorsPerS / edge.rps) : 1.0;
}

EdgeHealth edgeHealth(const TopologyEdge& edge) {
    const bool measured = edge.requests > 0 || edge.tries > 0 || edge.rps > 0;
    if (!measured)
        return EdgeHealth::Unused;
    const double share = errorShare(edge);
    return share >= 0.05 ? EdgeHealth::Failing : share >= 0.001 ? EdgeHealth::Errors : EdgeHealth::Healthy;
}

double edgeWidth(double rps) {
    return 1 + 0.7 * std::log10(1 + (rps > 0 ? rps : 0));
}

QColor edgeColor(EdgeHealth health, const Colors& colors) {
    switch (health) {
        case EdgeHealth::Unused:
            return mix(colors.background, colors.muted, 0.55);
        case EdgeHealth::Healthy:
            return mix(colors.background, colors.muted, 0.78);
        case EdgeHealth::Errors:
            return colors.warn;
        case EdgeHealth::Failing:
            return colors.err;
    }
    return colors.muted;
}

EdgeLook edgeLook(const TopologyEdge& edge) {
    return {edgeHealth(edge), static_cast<int>(std::lround(edgeWidth(edge.rps) * 4)), edge.async, edge.declared};
}

LabelMode nextLabelMode(LabelMode mode) {
    return mode == LabelMode::Errors ? LabelMode::Auto : static_cast<LabelMode>(static_cast<int>(mode) + 1);
}

QString labelModeText(LabelMode mode) {
    switch (mode) {
        case LabelMode::Auto:
            return QCoreApplication::translate("Topology", "Problems");
        case LabelMode::Rate:
            return QCoreApplication::translate("Topology", "Requests/s");
        case LabelMode::Latency:
            return QCoreApplication::translate("Topology", "p95");
        case LabelMode::Errors:
            return QCoreApplication::translate("Topology", "Errors");
    }
    return {};
}

QStringList labelTexts(const TopologyEdge& edge, LabelMode mode, bool wanted) {
    const EdgeHealth health = edgeHealth(edge);
    if (health == EdgeHealth::Unused)
        return wanted ? QStringList{QCoreApplication::translate("Topology", "declared, no calls yet"),
                                    QCoreApplication::translate("Topology", "no calls yet"),
                                    QCoreApplication::translate("Topology", "no calls\nyet")}
                      : QStringList{};
    const bool bad = health != EdgeHealth::Healthy;
    const bool quiet = !(edge.rps > 0);
    if (mode == LabelMode::Auto || wanted) {
        if (!wanted && !bad)
            return {};
        const QString rate = rateText(edge);
        const QString latency = format::latency(edge.p95Us);
        const QString undeclared = edge.declared ? QString() : QCoreApplication::translate("Topology", "undeclared");
        QStringList first{rate};
        if (!std::isnan(edge.p95Us))
            first << latency;
        QStringList second;
        if (bad)
            second << errorText(edge);
        if (!undeclared.isEmpty())
            second << undeclared;
        const QString dot = QStringLiteral(" · ");
        QStringList texts{(first + second).join(dot)};
        if (!second.isEmpty()) {
            texts << first.join(dot) + QLatin1Char('\n') + second.join(dot);
            texts << second.front();
        } else if (first.size() > 1) {
            texts << first.join(QLatin1Char('\n')) << rate;
        }
        return texts;
    }
    if (quiet)
        return {};
    switch (mode) {
        case LabelMode::Rate:
            return {rateText(edge)};
        case LabelMode::Latency:
            return std::isnan(edge.p95Us) ? QStringList{} : QStringList{format::latency(edge.p95Us)};
        case LabelMode::Errors:
            return {errorText(edge)};
        case LabelMode::Auto:
            break;
    }
    return {};
}

}  // namespace slipway::gui
