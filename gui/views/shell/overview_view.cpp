#include "gui/views/shell/overview_view.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/models/receipts_model.h"
#include "gui/views/controls/card.h"
#include "gui/views/controls/chart.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/pill.h"
#include "gui/views/service/receipt_list.h"
#include "gui/views/shell/overview_tile.h"

namespace slipway::gui {

namespace {

QColor overviewAccent(const Colors& c) {
    return c.accent;
}

void empty(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->layout()) {
            empty(item->layout());
        }
        if (item->widget()) {
            item->widget()->deleteLater();
        }
        delete item;
    }
}

}  // namespace

OverviewView::OverviewView(Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kL, space::kM, space::kL, space::kL);
    column->setSpacing(space::kM);
    column->addWidget(new Label(Label::Title, tr("Overview")));
    m_success = new OverviewTile(tr("Success"));
    m_rate = new OverviewTile(tr("Requests per second"));
    m_latency = new OverviewTile(tr("p95 at the gateway"));
    m_running = new OverviewTile(tr("Instances ready"));
    m_incidents = new OverviewTile(tr("Need attention"));
    auto* tiles = new QHBoxLayout;
    tiles->setSpacing(space::kM);
    for (OverviewTile* tile : {m_success, m_rate, m_latency, m_running, m_incidents}) {
        tiles->addWidget(tile);
    }
    column->addLayout(tiles);
    connect(m_success, &QAbstractButton::clicked, this, [this] { emit servicesRequested({}); });
    connect(m_rate, &QAbstractButton::clicked, this, [this] { emit servicesRequested({}); });
    connect(m_latency, &QAbstractButton::clicked, this, [this] { emit servicesRequested({}); });
    connect(m_running, &QAbstractButton::clicked, this, [this] { emit servicesRequested({}); });
    connect(m_incidents, &QAbstractButton::clicked, this, [this] {
        const auto bad = [](const Service& each) { return needsAttention(each.state); };
        const auto& services = m_store->services();
        if (m_store->stuckSagas() > 0 && std::none_of(services.begin(), services.end(), bad)) {
            emit sagasRequested();
        } else {
            emit servicesRequested(QStringLiteral("status:bad"));
        }
    });

    auto* charts = new QHBoxLayout;
    charts->setSpacing(space::kM);
    m_rps = new Chart(tr("Requests per second at the gateway"), format::rate);
    m_p95 = new Chart(tr("p95 at the gateway"), format::latency);
    for (Chart* chart : {m_rps, m_p95}) {
        chart->setMinimumHeight(150);
        charts->addWidget(chart);
    }
    connect(m_rps, &Chart::crosshairMoved, m_p95, &Chart::setCrosshair);
    connect(m_p95, &Chart::crosshairMoved, m_rps, &Chart::setCrosshair);
    column->addLayout(charts, 2);

    auto* lower = new QHBoxLayout;
    lower->setSpacing(space::kM);
    auto* attention = new Card(tr("Needs attention"));
    m_attention = new QVBoxLayout;
    m_attention->setSpacing(space::kS);
    m_healthy = new Label(Label::Muted, tr("All healthy"));
    attention->body()->addLayout(m_attention);
    attention->body()->addWidget(m_healthy);
    attention->body()->addStretch(1);
    lower->addWidget(attention, 1);
    auto* deploys = new Card(tr("Latest rollouts"));
    m_receipts = new ReceiptsModel(store, this);
    auto* list = new QListView;
    list->setAccessibleName(tr("Latest rollouts"));
    list->setFrameShape(QFrame::NoFrame);
    list->setModel(m_receipts);
    list->setItemDelegate(new ReceiptDelegate(list));
    list->setMouseTracking(true);
    list->setMinimumHeight(120);
    m_noDeploys = new Label(Label::Muted, tr("No rollout yet: Redeploy a service, and its receipt comes here"));
    m_noDeploys->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_noDeploys->setWordWrap(true);
    deploys->body()->addWidget(m_noDeploys);
    deploys->body()->addWidget(list, 1);
    lower->addWidget(deploys, 1);
    column->addLayout(lower, 3);
    const auto choose = [this, list] {
        m_noDeploys->setVisible(m_receipts->rowCount() == 0);
        list->setVisible(m_receipts->rowCount() > 0);
    };
    connect(m_receipts, &QAbstractItemModel::rowsInserted, this, choose);
    connect(m_receipts, &QAbstractItemModel::rowsRemoved, this, choose);
    choose();
    connect(list, &QListView::activated, this, [this](const QModelIndex& index) {
        if (const Receipt* receipt = m_store->receipt(index.data(ReceiptsModel::ReceiptIdRole).toString())) {
            emit receiptActivated(receipt->service);
        }
    });
    connect(list, &QListView::clicked, list, &QListView::activated);
    connect(store, &Store::ticked, this, &OverviewView::refresh);
    connect(store, &Store::servicesChanged, this, &OverviewView::refresh);
    connect(store, &Store::reset, this, &OverviewView::refresh);
    connect(store, &Store::stuckSagasChanged, this, &OverviewView::refresh);
    refresh();
}

