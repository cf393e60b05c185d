#include "gui/views/service/service_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "gui/models/instances_model.h"
#include "gui/models/receipts_model.h"
#include "gui/views/controls/card.h"
#include "gui/views/controls/empty_state.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/paint.h"
#include "gui/views/controls/pill.h"
#include "gui/views/controls/receipt_card.h"
#include "gui/views/controls/replica_stepper.h"
#include "gui/views/controls/table.h"
#include "gui/views/logs/logs_pane.h"
#include "gui/views/service/metric_charts.h"
#include "gui/views/service/receipt_list.h"
#include "gui/views/service/service_facts.h"
#include "gui/views/service/service_outcome.h"

namespace slipway::gui {

ServicePage::ServicePage(Store* store, ActionFeedback* feedback, const LogArena* arena, QWidget* parent)
    : QWidget(parent), m_store(store), m_feedback(feedback) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());

    auto* outcomeRow = new QVBoxLayout;
    outcomeRow->setContentsMargins(space::kL, 0, space::kL, 0);
    m_outcome = new ServiceOutcome(store, feedback, ProgressStrip::Full);
    outcomeRow->addWidget(m_outcome);
    column->addLayout(outcomeRow);

    m_tabs = new QTabBar;
    m_tabs->setAccessibleName(tr("Parts of the service"));
    m_tabs->setDrawBase(true);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Overview"));
    m_tabs->addTab(tr("Instances"));
    m_tabs->addTab(tr("Logs"));
    m_tabs->addTab(tr("Deploys"));
    auto* tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(space::kS, 0, space::kL, 0);
    tabRow->addWidget(m_tabs, 1);
    column->addLayout(tabRow);

    m_stack = new QStackedWidget;
    m_stack->addWidget(makeOverview());
    m_stack->addWidget(makeInstances());
    m_logs = new LogsPane(store, arena);
    m_logs->setServiceFixed(true);
    m_stack->addWidget(m_logs);
    m_stack->addWidget(makeDeploys());
    column->addWidget(m_stack, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        m_outcome->setReceiptShown(tab != Deploys);
        if (tab == Logs) {
            emit logsWanted();
        }
        emit tabChanged(tab);
    });
    connect(m_outcome, &ServiceOutcome::actionRequested, this, &ServicePage::actionRequested);
    connect(store, &Store::servicesChanged, this, [this](const QStringList& names) {
        if (names.contains(m_service)) {
            refresh();
        }
    });
    connect(store, &Store::operationsChanged, this, &ServicePage::refresh);
    connect(store, &Store::linkChanged, this, &ServicePage::refresh);
    connect(store, &Store::reset, this, &ServicePage::refresh);
}

QWidget* ServicePage::makeHeader() {
    auto* header = new QWidget;
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(space::kM, space::kM, space::kL, space::kS);
    row->setSpacing(space::kS);
    auto* back = new IconButton(QStringLiteral("arrow-left"), tr("Back"));
    connect(back, &QToolButton::clicked, this, &ServicePage::backRequested);
    m_badge = new QLabel;
    m_name = new Label(Label::Display);
    m_status = new Pill;
    m_owner = new Label(Label::Muted);
    m_owner->setElided(true);
    m_stepper = new ReplicaStepper;
    m_restart = new IconButton(QStringLiteral("restart"), tr("Restart all instances"));
    m_stop = makeButton(ButtonKind::Normal, QStringLiteral("stop"), tr("Stop"));
    m_redeploy = makeButton(ButtonKind::Primary, QStringLiteral("redeploy"), tr("Redeploy"));
    m_redeploy->setObjectName(QStringLiteral("redeploy"));
    row->addWidget(back);
    row->addWidget(m_badge);
    row->addWidget(m_name);
    row->addWidget(m_status);
    row->addSpacing(space::kS);
    row->addWidget(m_owner, 1);
    row->addWidget(m_restart);
    row->addWidget(m_stop);
    row->addWidget(m_stepper);
    row->addWidget(m_redeploy);
    connect(m_redeploy, &QPushButton::clicked, this,
            [this] { emit actionRequested(ServiceAction::Redeploy, m_service, 0); });
    connect(m_restart, &QToolButton::clicked, this,
            [this] { emit actionRequested(ServiceAction::Restart, m_service, 0); });
    connect(m_stepper, &ReplicaStepper::wanted, this,
            [this](int replicas) { emit actionRequested(ServiceAction::Scale, m_service, replicas); });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        const Service* now = m_store->service(m_service);
        const bool stopped = now && now->state == ServiceState::Stopped;
        emit actionRequested(stopped ? ServiceAction::Start : ServiceAction::Stop, m_service, 0);
    });
    return header;
}

