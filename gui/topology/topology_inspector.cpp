#include "gui/topology/topology_inspector.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/topology/edge_inspector.h"
#include "gui/topology/edge_look.h"
#include "gui/topology/inspector_row.h"
#include "gui/topology/node_inspector.h"
#include "gui/topology/topology_summary.h"
#include "gui/views/controls/label.h"

namespace slipway::gui {

TopologyInspector::TopologyInspector(const Store* store, QWidget* parent) : QScrollArea(parent), m_store(store) {
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Inspector"));
    m_stack = new QStackedWidget;
    m_overview = new QWidget;
    auto* column = new QVBoxLayout(m_overview);
    column->setContentsMargins(space::kL, space::kL, space::kL, space::kL);
    column->setSpacing(space::kM);
    m_mode = new Label(Label::Title);
    m_mode->setWordWrap(true);
    column->addWidget(m_mode);
    m_explanation = new Label(Label::Muted);
    m_explanation->setWordWrap(true);
    column->addWidget(m_explanation);
    m_numbers = new InspectorRows({});
    column->addWidget(m_numbers);
    m_processes = new InspectorRows(tr("Processes that carry calls"));
    column->addWidget(m_processes);
    m_troubles = new InspectorRows(tr("Needs attention"));
    column->addWidget(m_troubles);
    column->addStretch(1);
    m_node = new NodeInspector(store);
    m_edge = new EdgeInspector(store);
    for (QWidget* page : {m_overview, static_cast<QWidget*>(m_node), static_cast<QWidget*>(m_edge)})
        m_stack->addWidget(page);
    setWidget(m_stack);
    for (QWidget* ground : {viewport(), static_cast<QWidget*>(m_stack)}) {
        ground->setBackgroundRole(QPalette::Base);
        ground->setAutoFillBackground(true);
    }

    connect(m_node, &NodeInspector::actionRequested, this, &TopologyInspector::actionRequested);
    connect(m_node, &NodeInspector::edgeRequested, this, [this](const QString& from, const QString& to) {
        emit selectionRequested({{}, from, to});
    });
    connect(m_edge, &EdgeInspector::nodeRequested, this, [this](const QString& id) {
        emit selectionRequested({id, {}, {}});
    });
    connect(m_troubles, &InspectorRows::activated, this, [this](const QString& key) {
        const QStringList ends = key.split(QLatin1Char('\n'));
        emit selectionRequested(ends.size() == 2 ? TopologySelection{{}, ends[0], ends[1]}
                                                 : TopologySelection{key, {}, {}});
    });
    connect(m_processes, &InspectorRows::activated, this, [this](const QString& caller) {
        if (!caller.isEmpty())
            emit selectionRequested({caller, {}, {}});
    });
    for (const auto signal : {&Store::topologyValuesChanged, &Store::topologyStructureChanged, &Store::reset})
        connect(store, signal, this, &TopologyInspector::refreshOverview);
    refreshOverview();
}

void TopologyInspector::setSelection(const TopologySelection& selection) {
    if (!selection.node.isEmpty()) {
        m_node->setNode(selection.node);
        m_stack->setCurrentWidget(m_node);
    } else if (selection.isEdge()) {
        m_edge->setEdge(selection.from, selection.to);
        m_stack->setCurrentWidget(m_edge);
    } else {
        m_stack->setCurrentWidget(m_overview);
    }
    // The pages differ in height: the hidden ones must not make the shown one scroll.
    for (int i = 0; i < m_stack->count(); ++i) {
        const bool shown = i == m_stack->currentIndex();
        m_stack->widget(i)->setSizePolicy(QSizePolicy::Preferred,
                                          shown ? QSizePolicy::Preferred : QSizePolicy::Ignored);
    }
    m_stack->adjustSize();
}

void TopologyInspector::refreshOverview() {
    const Topology& topology = m_store->topology();
    const TopologySummary summary = summarize(topology);
    m_mode->setText(summary.hub ? tr("Hub and spoke") : tr("Peer to peer"));
    m_explanation->setText(modeExplanation(summary));
    m_numbers->begin();
    m_numbers->next()->set(tr("Services"), QString::number(summary.services));
    m_numbers->next()->set(tr("Entries from the gateway"), QString::number(summary.entries));
    m_numbers->next()->set(tr("Calls between services"), QString::number(summary.calls));
    m_numbers->next()->set(tr("Calls across teams"), QString::number(summary.crossTeam));
    m_numbers->next()->set(tr("Declared, never used"), QString::number(summary.unused));
    m_numbers->next()->set(tr("Used, not declared"), QString::number(summary.undeclared),
                           summary.undeclared > 0 ? colors().warn : QColor());
    if (topology.hubLinks >= 0 && topology.peerLinks >= 0) {
        m_numbers->next()->set(tr("Links through the hub"), QString::number(topology.hubLinks));
        m_numbers->next()->set(tr("Links from peer to peer"), QString::number(topology.peerLinks));
    }
    m_numbers->end();
    m_processes->begin();
    for (const TopologyProcess& process : topology.processes) {
        InspectorRow* row = m_processes->next(process.hub ? QString() : process.caller);
        const QString name = process.hub ? tr("Hub") : tr("Sidecar of %1").arg(process.caller);
        const QString memory = process.memoryKib() > 0 ? format::memory(process.memoryKib()) : QStringLiteral("–");
        row->set(name, tr("%1 · %2 connections")
                           .arg(memory, QString::number(process.callerConnections + process.instanceConnections)));
        row->setStatus(process.serving ? Status::Ok : Status::Pending);
        row->setToolTip(tr("Process %1: %2 connections from callers, %3 to instances")
                            .arg(process.pid)
                            .arg(process.callerConnections)
                            .arg(process.instanceConnections));
    }
    m_processes->end();
    m_troubles->begin();
    for (const TopologyNode& node : topology.nodes) {
        if (node.state != ServiceState::Failing && node.state != ServiceState::Degraded)
            continue;
        InspectorRow* row = m_troubles->next(node.id);
        row->set(node.label.isEmpty() ? node.id : node.label, serviceStateText(node.state));
        row->setStatus(statusOf(node.state));
    }
    for (const TopologyEdge& edge : topology.edges) {
        const EdgeHealth health = edgeHealth(edge);
        if (health < EdgeHealth::Errors)
            continue;
        InspectorRow* row = m_troubles->next(edge.from + QLatin1Char('\n') + edge.to);
        row->set(edge.from + QStringLiteral(" → ") + edge.to,
                 QStringLiteral("%1 %").arg(errorShare(edge) * 100, 0, 'f', 1), edgeColor(health, colors()));
        row->setStatus(health == EdgeHealth::Failing ? Status::Failing : Status::Degraded);
    }
    m_troubles->end();
}

}  // namespace slipway::gui
