#include "gui/app/screenshots.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <algorithm>
#include <functional>
#include <memory>

#include "gui/app/client_connection.h"
#include "gui/app/demo_connection.h"
#include "gui/app/demo_state.h"
#include "gui/app/main_window.h"
#include "gui/topology/topology_panel.h"
#include "gui/views/controls/toast.h"
#include "gui/views/gateway/gateway_view.h"
#include "gui/views/saga/sagas_view.h"
#include "gui/views/service/service_page.h"
#include "gui/views/service/services_view.h"
#include "gui/views/shell/callouts.h"
#include "gui/views/shell/drawer.h"
#include "gui/views/shell/inspector.h"
#include "gui/views/shell/welcome_view.h"
#include "gui/views/trace/traces_view.h"
#include "gui/views/trace/waterfall_view.h"

namespace slipway::gui {

namespace {

constexpr int kSettleMs = 450;

void settle(int milliseconds = kSettleMs) {
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < milliseconds) {
        QApplication::processEvents(QEventLoop::AllEvents, 20);
    }
}

struct Shot {
    QString name;
    bool empty = false;
    bool calm = false;
    std::function<void(MainWindow&, DemoConnection&)> arrange;
};

std::vector<Shot> shots() {
    using W = MainWindow;
    return {
        {QStringLiteral("welcome"), true, true, [](W&, DemoConnection&) {}},
        {QStringLiteral("topology"), false, false, [](W& w, DemoConnection&) { w.showScreen(W::Topology); }},
        {QStringLiteral("topology-p2p"), false, true,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Topology);
             w.switchTopology(QStringLiteral("p2p"));
         }},
        {QStringLiteral("topology-first-run"), false, true,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Topology);
             w.setInspectorShown(false);
             w.callouts()->show();
         }},
        {QStringLiteral("topology-selected"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Topology);
             w.topology()->view()->select({QStringLiteral("orders"), {}, {}});
         }},
        {QStringLiteral("topology-edge"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Topology);
             w.topology()->view()->select({{}, QStringLiteral("orders"), QStringLiteral("points")});
         }},
        {QStringLiteral("overview"), false, false, [](W& w, DemoConnection&) { w.showScreen(W::Overview); }},
        {QStringLiteral("services"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Services);
             w.servicesView()->selectService(QStringLiteral("products"));
             w.feedback()->setReceipt(QStringLiteral("products"), QStringLiteral("ro-12"));
         }},
        {QStringLiteral("services-filtered"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Services);
             w.servicesView()->setFilter(QStringLiteral("status:bad"));
             w.drawer()->open(2);
         }},
        {QStringLiteral("gateway"), false, false, [](W& w, DemoConnection&) { w.showScreen(W::Gateway); }},
        {QStringLiteral("gateway-cache"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Gateway);
             w.gatewayView()->setTab(GatewayView::Cache);
         }},
        {QStringLiteral("gateway-mirrors"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Gateway);
             w.gatewayView()->setTab(GatewayView::Mirrors);
         }},
        {QStringLiteral("gateway-queues"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Gateway);
             w.gatewayView()->setTab(GatewayView::Queues);
         }},
        {QStringLiteral("gateway-price"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Gateway);
             w.gatewayView()->setTab(GatewayView::Price);
         }},
        {QStringLiteral("gateway-mirrors-empty"), false, true,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Gateway);
             w.gatewayView()->setTab(GatewayView::Mirrors);
         }},
        {QStringLiteral("traces"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Traces);
             settle(200);
             w.tracesView()->waterfall()->setCurrentRow(8);
         }},
        {QStringLiteral("traces-empty"), false, true, [](W& w, DemoConnection&) { w.showScreen(W::Traces); }},
        {QStringLiteral("sagas"), false, false, [](W& w, DemoConnection&) { w.showScreen(W::Sagas); }},
        {QStringLiteral("sagas-done"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Sagas);
             settle(100);
             w.sagasView()->selectSaga(QStringLiteral("sg-019ae2f3b112"));
         }},
        {QStringLiteral("sagas-empty"), false, true, [](W& w, DemoConnection&) { w.showScreen(W::Sagas); }},
        {QStringLiteral("service-overview"), false, false,
         [](W& w, DemoConnection&) { w.showService(QStringLiteral("products")); }},
        {QStringLiteral("service-rollout"), false, false,
         [](W& w, DemoConnection&) { w.showService(QStringLiteral("orders")); }},
        {QStringLiteral("service-instances"), false, false,
         [](W& w, DemoConnection&) { w.showService(QStringLiteral("points"), ServicePage::Instances); }},
        {QStringLiteral("service-logs"), false, false,
         [](W& w, DemoConnection&) { w.showService(QStringLiteral("orders"), ServicePage::Logs); }},
        {QStringLiteral("service-deploys"), false, false,
         [](W& w, DemoConnection&) { w.showService(QStringLiteral("products"), ServicePage::Deploys); }},
        {QStringLiteral("service-rolled-back"), false, false,
         [](W& w, DemoConnection&) { w.showService(QStringLiteral("users"), ServicePage::Deploys); }},
        {QStringLiteral("service-error"), false, false,
         [](W& w, DemoConnection&) {
             w.showService(QStringLiteral("users"));
             w.feedback()->setFailure(
                 QStringLiteral("users"),
                 {ServiceAction::Redeploy,
                  0,
                  {QStringLiteral("rollout_failed"),
                   QStringLiteral("users-5 did not become ready within 30 s; the old instances serve on."),
                   {},
                   {QStringLiteral("INFO  shop-users 0.1.0 on port 21481"),
                    QStringLiteral("ERROR migration 7 needs a column that is not there: users.tier")}}});
         }},
        {QStringLiteral("drawer-logs"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Topology);
             w.perform(ServiceAction::OpenLogs, QStringLiteral("orders"));
         }},
        {QStringLiteral("drawer-events"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Services);
             w.drawer()->open(1);
         }},
        {QStringLiteral("palette"), false, false,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Topology);
             w.openPalette();
             w.palette()->field()->setText(QStringLiteral("red"));
         }},
        {QStringLiteral("shortcuts"), false, false, [](W& w, DemoConnection&) { w.openShortcuts(); }},
        {QStringLiteral("toast"), false, true,
         [](W& w, DemoConnection&) {
             w.showScreen(W::Services);
             w.toast()->show(MainWindow::tr("Scaled %1 %2 → %3").arg(QStringLiteral("orders")).arg(2).arg(4),
                             MainWindow::tr("Undo"));
         }},
        {QStringLiteral("daemon-lost"), false, true,
         [](W& w, DemoConnection& c) {
             w.showScreen(W::Services);
             c.lose();
         }},
        {QStringLiteral("daemon-lost-topology"), false, true,
         [](W& w, DemoConnection& c) {
             w.showScreen(W::Topology);
             settle(200);
             c.lose();
         }},
    };
}

}  // namespace

