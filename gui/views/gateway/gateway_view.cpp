#include "gui/views/gateway/gateway_view.h"

#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "gui/models/gateway_rows.h"
#include "gui/views/controls/filter_field.h"
#include "gui/views/controls/grid_panel.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/screen_head.h"
#include "gui/views/controls/table.h"
#include "gui/views/gateway/cache_panel.h"

namespace slipway::gui {

namespace {

QString snippetOf(const char* lines) {
    return QString::fromLatin1(lines);
}

/// Two panels above each other, the upper one the smaller.
QSplitter* stacked(QWidget* upper, QWidget* lower) {
    auto* split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    upper->setMinimumHeight(3 * metric::kRowHeight);
    lower->setMinimumHeight(3 * metric::kRowHeight);
    split->addWidget(upper);
    split->addWidget(lower);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    return split;
}

}  // namespace

GatewayView::GatewayView(Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = screenHead(tr("Gateway"));
    m_filter = new FilterField(tr("Filter: path, service, route"), QStringLiteral("filter"));
    m_filter->setMaximumWidth(420);
    m_filter->setMinimumWidth(220);
    head->addWidget(m_filter, 1);
    m_state = new Label(Label::Muted);
    head->addWidget(m_state);
    head->addStretch(1);
    column->addLayout(head);
    m_failure = new Notice;
    m_failure->setDismissable(true);
    m_failure->hide();
    auto* failureRow = new QVBoxLayout;
    failureRow->setContentsMargins(space::kL, 0, space::kL, space::kS);
    failureRow->addWidget(m_failure);
    column->addLayout(failureRow);

    m_routes = new GridPanel(tr("Routes"), GatewayRows::routeColumns(), {230, 170, 130, 130, 0, 62, 74, 84, 66},
                             {QStringLiteral("gateway"), tr("No request from outside has a way in yet: write a route"),
                              snippetOf("gateway:\n  listen: 127.0.0.1:8080\n  routes:\n    - {path_prefix: /users, "
                                        "to: users}\n")});
    m_routes->setDroppableColumns({3, 2});
    auto* split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    m_routes->setMinimumHeight(3 * metric::kRowHeight);
    split->addWidget(m_routes);
    split->addWidget(makeLower());
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    column->addWidget(split, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_routes->setRows(GatewayRows::routes(m_routesNow, text));
        m_routes->setEmptySentence(text.isEmpty() ? tr("No request from outside has a way in yet: write a route")
                                                  : tr("No route matches the filter"));
    });
    connect(m_filter, &FilterField::escaped, m_routes->table(), qOverload<>(&QWidget::setFocus));
    connect(m_routes, &GridPanel::currentChanged, this, &GatewayView::refreshPolicies);
    connect(store, &Store::gatewayChanged, this, &GatewayView::refreshHead);
    connect(store, &Store::linkChanged, this, &GatewayView::refreshHead);
    connect(store, &Store::reset, this, &GatewayView::refreshHead);
    refreshHead();
}

QWidget* GatewayView::makeLower() {
    auto* lower = new QWidget;
    auto* column = new QVBoxLayout(lower);
    column->setContentsMargins(0, space::kXs, 0, 0);
    column->setSpacing(0);
    m_tabs = new QTabBar;
    m_tabs->setAccessibleName(tr("Parts of the gateway"));
    m_tabs->setDrawBase(true);
    m_tabs->setExpanding(false);
    auto* tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(space::kS, 0, space::kL, 0);
    tabRow->addWidget(m_tabs, 1);
    column->addLayout(tabRow);
    for (const QString& title : {tr("Policies"), tr("Cache"), tr("Mirrors"), tr("Queues"), tr("Price of a hop")}) {
        m_tabs->addTab(title);
    }
    m_stack = new QStackedWidget;
    m_stack->setMinimumHeight(200);
    m_policies = new GridPanel(tr("Policies of the route"), GatewayRows::policyColumns(), {240, 180, 110, 0},
                               {QStringLiteral("settings"),
                                tr("The selected route has no policies: what it may ask of a request is checked here"),
                                snippetOf("gateway:\n"
                                          "  routes:\n"
                                          "    - path_prefix: /orders\n"
                                          "      to: orders\n"
                                          "      auth:\n"
                                          "        api_key: {keys: {mobile: \"${MOBILE_KEY}\"}}\n"
                                          "      rate_limit: {requests: 100, per: 1m, by: key}\n")});
    m_cache = new CachePanel;
    m_stack->addWidget(m_policies);
    m_stack->addWidget(m_cache);
    m_stack->addWidget(makeMirrors());
    m_stack->addWidget(makeQueues());
    m_prices =
        new GridPanel(tr("Price of a hop"), GatewayRows::priceColumns(), {260, 130, 100, 100, 100, 100, 120, 0},
                      {QStringLiteral("activity"),
                       tr("Not measured yet: each declared call is asked directly and through its proxy, in turn"),
                       {}});
    m_measure = makeButton(ButtonKind::Primary, QStringLiteral("activity"), tr("Measure now"));
    m_measure->setObjectName(QStringLiteral("measurePrice"));
    auto* note = new Label(Label::Muted, tr("What going through a proxy costs a call: medians of health checks. Switch "
                                            "the topology and measure again to compare both modes."));
    note->setElided(true);
    m_prices->bar()->setContentsMargins(space::kL, space::kS, space::kL, space::kS);
    m_prices->bar()->addWidget(note, 1);
    m_prices->bar()->addWidget(m_measure);
    m_stack->addWidget(m_prices);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        emit tabChanged(tab);
    });
    connect(m_cache, &CachePanel::purgeRequested, this, &GatewayView::purgeCacheRequested);
    connect(m_measure, &QPushButton::clicked, this, &GatewayView::measureRequested);
    return lower;
}