QWidget* ServicePage::makeOverview() {
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    auto* content = new QWidget;
    content->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(space::kL, space::kM, space::kL, space::kL);
    column->setSpacing(space::kM);
    auto* range = new QComboBox;
    range->setAccessibleName(tr("Time range"));
    for (const int minutes : {1, 5, 15, 60}) {
        range->addItem(tr("Last %n min", nullptr, minutes), minutes * 60);
    }
    range->setCurrentIndex(1);
    auto* top = new QHBoxLayout;
    top->addWidget(new Label(Label::Strong, tr("Measured at the gateway, each second")));
    top->addStretch(1);
    top->addWidget(range);
    column->addLayout(top);
    m_charts = new MetricCharts(m_store);
    m_charts->setMinimumHeight(300);
    column->addWidget(m_charts, 1);
    auto* card = new Card(tr("What it is"));
    m_facts = new ServiceFacts(m_store);
    card->body()->addWidget(m_facts);
    column->addWidget(card);
    area->setWidget(content);
    content->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    connect(range, &QComboBox::currentIndexChanged, this,
            [this, range] { m_charts->setSeconds(range->currentData().toInt()); });
    connect(m_facts, &ServiceFacts::serviceActivated, this, &ServicePage::serviceActivated);
    return area;
}

QWidget* ServicePage::makeInstances() {
    m_instances = new InstancesModel(m_store, this);
    auto* table = new Table(tr("Instances"));
    table->setModel(m_instances);
    auto* delegate = new TableDelegate(table);
    delegate->setStatusRole(InstancesModel::StatusRole, InstancesModel::Name);
    delegate->setMonoColumn(InstancesModel::Address);
    table->setItemDelegate(delegate);
    table->setColumnWidths({0, 100, 72, 146, 72, 88, 72, 72, 62, 78, 150});
    table->setDroppableColumns(
        {InstancesModel::Revision, InstancesModel::Cpu, InstancesModel::InFlight, InstancesModel::Address});
    connect(table, &Table::menuRequested, this, [this, table](const QModelIndex& index, QPoint global) {
        const QString instance = index.data(InstancesModel::InstanceNameRole).toString();
        auto* menu = new QMenu(table);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        QAction* restart = menu->addAction(icon(QStringLiteral("restart")), tr("Restart this instance"));
        const ServiceActionItem item = serviceAction(*m_store, m_service, ServiceAction::Restart);
        restart->setEnabled(item.enabled);
        restart->setToolTip(item.reason);
        connect(restart, &QAction::triggered, this,
                [this, instance] { emit restartInstanceRequested(m_service, instance); });
        menu->popup(global);
    });
    return table;
}