int renderScreenshots(const QString& folder, const QString& language) {
    const QDir dir(folder);
    if (!dir.mkpath(QStringLiteral("."))) {
        return -1;
    }
    const QString suffix = language.isEmpty() || language == QLatin1String("en") ? QString() : u'-' + language;
    Theme::current().setReducedMotion(true);
    int count = 0;
    for (const bool dark : {true, false}) {
        Theme::current().setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        for (const QSize size : {QSize(1440, 900), QSize(1024, 640)}) {
            for (const Shot& shot : shots()) {
                const qint64 nowMs = QDateTime::currentMSecsSinceEpoch();
                const QTemporaryDir scratch;
                DemoConnection connection(shot.empty, shot.calm, nowMs);
                Store store;
                Session session(&connection, &store, {false, {}});
                MainWindow::Options options;
                options.sample = false;
                options.settingsPath = scratch.filePath(QStringLiteral("settings.ini"));
                options.keepsTheme = false;
                MainWindow window(&session, options);
                window.resize(size);
                window.show();
                window.start();
                settle(150);
                for (int patience = 0; patience < 50 && !shot.empty && store.gatewaySeries().isEmpty(); ++patience) {
                    settle(20);
                }
                if (!shot.empty) {
                    connection.beat();
                }
                shot.arrange(window, connection);
                settle();
                const QString name = QStringLiteral("%1-%2%3%4.png")
                                         .arg(shot.name, dark ? QStringLiteral("dark") : QStringLiteral("light"),
                                              size.width() < 1440 ? QStringLiteral("-1024") : QString(), suffix);
                if (!window.grab().save(dir.filePath(name))) {
                    return -1;
                }
                ++count;
            }
        }
    }
    return count;
}

int renderLiveScreenshots(const QString& folder, const QString& home) {
    constexpr int kStartMs = 60'000;
    constexpr int kTrafficMs = 12'000;
    const QDir dir(folder);
    if (!dir.mkpath(QStringLiteral("."))) {
        return -1;
    }
    const QTemporaryDir scratch;
    ClientConnection connection(home);
    Store store;
    Session session(&connection, &store, {});
    MainWindow::Options options;
    options.settingsPath = scratch.filePath(QStringLiteral("settings.ini"));
    options.keepsTheme = false;
    MainWindow window(&session, options);
    bool ours = false;
    QObject::connect(&session, &Session::upAccepted, &window, [&ours] { ours = true; });
    window.show();
    window.start();
    QElapsedTimer clock;
    clock.start();
    const auto ready = [&store] {
        return store.hasProject() && std::all_of(store.services().begin(), store.services().end(),
                                                 [](const Service& s) { return s.ready == s.desired; });
    };
    while (!ready() && clock.elapsed() < kStartMs) {
        settle(50);
    }
    if (!ready()) {
        return -1;
    }
    settle(kTrafficMs);
    const QString service = store.services().front().name;
    int count = 0;
    for (const bool dark : {true, false}) {
        Theme::current().setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        const auto grab = [&](const QString& name) {
            settle();
            const QString file =
                QStringLiteral("live-%1-%2.png").arg(name, dark ? QStringLiteral("dark") : QStringLiteral("light"));
            count += window.grab().save(dir.filePath(file)) ? 1 : 0;
        };
        window.showScreen(MainWindow::Topology);
        grab(QStringLiteral("topology"));
        window.showScreen(MainWindow::Overview);
        grab(QStringLiteral("overview"));
        window.showScreen(MainWindow::Services);
        grab(QStringLiteral("services"));
        window.showScreen(MainWindow::Gateway);
        settle(1000);
        grab(QStringLiteral("gateway"));
        window.showScreen(MainWindow::Traces);
        settle(1000);
        grab(QStringLiteral("traces"));
        window.showScreen(MainWindow::Sagas);
        settle(1000);
        grab(QStringLiteral("sagas"));
        window.showService(service, ServicePage::Overview);
        grab(QStringLiteral("service"));
        window.showService(service, ServicePage::Logs);
        grab(QStringLiteral("logs"));
        window.showService(service, ServicePage::Overview);
        window.perform(ServiceAction::Redeploy, service);
        grab(QStringLiteral("redeploy"));
        for (int patience = 0; patience < 400 && store.runningOperation(service); ++patience) {
            settle(50);
        }
        window.showService(service, ServicePage::Deploys);
        grab(QStringLiteral("receipt"));
    }
    if (ours) {
        session.down();
        for (int patience = 0; patience < 400 && store.hasProject(); ++patience) {
            settle(50);
        }
    }
    return count;
}

}  // namespace slipway::gui