QWidget* GatewayView::makeMirrors() {
    m_mirrors = new GridPanel(
        tr("Mirrors"), GatewayRows::mirrorColumns(), {0, 110, 110, 70, 82, 74, 80, 84, 74, 78, 90},
        {QStringLiteral("copy"),
         tr("No route is mirrored: before a service is replaced, the new one can be asked the same and compared"),
         snippetOf("gateway:\n"
                   "  routes:\n"
                   "    - path_prefix: /products\n"
                   "      to: monolith\n"
                   "      mirror: {service: products, percent: 100, compare: {ignore: [/stock]}}\n")});
    m_mirrors->setDroppableColumns({9, 8, 3});
    m_differences = new GridPanel(tr("Differences"), GatewayRows::differenceColumns(), {80, 0, 200, 110, 110, 220},
                                  {QStringLiteral("check"), tr("No answer of the shadow differed"), {}});
    m_differences->setDroppableColumns({5});
    m_differences->setMonoColumn(5);
    connect(m_mirrors, &GridPanel::currentChanged, this, [this](const QString& route) {
        m_differences->setRows(GatewayRows::differences(m_mirrorsNow, route));
        m_differences->setVisible(!route.isEmpty());
    });
    m_differences->hide();
    return stacked(m_mirrors, m_differences);
}

QWidget* GatewayView::makeQueues() {
    m_queues = new GridPanel(
        tr("Queues"), GatewayRows::queueColumns(), {180, 70, 74, 70, 98, 84, 84, 92, 78, 0},
        {QStringLiteral("tasks"),
         tr("No call is asynchronous: one that is, is taken at once and delivered in its own time"),
         snippetOf("services:\n  orders:\n    calls:\n      - {service: points, mode: async, key: X-Ordering-Key}\n")});
    m_queues->setDroppableColumns({8, 7, 5});
    m_messages = new GridPanel(tr("Messages"), GatewayRows::messageColumns(), {220, 120, 110, 0, 60, 70, 84, 200},
                               {QStringLiteral("check"), tr("Nothing waits, and there is no dead letter"), {}});
    m_messages->setDroppableColumns({6, 2});
    m_messages->setMonoColumn(0);
    m_redeliver = makeButton(ButtonKind::Primary, QStringLiteral("restart"), tr("Redeliver dead letters"));
    m_redeliver->setObjectName(QStringLiteral("redeliver"));
    m_purgeDead = makeButton(ButtonKind::Danger, QStringLiteral("stop"), tr("Purge…"));
    m_purgeDead->setObjectName(QStringLiteral("purgeDead"));
    auto* bar = m_messages->bar();
    bar->setContentsMargins(space::kL, space::kS, space::kL, space::kS);
    bar->addWidget(new Label(Label::Strong, tr("Messages")));
    bar->addStretch(1);
    bar->addWidget(m_redeliver);
    bar->addWidget(m_purgeDead);
    connect(m_queues, &GridPanel::currentChanged, this, [this](const QString& queue) {
        m_messages->setRows({});
        m_messages->setVisible(!queue.isEmpty());
        refreshQueueButtons();
        emit queueSelected(queue);
    });
    connect(m_redeliver, &QPushButton::clicked, this,
            [this] { emit redeliverRequested(m_queues->currentKey(), QString()); });
    connect(m_purgeDead, &QPushButton::clicked, this, &GatewayView::askPurge);
    m_messages->hide();
    return stacked(m_queues, m_messages);
}

