#include "gui/topology/node_inspector.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/topology/edge_look.h"
#include "gui/topology/inspector_row.h"
#include "gui/topology/node_visual.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/pill.h"
#include "gui/views/controls/progress_strip.h"
#include "gui/views/controls/receipt_card.h"
#include "gui/views/controls/replica_stepper.h"

namespace slipway::gui {
namespace {

QString edgeNumbers(const TopologyEdge& edge) {
    if (edgeHealth(edge) == EdgeHealth::Unused)
        return NodeInspector::tr("no calls yet");
    QString text =
        NodeInspector::tr("%1/s").arg(format::rate(edge.rps)) + QStringLiteral(" · ") + format::latency(edge.p95Us);
    if (errorShare(edge) > 0)
        text += QStringLiteral(" · ") + NodeInspector::tr("%1 % err").arg(errorShare(edge) * 100, 0, 'f', 1);
    return text;
}

}  // namespace

NodeInspector::NodeInspector(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kL, space::kL, space::kL, space::kL);
    column->setSpacing(space::kM);

    auto* head = new QHBoxLayout;
    m_name = new Label(Label::Title);
    m_name->setElided(true);
    m_state = new Pill;
    head->addWidget(m_name, 1);
    head->addWidget(m_state);
    column->addLayout(head);
    m_owner = new Label(Label::Muted);
    column->addWidget(m_owner);
    m_why = new Label(Label::Error);
    m_why->setWordWrap(true);
    column->addWidget(m_why);

    m_actions = new QWidget;
    auto* buttons = new QHBoxLayout(m_actions);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(space::kXs);
    m_redeploy = makeButton(ButtonKind::Primary, QStringLiteral("redeploy"), tr("Redeploy"));
    m_redeploy->setAccessibleDescription(tr("Replaces each instance by a new one, without dropping a request"));
    m_open = makeButton(ButtonKind::Normal, {}, tr("Details"));
    m_restart = new IconButton(QStringLiteral("restart"), tr("Restart"));
    m_stop = new IconButton(QStringLiteral("stop"), tr("Stop"));
    m_logs = new IconButton(QStringLiteral("logs"), tr("Show logs"));
    buttons->addWidget(m_redeploy);
    buttons->addWidget(m_open);
    buttons->addStretch(1);
    buttons->addWidget(m_logs);
    buttons->addWidget(m_restart);
    buttons->addWidget(m_stop);
    column->addWidget(m_actions);

    m_scale = new QWidget;
    auto* scaleLine = new QHBoxLayout(m_scale);
    scaleLine->setContentsMargins(0, 0, 0, 0);
    m_stepper = new ReplicaStepper;
    scaleLine->addWidget(new Label(Label::Strong, tr("Instances")));
    scaleLine->addStretch(1);
    scaleLine->addWidget(m_stepper);
    column->addWidget(m_scale);

    m_progress = new ProgressStrip(store, ProgressStrip::Compact);
    column->addWidget(m_progress);
    m_receipt = new ReceiptCard(store);
    m_receipt->setNarrow(true);
    m_receipt->setDismissable(true);
    column->addWidget(m_receipt);

    m_numbers = new InspectorRows({});
    m_instances = new InspectorRows(tr("Running"));
    m_calls = new InspectorRows(tr("Calls"));
    m_callers = new InspectorRows(tr("Called by"));
    for (InspectorRows* rows : {m_numbers, m_instances, m_calls, m_callers})
        column->addWidget(rows);
    column->addStretch(1);

    const auto ask = [this](ServiceAction action, int argument = 0) { emit actionRequested(action, m_id, argument); };
    connect(m_redeploy, &QPushButton::clicked, this, [ask] { ask(ServiceAction::Redeploy); });
    connect(m_open, &QPushButton::clicked, this, [ask] { ask(ServiceAction::OpenDetail); });
    connect(m_restart, &QToolButton::clicked, this, [ask] { ask(ServiceAction::Restart); });
    connect(m_logs, &QToolButton::clicked, this, [ask] { ask(ServiceAction::OpenLogs); });
    connect(m_stop, &QToolButton::clicked, this, [this, ask] {
        const Service* service = m_store->service(m_id);
        ask(service && service->state == ServiceState::Stopped ? ServiceAction::Start : ServiceAction::Stop);
    });
    connect(m_stepper, &ReplicaStepper::wanted, this, [ask](int replicas) { ask(ServiceAction::Scale, replicas); });
    connect(m_receipt, &ReceiptCard::dismissed, this, [this] {
        m_dismissedReceipt = m_receipt->receiptId();
        refresh();
    });
    connect(m_receipt, &ReceiptCard::openRequested, this, [ask] { ask(ServiceAction::OpenDetail); });
    const auto requestEdge = [this](const QString& key) {
        emit edgeRequested(key.section(QLatin1Char('\n'), 0, 0), key.section(QLatin1Char('\n'), 1));
    };
    connect(m_calls, &InspectorRows::activated, this, requestEdge);
    connect(m_callers, &InspectorRows::activated, this, requestEdge);

    for (const auto signal : {&Store::topologyValuesChanged, &Store::topologyStructureChanged, &Store::reset,
                              &Store::ticked, &Store::receiptsReset})
        connect(store, signal, this, &NodeInspector::refresh);
    connect(store, &Store::servicesChanged, this, &NodeInspector::refresh);
    connect(store, &Store::instancesChanged, this, &NodeInspector::refresh);
    connect(store, &Store::operationsChanged, this, &NodeInspector::refresh);
    connect(store, &Store::receiptAdded, this, &NodeInspector::refresh);
    connect(store, &Store::linkChanged, this, &NodeInspector::refresh);
}