void OverviewView::refresh() {
    const double rps = m_store->totalRps();
    const double errors = m_store->totalErrorsPerS();
    const double success = rps > 0 ? 1 - std::min(1.0, errors / rps) : kNotMeasured;
    m_success->setValue(format::share(success), tr("%1 errors per second").arg(format::rate(errors)),
                        std::isnan(success) ? Status::Unknown
                        : success >= 0.999  ? Status::Ok
                        : success >= 0.99   ? Status::Degraded
                                            : Status::Failing);
    m_rate->setValue(format::rate(rps), tr("at the gateway"));
    m_latency->setValue(format::latency(m_store->gateway().p95Us), tr("last second"));
    int ready = 0;
    int desired = 0;
    int bad = 0;
    for (const Service& each : m_store->services()) {
        ready += each.ready;
        desired += each.desired;
        bad += needsAttention(each.state) ? 1 : 0;
    }
    bad += m_store->stuckSagas() > 0 ? 1 : 0;
    m_running->setValue(QStringLiteral("%1 / %2").arg(ready).arg(desired),
                        tr("%n services", nullptr, static_cast<int>(m_store->services().size())),
                        ready == desired ? Status::Ok : Status::Pending);
    m_incidents->setValue(QString::number(bad), bad == 0 ? tr("all healthy") : tr("show them"),
                          bad == 0 ? Status::Ok : Status::Degraded);
    const Series& series = m_store->gatewaySeries();
    m_rps->setLines({{tr("rps"), &series.values(Metric::Rps), overviewAccent, true}});
    m_p95->setLines({{tr("p95"), &series.values(Metric::P95Us), overviewAccent, false}});
    m_rps->setRange(300, series.lastMs());
    m_p95->setRange(300, series.lastMs());
    refreshAttention();
}

void OverviewView::refreshAttention() {
    QString shown;
    for (const Service& each : m_store->services()) {
        if (needsAttention(each.state)) {
            shown += each.name + wire(each.state) + each.why;
        }
    }
    const int stuck = m_store->stuckSagas();
    shown += stuck > 0 ? QString::number(stuck) : QString();
    if (shown == m_attentionShown) {
        return;
    }
    m_attentionShown = shown;
    empty(m_attention);
    m_healthy->setVisible(shown.isEmpty());
    for (const Service& each : m_store->services()) {
        if (!needsAttention(each.state)) {
            continue;
        }
        const QString name = each.name;
        addAttention(statusOf(each.state), name,
                     each.why.isEmpty() ? tr("%1 of %2 ready").arg(each.ready).arg(each.desired) : each.why,
                     [this, name] { emit serviceActivated(name); });
    }
    if (stuck > 0) {
        addAttention(Status::Failing, tr("Sagas"), tr("%n stuck: undoing a step fails", nullptr, stuck),
                     [this] { emit sagasRequested(); });
    }
}

void OverviewView::addAttention(Status status, const QString& name, const QString& reason,
                                const std::function<void()>& look) {
    auto* row = new QHBoxLayout;
    auto* pill = new Pill;
    pill->setStatus(status, name);
    auto* why = new Label(Label::Muted, reason);
    why->setElided(true);
    auto* open = makeButton(ButtonKind::Quiet, QStringLiteral("arrow-right"), tr("Look"));
    connect(open, &QPushButton::clicked, this, look);
    row->addWidget(pill);
    row->addWidget(why, 1);
    row->addWidget(open);
    m_attention->addLayout(row);
}

void OverviewView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().background);
}

}  // namespace slipway::gui