void GatewayView::setRoutes(const nlohmann::json& routes) {
    m_routesNow = routes;
    m_routes->setRows(GatewayRows::routes(routes, m_filter->text()));
    refreshPolicies();
}

void GatewayView::setCache(const nlohmann::json& stats) {
    m_cache->setStats(stats);
}

void GatewayView::setMirrors(const nlohmann::json& mirrors) {
    m_mirrorsNow = mirrors;
    m_mirrors->setRows(GatewayRows::mirrors(mirrors));
    m_differences->setRows(GatewayRows::differences(mirrors, m_mirrors->currentKey()));
}

void GatewayView::setQueues(const nlohmann::json& queues) {
    m_queuesNow = queues;
    m_queues->setRows(GatewayRows::queues(queues));
    refreshQueueButtons();
}

void GatewayView::setMessages(const nlohmann::json& messages) {
    m_messages->setRows(GatewayRows::messages(messages));
}

void GatewayView::setPrices(const nlohmann::json& prices) {
    m_prices->setRows(GatewayRows::prices(prices));
}

void GatewayView::setMeasuring(bool measuring) {
    m_measuring = measuring;
    m_measure->setText(measuring ? tr("Measuring…") : tr("Measure now"));
    refreshHead();
}

void GatewayView::showFailure(const QString& title, const ApiError& error) {
    m_failure->setError(title, error);
    m_failure->show();
}

void GatewayView::clearFailure() {
    m_failure->hide();
}

void GatewayView::forget() {
    m_failure->hide();
    setRoutes(nlohmann::json::array());
    setCache(nlohmann::json::object());
    setMirrors(nlohmann::json::array());
    setQueues(nlohmann::json::array());
    setPrices(nlohmann::json::array());
}

GatewayView::Tab GatewayView::tab() const {
    return static_cast<Tab>(m_tabs->currentIndex());
}

void GatewayView::setTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

void GatewayView::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void GatewayView::refreshHead() {
    const GatewayInfo& gateway = m_store->gateway();
    QStringList said;
    if (gateway.state == QLatin1String("serving")) {
        said << tr("serving");
    } else if (gateway.state == QLatin1String("starting")) {
        said << tr("starting");
    } else if (gateway.state == QLatin1String("lost")) {
        said << tr("lost");
    }
    if (gateway.generation > 0) {
        said << tr("configuration %1").arg(gateway.generation);
    }
    m_state->setText(said.join(QStringLiteral(" · ")));
    const QString away = m_store->isLive() ? QString() : tr("slipwayd does not answer");
    m_cache->setBlocked(away);
    setReason(m_measure, m_measuring ? tr("A measurement is under way") : away);
    refreshQueueButtons();
}

void GatewayView::refreshPolicies() {
    m_policies->setRows(GatewayRows::policies(m_routesNow, m_routes->currentKey()));
}

void GatewayView::refreshQueueButtons() {
    const int dead = GatewayRows::deadLetters(m_queuesNow, m_queues->currentKey());
    const QString why = !m_store->isLive() ? tr("slipwayd does not answer")
                        : dead == 0        ? tr("There is no dead letter")
                                           : QString();
    setReason(m_redeliver, why);
    setReason(m_purgeDead, why);
}

// Dead letters that are purged are gone: asked for twice, by a menu and not by a dialog.
void GatewayView::askPurge() {
    const QString queue = m_queues->currentKey();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("purgeDeadMenu"));
    const int dead = GatewayRows::deadLetters(m_queuesNow, queue);
    connect(menu->addAction(icon(QStringLiteral("stop"), IconColor::Err),
                            tr("Yes, forget %n dead letters for good", nullptr, dead)),
            &QAction::triggered, this, [this, queue] { emit purgeQueueRequested(queue, QString()); });
    menu->popup(m_purgeDead->mapToGlobal(QPoint(0, m_purgeDead->height() + 2)));
}

}  // namespace slipway::gui
