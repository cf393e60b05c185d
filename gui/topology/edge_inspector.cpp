#include "gui/topology/edge_inspector.h"

#include <QVBoxLayout>

#include "gui/models/format.h"
#include "gui/topology/edge_look.h"
#include "gui/topology/inspector_row.h"
#include "gui/topology/node_visual.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/pill.h"

namespace slipway::gui {
namespace {

Status statusOfEdge(EdgeHealth health) {
    switch (health) {
        case EdgeHealth::Unused:
            return Status::Unknown;
        case EdgeHealth::Healthy:
            return Status::Ok;
        case EdgeHealth::Errors:
            return Status::Degraded;
        case EdgeHealth::Failing:
            return Status::Failing;
    }
    return Status::Unknown;
}

}  // namespace

EdgeInspector::EdgeInspector(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kL, space::kL, space::kL, space::kL);
    column->setSpacing(space::kM);
    m_title = new Label(Label::Title);
    m_title->setElided(true);
    column->addWidget(m_title);
    m_state = new Pill;
    column->addWidget(m_state, 0, Qt::AlignLeft);
    m_kind = new Label(Label::Muted);
    m_kind->setWordWrap(true);
    column->addWidget(m_kind);
    m_now = new InspectorRows(tr("Now"));
    m_counts = new InspectorRows(tr("Since the project came up"));
    m_ends = new InspectorRows(tr("Between"));
    for (InspectorRows* rows : {m_now, m_counts, m_ends})
        column->addWidget(rows);
    column->addStretch(1);
    connect(m_ends, &InspectorRows::activated, this, &EdgeInspector::nodeRequested);
    for (const auto signal :
         {&Store::topologyValuesChanged, &Store::topologyStructureChanged, &Store::reset, &Store::ticked})
        connect(store, signal, this, &EdgeInspector::refresh);
}

void EdgeInspector::setEdge(const QString& from, const QString& to) {
    m_from = from;
    m_to = to;
    refresh();
}

void EdgeInspector::refresh() {
    const TopologyEdge* edge = m_store->topology().edge(m_from, m_to);
    if (!edge)
        return;
    const EdgeHealth health = edgeHealth(*edge);
    m_title->setText(m_from + QStringLiteral(" → ") + m_to);
    const QString words[] = {tr("No calls yet"), tr("Healthy"), tr("Errors"), tr("Failing")};
    m_state->setStatus(statusOfEdge(health), words[static_cast<int>(health)]);
    QStringList kinds{edge->async ? tr("Asynchronous") : tr("Synchronous")};
    const TopologyNode* from = m_store->topology().node(m_from);
    if (from && from->kind != TopologyNode::Kind::Gateway)
        kinds << (edge->declared ? tr("declared in the manifest") : tr("not declared in calls of %1").arg(m_from));
    m_kind->setText(kinds.join(QStringLiteral(", ")));

    m_now->begin();
    m_now->next()->set(tr("Requests/s"), format::rate(edge->rps));
    m_now->next()->set(tr("Errors"), QStringLiteral("%1 %").arg(errorShare(*edge) * 100, 0, 'f', 1),
                       health >= EdgeHealth::Errors ? edgeColor(health, colors()) : QColor());
    m_now->next()->set(tr("p50"), format::latency(edge->p50Us));
    m_now->next()->set(tr("p95"), format::latency(edge->p95Us));
    m_now->end();
    m_counts->begin();
    m_counts->next()->set(tr("Requests"), format::count(edge->requests));
    m_counts->next()->set(tr("Tries"), format::count(edge->tries));
    m_counts->next()->set(tr("Retries"), format::count(edge->retries), edge->retries > 0 ? colors().warn : QColor());
    m_counts->next()->set(tr("Errors"), format::count(edge->errors), edge->errors > 0 ? colors().err : QColor());
    if (!edge->address.isEmpty())
        m_counts->next()->set(tr("Listener"), edge->address);
    m_counts->end();
    m_ends->begin();
    for (const QString& id : {m_from, m_to}) {
        const TopologyNode* node = m_store->topology().node(id);
        if (!node)
            continue;
        InspectorRow* row = m_ends->next(id);
        row->set(node->label.isEmpty() ? id : node->label, teamLook(node->owner, m_store->topology()).name);
        row->setStatus(statusOf(node->state));
    }
    m_ends->end();
}

}  // namespace slipway::gui
