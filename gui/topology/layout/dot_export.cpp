#include "gui/topology/layout/dot_export.h"

#include <map>

namespace slipway::gui {
namespace {

QString quoted(QString text) {
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"))
        .replace(QLatin1Char('"'), QLatin1String("\\\""))
        .replace(QLatin1Char('\n'), QLatin1String("\\n"));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

}  // namespace

QString toDot(const Graph& graph, const QString& name, const Layout* layout) {
    QString dot =
        QStringLiteral("digraph %1 {\n  rankdir=LR;\n  node [shape=box, width=%2, height=%3, fixedsize=true];\n")
            .arg(quoted(name))
            .arg(kNodeSize.width() / 72, 0, 'f', 3)
            .arg(kNodeSize.height() / 72, 0, 'f', 3);
    std::map<QString, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        groups[graph.nodes[i].group].push_back(i);
    int cluster = 0;
    for (const auto& [group, nodes] : groups) {
        if (!group.isEmpty())
            dot += QStringLiteral("  subgraph cluster_%1 {\n    label=%2;\n").arg(cluster++).arg(quoted(group));
        for (const std::size_t i : nodes) {
            dot += QStringLiteral("    ") + quoted(graph.nodes[i].id);
            if (layout && i < layout->centres.size()) {
                dot += QStringLiteral(" [pos=\"%1,%2\"]")
                           .arg(layout->centres[i].x(), 0, 'f', 1)
                           .arg(-layout->centres[i].y(), 0, 'f', 1);
            }
            dot += QStringLiteral(";\n");
        }
        if (!group.isEmpty())
            dot += QStringLiteral("  }\n");
    }
    for (const GraphEdge& edge : graph.edges)
        dot += QStringLiteral("  %1 -> %2;\n").arg(quoted(graph.nodes[edge.from].id), quoted(graph.nodes[edge.to].id));
    return dot + QStringLiteral("}\n");
}

}  // namespace slipway::gui