void NodeInspector::setNode(const QString& id) {
    if (id == m_id)
        return;
    m_id = id;
    refresh();
}

void NodeInspector::refresh() {
    const TopologyNode* node = m_store->topology().node(m_id);
    if (!node)
        return;
    m_name->setText(node->label.isEmpty() ? node->id : node->label);
    m_state->setStatus(statusOf(node->state), serviceStateText(node->state));
    const bool gateway = node->kind == TopologyNode::Kind::Gateway;
    const TeamLook team = teamLook(node->owner, m_store->topology());
    m_owner->setText(gateway               ? tr("All requests from outside enter here")
                     : team.name.isEmpty() ? tr("No team owns this service")
                                           : tr("Owned by %1").arg(team.name));
    const Service* service = m_store->service(m_id);
    m_why->setText(service ? service->why : QString());
    m_why->setVisible(!m_why->text().isEmpty());
    refreshActions(*node);
    refreshNumbers(*node);
    refreshEdges();
}

void NodeInspector::refreshActions(const TopologyNode& node) {
    const Service* service = m_store->service(m_id);
    const bool runs = service && !service->external;
    m_actions->setVisible(service != nullptr);
    m_scale->setVisible(runs);
    m_redeploy->setVisible(runs);
    m_restart->setVisible(runs);
    m_stop->setVisible(runs);
    if (runs) {
        setReason(m_redeploy, serviceAction(*m_store, m_id, ServiceAction::Redeploy).reason);
        m_restart->setReason(serviceAction(*m_store, m_id, ServiceAction::Restart).reason);
        const bool stopped = service->state == ServiceState::Stopped;
        m_stop->setIconName(stopped ? QStringLiteral("play") : QStringLiteral("stop"));
        m_stop->setAccessibleName(stopped ? tr("Start") : tr("Stop"));
        const QString reason =
            serviceAction(*m_store, m_id, stopped ? ServiceAction::Start : ServiceAction::Stop).reason;
        m_stop->setReason(reason);
        if (reason.isEmpty())
            m_stop->setToolTip(stopped ? tr("Start") : tr("Stop"));
        m_stepper->setServiceName(m_id);
        m_stepper->setCounts(node.desired, node.ready);
        m_stepper->setReason(serviceAction(*m_store, m_id, ServiceAction::Scale).reason);
    }
    const Operation* operation = m_store->runningOperation(m_id);
    m_progress->setOperation(operation ? operation->id : QString());
    const Receipt* receipt = operation ? nullptr : m_store->lastReceipt(m_id);
    m_receipt->setReceipt(receipt && receipt->id != m_dismissedReceipt ? receipt->id : QString());
    m_receipt->setVisible(receipt && receipt->id != m_dismissedReceipt);
}

void NodeInspector::refreshNumbers(const TopologyNode& node) {
    const Service* service = m_store->service(m_id);
    m_numbers->begin();
    m_numbers->next()->set(tr("Requests/s"), format::rate(node.rps));
    const double success = service ? service->success() : node.rps > 0 ? 1 - node.errorsPerS / node.rps : kNotMeasured;
    m_numbers->next()->set(tr("Success"), format::share(success), success < 0.999 ? colors().err : QColor());
    if (service)
        m_numbers->next()->set(tr("p50"), format::latency(service->p50Us));
    m_numbers->next()->set(tr("p95"), format::latency(node.p95Us));
    if (service && !service->external) {
        m_numbers->next()->set(tr("CPU"), tr("%1 cores").arg(format::cores(service->cpu)));
        m_numbers->next()->set(tr("Memory"), format::memory(service->rssKib));
        m_numbers->next()->set(tr("Revision"), QString::number(service->revision));
        m_numbers->next()->set(tr("Restarts"), QString::number(service->restarts),
                               service->restarts > 0 ? colors().warn : QColor());
        if (!service->dataKind.isEmpty())
            m_numbers->next()->set(tr("Store"), service->dataKind);
    } else if (!service) {
        const GatewayInfo& gateway = m_store->gateway();
        m_numbers->next()->set(tr("Listens on"), m_store->project().listen.join(QStringLiteral(", ")));
        if (gateway.pid > 0)
            m_numbers->next()->set(tr("Process"), QString::number(gateway.pid));
        m_numbers->next()->set(tr("Configuration"), tr("generation %1").arg(gateway.generation));
    }
    m_numbers->end();

    m_instances->begin();
    for (const Instance* instance : m_store->instancesOf(m_id)) {
        InspectorRow* row = m_instances->next();
        QString value = instanceStateText(instance->state);
        if (instance->pid > 0)
            value = tr("pid %1").arg(instance->pid) + QStringLiteral(" · ") + value;
        row->set(instance->instance, value);
        row->setStatus(statusOf(instance->state));
    }
    m_instances->end();
}

void NodeInspector::refreshEdges() {
    m_calls->begin();
    m_callers->begin();
    for (const TopologyEdge& edge : m_store->topology().edges) {
        if (edge.from != m_id && edge.to != m_id)
            continue;
        const bool out = edge.from == m_id;
        InspectorRow* row = (out ? m_calls : m_callers)->next(edge.from + QLatin1Char('\n') + edge.to);
        const EdgeHealth health = edgeHealth(edge);
        row->set(out ? edge.to : edge.from, edgeNumbers(edge),
                 health >= EdgeHealth::Errors   ? edgeColor(health, colors())
                 : health == EdgeHealth::Unused ? colors().muted
                                                : QColor());
    }
    m_calls->end();
    m_callers->end();
}

}  // namespace slipway::gui
