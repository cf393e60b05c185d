#include "gui/views/shell/inspector.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>

#include "gui/models/format.h"
#include "gui/models/instances_model.h"
#include "gui/theme/icons.h"
#include "gui/views/controls/chart.h"
#include "gui/views/controls/empty_state.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/pill.h"
#include "gui/views/controls/replica_stepper.h"
#include "gui/views/controls/service_menu.h"
#include "gui/views/controls/table.h"
#include "gui/views/service/service_facts.h"
#include "gui/views/service/service_outcome.h"

namespace slipway::gui {

namespace {

constexpr int kChartHeight = 126;
constexpr int kChartSeconds = 180;

QColor accentOf(const Colors& c) {
    return c.accent;
}
QColor mutedOf(const Colors& c) {
    return c.muted;
}

}  // namespace

Inspector::Inspector(Store* store, ActionFeedback* feedback, QWidget* parent)
    : QWidget(parent), m_store(store), m_feedback(feedback) {
    setAccessibleName(tr("Inspector"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_stack = new QStackedWidget;
    m_stack->addWidget(new EmptyState(QStringLiteral("panel-right"), tr("Select a service to see it here")));
    m_stack->addWidget(makeService());
    column->addWidget(m_stack);
    connect(store, &Store::servicesChanged, this, &Inspector::refresh);
    connect(store, &Store::operationsChanged, this, &Inspector::refresh);
    connect(store, &Store::linkChanged, this, &Inspector::refresh);
    connect(store, &Store::ticked, this, &Inspector::refresh);
    connect(store, &Store::reset, this, &Inspector::refresh);
}

QWidget* Inspector::makeService() {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(space::kL, space::kM, space::kM, space::kM);
    head->setSpacing(space::kS);
    auto* titleRow = new QHBoxLayout;
    m_title = new Label(Label::Title);
    m_title->setElided(true);
    m_status = new Pill;
    m_open = makeButton(ButtonKind::Quiet, QStringLiteral("open"), tr("Open"));
    auto* close = new IconButton(QStringLiteral("close"), tr("Close inspector"));
    titleRow->addWidget(m_title, 1);
    titleRow->addWidget(m_status);
    titleRow->addWidget(close);
    head->addLayout(titleRow);
    m_subtitle = new Label(Label::Muted);
    m_subtitle->setWordWrap(true);
    head->addWidget(m_subtitle);
    m_actions = new QWidget;
    auto* actions = new QHBoxLayout(m_actions);
    actions->setContentsMargins(0, space::kXs, 0, 0);
    actions->setSpacing(space::kS);
    m_redeploy = makeButton(ButtonKind::Primary, QStringLiteral("redeploy"), tr("Redeploy"));
    m_stepper = new ReplicaStepper;
    m_logs = new IconButton(QStringLiteral("logs"), tr("Show logs"));
    m_more = new IconButton(QStringLiteral("more"), tr("More actions"));
    actions->addWidget(m_redeploy);
    actions->addWidget(m_stepper);
    actions->addStretch(1);
    actions->addWidget(m_logs);
    actions->addWidget(m_more);
    head->addWidget(m_actions);
    column->addLayout(head);

    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    auto* content = new QWidget;
    content->setAutoFillBackground(false);
    auto* body = new QVBoxLayout(content);
    body->setContentsMargins(space::kL, 0, space::kM, space::kL);
    body->setSpacing(space::kM);
    m_outcome = new ServiceOutcome(m_store, m_feedback, ProgressStrip::Compact);
    body->addWidget(m_outcome);
    m_rps = new Chart(tr("Requests per second"), format::rate);
    m_rps->setFixedHeight(kChartHeight);
    m_latency = new Chart(tr("Latency"), format::latency);
    m_latency->setFixedHeight(kChartHeight);
    body->addWidget(m_rps);
    body->addWidget(m_latency);
    connect(m_rps, &Chart::crosshairMoved, m_latency, &Chart::setCrosshair);
    connect(m_latency, &Chart::crosshairMoved, m_rps, &Chart::setCrosshair);
    m_instances = new InstancesModel(m_store, this);
    m_instances->setService(QStringLiteral("/"));  // none yet
    auto* table = new Table(tr("Instances"));
    table->setModel(m_instances);
    auto* delegate = new TableDelegate(table);
    delegate->setStatusRole(InstancesModel::StatusRole, InstancesModel::Name);
    table->setItemDelegate(delegate);
    for (int hidden = 0; hidden < InstancesModel::ColumnCount; ++hidden) {
        const bool shown =
            hidden == InstancesModel::Name || hidden == InstancesModel::State || hidden == InstancesModel::Pid;
        table->setColumnHidden(hidden, !shown);
    }
    table->setColumnWidths({0, 84, 72});
    const auto fit = [table, this] {
        table->setFixedHeight(metric::kRowHeight * (std::min(6, m_instances->rowCount()) + 1) + 2);
        table->setVisible(m_instances->rowCount() > 0);
    };
    connect(m_instances, &QAbstractItemModel::rowsInserted, table, fit);
    connect(m_instances, &QAbstractItemModel::rowsRemoved, table, fit);
    connect(m_instances, &QAbstractItemModel::modelReset, table, fit);
    fit();
    body->addWidget(table);
    m_facts = new ServiceFacts(m_store);
    body->addWidget(m_facts);
    body->addStretch(1);
    body->addWidget(m_open, 0, Qt::AlignLeft);
    area->setWidget(content);
    content->setAutoFillBackground(false);  // setWidget() turned it on
    column->addWidget(area, 1);

    connect(close, &QToolButton::clicked, this, &Inspector::closeRequested);
    connect(m_open, &QPushButton::clicked, this, [this] { emit serviceActivated(m_service); });
    connect(m_redeploy, &QPushButton::clicked, this, [this] { emit actionRequested(primaryAction(), m_service, 0); });
    connect(m_logs, &QToolButton::clicked, this,
            [this] { emit actionRequested(ServiceAction::OpenLogs, m_service, 0); });
    connect(m_stepper, &ReplicaStepper::wanted, this,
            [this](int replicas) { emit actionRequested(ServiceAction::Scale, m_service, replicas); });
    connect(m_more, &QToolButton::clicked, this, &Inspector::showMenu);
    connect(m_facts, &ServiceFacts::serviceActivated, this, &Inspector::showService);
    connect(m_outcome, &ServiceOutcome::actionRequested, this, &Inspector::actionRequested);
    return page;
}

void Inspector::showMenu() {
    makeServiceMenu(*m_store, m_service, this, [this](ServiceAction action, const QString& service, int argument) {
        emit actionRequested(action, service, argument);
    })->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

void Inspector::showService(const QString& id) {
    m_service = id;
    m_instances->setService(id.isEmpty() ? QStringLiteral("/") : id);
    m_outcome->setService(id);
    m_facts->setService(id);
    m_stepper->setServiceName(id);
    refresh();
}

void Inspector::refresh() {
    const Service* service = m_store->service(m_service);
    m_stack->setCurrentIndex(service ? 1 : 0);
    if (service) {
        m_actions->setVisible(!service->external);
        refreshService(*service);
    }
}

ServiceAction Inspector::primaryAction() const {
    const Service* service = m_store->service(m_service);
    return service && service->state == ServiceState::Stopped ? ServiceAction::Start : ServiceAction::Redeploy;
}

void Inspector::refreshService(const Service& s) {
    m_title->setText(s.name);
    m_status->setStatus(statusOf(s.state));
    m_subtitle->setText(s.owner.isEmpty() ? tr("Nobody owns it · revision %1").arg(s.revision)
                                          : tr("%1 · revision %2").arg(m_store->teamName(s.owner)).arg(s.revision));
    m_stepper->setCounts(s.desired, s.ready);
    m_stepper->setReason(serviceAction(*m_store, m_service, ServiceAction::Scale).reason);
    const ServiceActionItem primary = serviceAction(*m_store, m_service, primaryAction());
    m_redeploy->setText(primary.text);
    m_redeploy->setIcon(icon(primary.icon, IconColor::OnAccent));
    setReason(m_redeploy, primary.reason);
    const Series* series = m_store->series(m_service);
    if (series) {
        m_rps->setLines({{tr("rps"), &series->values(Metric::Rps), accentOf, true}});
        m_latency->setLines({{tr("p50"), &series->values(Metric::P50Us), mutedOf, false},
                             {tr("p95"), &series->values(Metric::P95Us), accentOf, false}});
        m_rps->setRange(kChartSeconds, series->lastMs());
        m_latency->setRange(kChartSeconds, series->lastMs());
    } else {
        m_rps->setLines({});
        m_latency->setLines({});
    }
}

}  // namespace slipway::gui