QWidget* ServicePage::makeDeploys() {
    m_receipts = new ReceiptsModel(m_store, this);
    m_deploys = new QStackedWidget;
    auto* empty = new EmptyState(
        QStringLiteral("receipt"),
        tr("No rollout yet. Each one leaves a receipt here: who was replaced, and what it did to traffic."),
        tr("Redeploy now"));
    connect(empty, &EmptyState::clicked, m_redeploy, &QPushButton::click);
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_receiptList = new QListView;
    m_receiptList->setAccessibleName(tr("Rollouts"));
    m_receiptList->setFrameShape(QFrame::NoFrame);
    m_receiptList->setModel(m_receipts);
    m_receiptList->setItemDelegate(new ReceiptDelegate(m_receiptList));
    m_receiptList->setFixedWidth(320);
    m_receiptList->setMouseTracking(true);
    m_receiptList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(space::kL, space::kL, space::kL, space::kL);
    m_receipt = new ReceiptCard(m_store);
    column->addWidget(m_receipt);
    column->addStretch(1);
    area->setWidget(content);
    row->addWidget(m_receiptList);
    row->addWidget(area, 1);
    m_deploys->addWidget(empty);
    m_deploys->addWidget(both);
    const auto follow = [this] {
        const bool any = m_receipts->rowCount() > 0;
        m_deploys->setCurrentIndex(any ? 1 : 0);
        if (any && !m_receiptList->currentIndex().isValid()) {
            m_receiptList->setCurrentIndex(m_receipts->index(0));
        }
        showReceipt(m_receiptList->currentIndex().data(ReceiptsModel::ReceiptIdRole).toString());
    };
    connect(m_receipts, &QAbstractItemModel::rowsInserted, this, [this, follow](const QModelIndex&, int first) {
        if (first == 0) {
            m_receiptList->setCurrentIndex(m_receipts->index(0));  // the newest is what one waits for
        }
        follow();
    });
    connect(m_receipts, &QAbstractItemModel::modelReset, this, follow);
    connect(m_receipts, &QAbstractItemModel::rowsRemoved, this, follow);
    connect(m_receiptList->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) { showReceipt(now.data(ReceiptsModel::ReceiptIdRole).toString()); });
    return m_deploys;
}

void ServicePage::showReceipt(const QString& id) {
    m_receipt->setReceipt(id);
}

void ServicePage::setService(const QString& service) {
    if (service != m_service) {
        m_service = service;
        m_outcome->setService(service);
        m_charts->setService(service);
        m_facts->setService(service);
        m_instances->setService(service);
        m_logs->setService(service);
        m_receipts->setService(service);
        m_stepper->setServiceName(service);
        setAccessibleName(tr("Service %1").arg(service));
    }
    refresh();
}

void ServicePage::setTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}
ServicePage::Tab ServicePage::tab() const {
    return static_cast<Tab>(m_tabs->currentIndex());
}

void ServicePage::refresh() {
    const Service* s = m_store->service(m_service);
    if (!s) {
        return;
    }
    m_name->setText(s->name);
    m_status->setStatus(statusOf(s->state));
    m_status->setToolTip(s->why);
    const QString team = s->owner.isEmpty() ? tr("nobody owns it") : m_store->teamName(s->owner);
    const QPixmap badge = [&] {
        const qreal ratio = devicePixelRatioF();
        QPixmap drawn(QSizeF(30 * ratio, 24 * ratio).toSize());
        drawn.setDevicePixelRatio(ratio);
        drawn.fill(Qt::transparent);
        QPainter painter(&drawn);
        paintTeamBadge(painter, QRectF(0, 0, 30, 24), s->owner.isEmpty() ? QString() : team,
                       m_store->teamColor(s->owner));
        return drawn;
    }();
    m_badge->setPixmap(badge);
    m_badge->setAccessibleName(tr("Owner: %1").arg(team));
    m_owner->setText(s->external ? tr("%1 · external").arg(team) : tr("%1 · revision %2").arg(team).arg(s->revision));
    const bool stopped = s->state == ServiceState::Stopped;
    m_stepper->setVisible(!s->external);
    m_redeploy->setVisible(!s->external);
    m_restart->setVisible(!s->external);
    m_stop->setVisible(!s->external);
    m_stepper->setCounts(s->desired, s->ready);
    m_stepper->setReason(serviceAction(*m_store, m_service, ServiceAction::Scale).reason);
    setReason(m_redeploy, serviceAction(*m_store, m_service, ServiceAction::Redeploy).reason);
    m_restart->setReason(serviceAction(*m_store, m_service, ServiceAction::Restart).reason);
    m_stop->setText(stopped ? tr("Start") : tr("Stop"));
    m_stop->setIcon(icon(stopped ? QStringLiteral("play") : QStringLiteral("stop"), IconColor::Text));
    setReason(m_stop, serviceAction(*m_store, m_service, stopped ? ServiceAction::Start : ServiceAction::Stop).reason);
}

void ServicePage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().background);
}

}  // namespace slipway::gui
