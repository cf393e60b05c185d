#include <QAbstractButton>
#include <QInputMethodEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include "support/patience.h"

#include "gui/topology/inspector_row.h"
#include "gui/topology/topology_inspector.h"
#include "gui/topology/topology_panel.h"
#include "gui/topology/topology_switch.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/progress_strip.h"
#include "gui/views/controls/receipt_card.h"
#include "gui/views/controls/replica_stepper.h"
#include "gui/views/controls/table.h"
#include "gui/views/controls/toast.h"
#include "gui/views/logs/logs_pane.h"
#include "gui/views/service/service_page.h"
#include "gui/views/service/services_view.h"
#include "gui/views/shell/banner.h"
#include "gui/views/shell/drawer.h"
#include "gui/views/shell/inspector.h"
#include "gui/views/shell/shortcuts_sheet.h"
#include "gui/views/shell/status_strip.h"
#include "gui/views/shell/welcome_view.h"
#include "gui/window_fixture.h"

using namespace slipway::gui;
using nlohmann::json;

namespace {

template <class T>
T* visible(QWidget* parent) {
    for (T* each : parent->findChildren<T*>()) {
        if (each->isVisible()) {
            return each;
        }
    }
    return nullptr;
}

QAbstractButton* redeployButton(ServicePage* page) {
    return page->findChild<QPushButton*>(QStringLiteral("redeploy"));
}

/// What the daemon says of an operation, by event and in STATE alike.
void tell(FakeDaemon& daemon, long long event, const json& operation) {
    daemon.state["operations"] = json::array({operation});
    daemon.push(sample::event(event, "operation", {{"operation", operation}}));
}

}  // namespace

class WindowTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void connectsAndShowsTheProject() {
        WindowFixture f;
        QVERIFY(f.open());
        QCOMPARE(f.window->screen(), MainWindow::Topology);
        QVERIFY(f.window->windowTitle().startsWith(QStringLiteral("shop")));
        QTRY_VERIFY(f.window->statusStrip()->text().contains(QStringLiteral("2 services")));
        f.daemon->push(sample::tick(1700000061000, 17));
        QTRY_COMPARE(f.store.totalRps(), 34.0);
        QTRY_VERIFY(f.window->statusStrip()->text().contains(QStringLiteral("34 rps")));
    }

    void redeployWithProgressAndReceipt() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showService(QStringLiteral("products"));
        ServicePage* page = f.window->servicePage();
        QTRY_VERIFY(redeployButton(page)->isEnabled());
        QTest::mouseClick(redeployButton(page), Qt::LeftButton);
        const QString path = QStringLiteral("/v1/projects/shop/services/products/redeploy");
        QTRY_COMPARE(f.daemon->count(QStringLiteral("POST"), path), 1);
        QTRY_VERIFY(visible<ProgressStrip>(page));
        QVERIFY(!redeployButton(page)->isEnabled());
        QVERIFY(!redeployButton(page)->toolTip().isEmpty());

        f.daemon->push(
            sample::event(101, "operation", {{"operation", sample::operation("op-7", "running", "health")}}));
        QTRY_COMPARE(f.store.operation(QStringLiteral("op-7"))->phase, Phase::Health);
        QTRY_VERIFY(visible<ProgressStrip>(page)->accessibleDescription().contains(QStringLiteral("Health")));
        f.daemon->push(sample::event(
            102, "instance", {{"instance", sample::instance("products", 3, "ready", 2)}, {"from", "starting"}}));
        f.daemon->push(
            sample::event(103, "operation", {{"operation", sample::operation("op-7", "running", "drain", 1)}}));
        QTRY_VERIFY(visible<ProgressStrip>(page)->accessibleDescription().contains(QStringLiteral("1 of 2")));
        f.daemon->push(sample::event(104, "rollout", {{"receipt", sample::receipt("ro-5")}}));
        f.daemon->push(
            sample::event(105, "operation", {{"operation", sample::operation("op-7", "succeeded", "done", 2)}}));

        QTRY_VERIFY(visible<ReceiptCard>(page));
        const QString said = visible<ReceiptCard>(page)->accessibleDescription();
        QVERIFY2(said.contains(QStringLiteral("18,211 requests served, 0 failed")), qPrintable(said));
        QVERIFY(said.contains(QStringLiteral("products-1 (pid 4001) → products-3 (pid 4003)")));
        QVERIFY(!visible<ProgressStrip>(page));
        QTRY_VERIFY(redeployButton(page)->isEnabled());
        QVERIFY(f.window->toast()->isVisible());
        QVERIFY(f.window->toast()->text().contains(QStringLiteral("18,211")));
        page->setTab(ServicePage::Deploys);
        QTRY_VERIFY(visible<ReceiptCard>(page));
        QCOMPARE(visible<ReceiptCard>(page)->receiptId(), QStringLiteral("ro-5"));
    }

    void theTopologyIsSwitchedAndBack() {
        WindowFixture f;
        QVERIFY(f.open());
        TopologySwitch* modes = f.window->topology()->modeSwitch();
        ModeSegment* hub = modes->segment(QStringLiteral("hub-and-spoke"));
        ModeSegment* peer = modes->segment(QStringLiteral("p2p"));
        QTRY_VERIFY(peer->isVisible() && peer->isEnabled());
        QVERIFY(hub->isChecked() && !peer->isChecked());
        QCOMPARE(modes->linksText(), QStringLiteral("2 links through the hub / 3 from peer to peer"));
        QTest::mouseClick(hub, Qt::LeftButton);  // is in force: nothing to ask
        QTest::mouseClick(peer, Qt::LeftButton);
        const QString path = QStringLiteral("/v1/projects/shop/topology");
        QTRY_COMPARE(f.daemon->count(QStringLiteral("PUT"), path), 1);
        QCOMPARE(f.daemon->lastBody(QStringLiteral("PUT"), path), json({{"mode", "p2p"}}));
        QTRY_VERIFY(f.store.runningSwitch());
        QTRY_VERIFY(!peer->isEnabled() && !hub->isEnabled());
        QCOMPARE(peer->toolTip(), QStringLiteral("A switch is running"));

        f.daemon->push(sample::event(101, "project", {{"action", "topology"}}));
        tell(*f.daemon, 102, sample::topologyOperation("op-7", "running", 1, 2));
        QTRY_COMPARE(modes->linksText(), QStringLiteral("Switching… 1 of 2 links"));
        QTRY_VERIFY(peer->isChecked() && !hub->isChecked());
        QTRY_COMPARE(peer->progress(), 0.5);
        QCOMPARE(f.window->topology()->view()->topology().mode, QStringLiteral("p2p"));
        tell(*f.daemon, 103, sample::topologyOperation("op-7", "succeeded", 2, 2));
        QTRY_VERIFY(peer->isEnabled() && hub->isEnabled());
        QCOMPARE(modes->linksText(), QStringLiteral("2 links through the hub / 3 from peer to peer"));
        QTRY_VERIFY(f.window->toast()->isVisible());
        QCOMPARE(f.window->toast()->text(), QStringLiteral("Switched to: Peer to peer"));
        // The sidecar came with the mode.
        auto* side = f.window->findChild<TopologyInspector*>();
        QVERIFY(side);
        const auto rowNamed = [side](const QString& name) {
            for (InspectorRow* row : side->findChildren<InspectorRow*>()) {
                if (row->text() == name) {
                    return row->value();
                }
            }
            return QString();
        };
        QTRY_COMPARE(rowNamed(QStringLiteral("Sidecar of users")), QStringLiteral("8.0 MiB · 7 connections"));
        QCOMPARE(rowNamed(QStringLiteral("Links from peer to peer")), QStringLiteral("3"));

        QTest::mouseClick(f.window->toast()->button(), Qt::LeftButton);  // undo
        QTRY_COMPARE(f.daemon->count(QStringLiteral("PUT"), path), 2);
        QCOMPARE(f.daemon->lastBody(QStringLiteral("PUT"), path), json({{"mode", "hub-and-spoke"}}));
        QTRY_VERIFY(f.store.operation(QStringLiteral("op-8")));
        tell(*f.daemon, 104, sample::topologyOperation("op-8", "succeeded", 2, 2));
        QTRY_VERIFY(hub->isChecked() && hub->isEnabled());
    }

    void aFailedSwitchSaysWhyAndIsTriedAgain() {
        WindowFixture f;
        QVERIFY(f.open());
        const QString path = QStringLiteral("/v1/projects/shop/topology");
        TopologySwitch* modes = f.window->topology()->modeSwitch();
        ModeSegment* peer = modes->segment(QStringLiteral("p2p"));
        QTRY_VERIFY(peer->isVisible() && peer->isEnabled());
        // By keyboard.
        peer->setFocus();
        QTest::keyClick(peer, Qt::Key_Space);
        QTRY_VERIFY(f.store.runningSwitch());
        json failed = sample::topologyOperation("op-7", "failed", 1, 2);
        failed["error"] = {{"code", "timeout"},
                           {"origin", "daemon"},
                           {"message", "sidecar of users did not take its links over"},
                           {"hint", "The topology before is in force again."},
                           {"details", json::array()},
                           {"problems", json::array()}};
        f.daemon->state["topology"]["mode"] = "hub-and-spoke";
        tell(*f.daemon, 101, failed);
        QTRY_VERIFY(visible<Notice>(f.window->topology()));
        Notice* notice = visible<Notice>(f.window->topology());
        QVERIFY2(notice->details().contains(QStringLiteral("sidecar of users did not take its links over")),
                 qPrintable(notice->details()));
        QTRY_VERIFY(modes->segment(QStringLiteral("hub-and-spoke"))->isChecked() && peer->isEnabled());
        // The daemon may refuse at once, too.
        f.daemon->on(QStringLiteral("PUT"), path, [](const FakeDaemon::Request&) {
            return FakeDaemon::Answer{
                409, {{"error", {{"code", "conflict"}, {"message", "users is being redeployed"}, {"hint", ""}}}}};
        });
        emit notice->retry();
        QTRY_COMPARE(f.daemon->count(QStringLiteral("PUT"), path), 2);
        QTRY_VERIFY(visible<Notice>(f.window->topology()));
        QVERIFY(notice->details().contains(QStringLiteral("users is being redeployed")));
        QVERIFY(!f.store.runningSwitch());
    }

    void theSwitchIsInThePaletteAndOffWithoutADaemon() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Services);
        f.window->openPalette();
        f.window->palette()->field()->setText(QStringLiteral("Peer to peer"));
        QTest::keyClick(f.window->palette()->field(), Qt::Key_Return);
        QTRY_COMPARE(f.daemon->count(QStringLiteral("PUT"), QStringLiteral("/v1/projects/shop/topology")), 1);
        QCOMPARE(f.window->screen(), MainWindow::Topology);
        QTRY_VERIFY(f.store.runningSwitch());
        tell(*f.daemon, 101, sample::topologyOperation("op-7", "succeeded", 2, 2));
        ModeSegment* hub = f.window->topology()->modeSwitch()->segment(QStringLiteral("hub-and-spoke"));
        QTRY_VERIFY(hub->isEnabled());
        f.daemon->stop();
        QTRY_VERIFY(!hub->isEnabled());
        QCOMPARE(hub->toolTip(), QStringLiteral("Not connected to slipwayd"));
    }

    void aFailedRolloutIsSaidInPlaceAndRetried() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showService(QStringLiteral("products"));
        QTRY_VERIFY(redeployButton(f.window->servicePage())->isEnabled());
        QTest::mouseClick(redeployButton(f.window->servicePage()), Qt::LeftButton);
        QTRY_VERIFY(f.store.runningOperation(QStringLiteral("products")));
        json failed = sample::operation("op-7", "failed", "health");
        failed["error"] = {{"code", "rollout_failed"},
                           {"origin", "upstream"},
                           {"message", "products-3 did not become ready within 30 s"},
                           {"hint", "The old instances serve on."},
                           {"details", {"ERROR no such table"}},
                           {"problems", json::array()}};
        f.daemon->push(sample::event(101, "operation", {{"operation", failed}}));
        QTRY_VERIFY(visible<Notice>(f.window->servicePage()));
        Notice* notice = visible<Notice>(f.window->servicePage());
        QVERIFY(
            notice->details().contains(QStringLiteral("did not become ready within 30 s The old instances serve on.")));
        QVERIFY(notice->details().contains(QStringLiteral("ERROR no such table")));
        emit notice->retry();
        QTRY_COMPARE(
            f.daemon->count(QStringLiteral("POST"), QStringLiteral("/v1/projects/shop/services/products/redeploy")), 2);
        QTRY_VERIFY(!visible<Notice>(f.window->servicePage()));
    }

    void aRefusalIsSaidInPlaceAndTheStateReadAgain() {
        WindowFixture f;
        QVERIFY(f.open());
        f.daemon->on(QStringLiteral("POST"), QStringLiteral("/v1/projects/shop/services/products/scale"),
                     [](const FakeDaemon::Request&) {
                         return FakeDaemon::Answer{
                             409,
                             {{"error",
                               {{"code", "conflict"},
                                {"message", "products is being redeployed; it has 3 replicas now"},
                                {"hint", ""}}}}};
                     });
        f.daemon->state["services"][1]["desired"] = 3;
        f.window->showService(QStringLiteral("products"));
        const int reads = f.daemon->count(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop"));
        f.window->perform(ServiceAction::Scale, QStringLiteral("products"), 5);
        QTRY_VERIFY(visible<Notice>(f.window->servicePage()));
        QVERIFY(visible<Notice>(f.window->servicePage())->details().contains(QStringLiteral("3 replicas now")));
        QTRY_COMPARE(f.daemon->count(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop")), reads + 1);
        QTRY_COMPARE(f.store.service(QStringLiteral("products"))->desired, 3);
        QTRY_COMPARE(visible<ReplicaStepper>(f.window->servicePage())->shown(), 3);
    }

    void pressesOfTheStepperAreOneScaleWithUndo() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showService(QStringLiteral("products"));
        auto* stepper = visible<ReplicaStepper>(f.window->servicePage());
        QVERIFY(stepper);
        QTRY_VERIFY(stepper->isEnabled());
        stepper->step(+1);
        stepper->step(+1);
        QCOMPARE(stepper->shown(), 4);
        const QString path = QStringLiteral("/v1/projects/shop/services/products/scale");
        QTRY_COMPARE(f.daemon->count(QStringLiteral("POST"), path), 1);
        QCOMPARE(f.daemon->lastBody(QStringLiteral("POST"), path)["replicas"].get<int>(), 4);
        QTRY_VERIFY(f.window->toast()->isVisible());
        QVERIFY2(f.window->toast()->text().contains(QStringLiteral("2 → 4")), qPrintable(f.window->toast()->text()));
        json done = sample::operation("op-7", "succeeded", "done", 2);
        done["kind"] = "scale";
        json service = sample::service("products", "catalog", 4);
        f.daemon->push(sample::event(101, "service", {{"service", service}}));
        f.daemon->push(sample::event(102, "operation", {{"operation", done}}));
        QTRY_VERIFY(!f.store.runningOperation(QStringLiteral("products")));
        QTRY_VERIFY(f.window->toast()->text().startsWith(QStringLiteral("Scaled")));
        QTest::mouseClick(f.window->toast()->button(), Qt::LeftButton);
        QTRY_COMPARE(f.daemon->count(QStringLiteral("POST"), path), 2);
        QCOMPARE(f.daemon->lastBody(QStringLiteral("POST"), path)["replicas"].get<int>(), 2);
    }

    void daemonLostAndFound() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showService(QStringLiteral("products"));
        QTRY_VERIFY(redeployButton(f.window->servicePage())->isEnabled());
        f.daemon->stop();
        QTRY_COMPARE(f.store.link(), Link::Lost);
        QTRY_VERIFY(f.window->lostBanner()->isVisible());
        QVERIFY(f.window->lostBanner()->text().contains(QStringLiteral("last data")));
        QTRY_VERIFY(!redeployButton(f.window->servicePage())->isEnabled());
        QVERIFY(redeployButton(f.window->servicePage())->toolTip().contains(QStringLiteral("slipwayd")));
        QVERIFY(f.window->statusStrip()->text().contains(QStringLiteral("ago")));

        f.daemon->state["services"][1]["revision"] = 9;
        f.daemon->start();
        QTRY_COMPARE_WITH_TIMEOUT(f.store.link(), Link::Connected, 10000);
        QTRY_VERIFY(!f.window->lostBanner()->isVisible());
        QTRY_VERIFY(redeployButton(f.window->servicePage())->isEnabled());
        QCOMPARE(f.store.service(QStringLiteral("products"))->revision, 9);
        QCOMPARE(f.window->screen(), MainWindow::ServiceDetail);
    }

    void aDaemonThatComesLaterIsFound() {
        WindowFixture f;
        f.daemon->stop();
        f.window->show();
        f.window->start();
        QTest::qWait(50);
        QCOMPARE(f.store.link(), Link::Connecting);
        f.daemon->start();
        QTRY_COMPARE_WITH_TIMEOUT(f.store.link(), Link::Connected, 10000);
        QTRY_COMPARE(f.window->screen(), MainWindow::Topology);
    }

    void lostEventsAreReadAgain() {
        WindowFixture f;
        QVERIFY(f.open());
        const int reads = f.daemon->count(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop"));
        f.daemon->push({{"id", 4000}, {"type", "lost"}, {"at", 1700000060000}});
        QTRY_VERIFY(f.daemon->count(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop")) > reads);
    }

    void withoutAProjectThereIsTheWelcome() {
        WindowFixture f;
        f.daemon->state = nullptr;
        QVERIFY(f.open());
        QTRY_COMPARE(f.window->screen(), MainWindow::Welcome);
        QVERIFY(f.window->welcome()->isVisible());
        f.daemon->state = sample::state();
        f.daemon->push(
            {{"id", 101}, {"type", "project"}, {"project", "shop"}, {"action", "up"}, {"at", 1700000060000}});
        QTRY_COMPARE(f.window->screen(), MainWindow::Topology);
    }

    // The stack would hand it to the first button of the page, whose ring looks like a choice.
    void focusIsTheScreensOwnAfterACard() {
        WindowFixture f;
        f.daemon->state = nullptr;
        QVERIFY(f.open());
        QTRY_COMPARE(f.window->screen(), MainWindow::Welcome);
        visible<QAbstractButton>(f.window->welcome())->setFocus();
        f.daemon->state = sample::state();
        f.daemon->push(
            {{"id", 101}, {"type", "project"}, {"project", "shop"}, {"action", "up"}, {"at", 1700000060000}});
        QTRY_COMPARE(f.window->screen(), MainWindow::Topology);
        QCOMPARE(f.window->focusWidget(), f.window->topology()->view());
        f.window->showService(QStringLiteral("products"));
        QCOMPARE(f.window->focusWidget(), f.window->servicePage());
        f.window->showScreen(MainWindow::Services);
        QCOMPARE(f.window->focusWidget(), f.window->servicesView()->table());
    }

    void firstRunTakesAnotherPortAndSaysSo() {
        if (SampleShop::findManifest().isEmpty()) {
            QSKIP("the sample's manifest is not beside this test");
        }
        WindowFixture f(true);
        f.daemon->state = nullptr;
        f.daemon->on(QStringLiteral("POST"), QStringLiteral("/v1/projects"), [&f](const FakeDaemon::Request& request) {
            const json listen = request.body.value("listen", json());
            if (!listen.is_string() || listen.get<std::string>().empty()) {
                return FakeDaemon::Answer{409,
                                          {{"error",
                                            {{"code", "port_in_use"},
                                             {"message", "127.0.0.1:8080 is taken by nginx (pid 812)"},
                                             {"hint", ""}}}}};
            }
            f.daemon->state = sample::state();
            f.daemon->state["project"]["path"] = request.body["path"];
            f.daemon->state["project"]["listen"] = {"127.0.0.1:40123"};
            return FakeDaemon::Answer{202, {{"project", "shop"}, {"operation", "op-1"}, {"warnings", json::array()}}};
        });
        QVERIFY(f.open());
        QTRY_COMPARE_WITH_TIMEOUT(f.window->screen(), MainWindow::Topology, 10000);
        QCOMPARE(f.daemon->count(QStringLiteral("POST"), QStringLiteral("/v1/projects")), 2);
        QTRY_VERIFY(f.window->sampleBanner()->isVisible());
        QVERIFY2(f.window->sampleBanner()->accessibleName().contains(QStringLiteral("127.0.0.1:40123")),
                 qPrintable(f.window->sampleBanner()->accessibleName()));
        QVERIFY(f.window->sampleBanner()->accessibleName().contains(QStringLiteral("nginx")));
    }

    void shortcuts() {
        WindowFixture f;
        QVERIFY(f.open());
        QTest::keyClick(f.window.get(), Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(f.window->screen(), MainWindow::Services);
        QTest::keyClick(f.window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(f.window->screen(), MainWindow::Overview);
        QTest::keyClick(f.window.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(f.window->screen(), MainWindow::Services);
        QTest::keyClick(f.window.get(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(f.window->screen(), MainWindow::Overview);
        QTest::keyClick(f.window.get(), Qt::Key_L);
        QVERIFY(f.window->drawer()->isOpen());
        QTest::keyClick(f.window.get(), Qt::Key_L);
        QVERIFY(!f.window->drawer()->isOpen());
        QTest::keyClick(f.window.get(), Qt::Key_Space);
        QVERIFY(f.session->isPaused());
        QTest::keyClick(f.window.get(), Qt::Key_Space);
        QVERIFY(!f.session->isPaused());
        QTest::keyClick(f.window.get(), Qt::Key_F1);
        QVERIFY(f.window->shortcutsSheet()->isVisible());
        QTest::keyClick(f.window->shortcutsSheet(), Qt::Key_Escape);
        QVERIFY(!f.window->shortcutsSheet()->isVisible());
    }

    void lettersInTextFieldsAreText() {
        WindowFixture f;
        QVERIFY(f.open());
        QTest::keyClick(f.window.get(), Qt::Key_Slash);
        QCOMPARE(f.window->screen(), MainWindow::Services);
        QWidget* field = f.window->focusWidget();
        QVERIFY(qobject_cast<QLineEdit*>(field));
        QTest::keyClicks(field, QStringLiteral("l o"));
        QCOMPARE(f.window->servicesView()->filter(), QStringLiteral("l o"));
        QVERIFY(!f.window->drawer()->isOpen());
        QVERIFY(!f.session->isPaused());
        QInputMethodEvent composing(QStringLiteral("ㅎ"), {});
        QApplication::sendEvent(field, &composing);
        QInputMethodEvent commit;
        commit.setCommitString(QStringLiteral("홍"));
        QApplication::sendEvent(field, &commit);
        QCOMPARE(f.window->servicesView()->filter(), QStringLiteral("l o홍"));
        QVERIFY(!f.window->drawer()->isOpen());
        // Over a table the same letter is a shortcut.
        f.window->servicesView()->setFilter({});
        f.window->servicesView()->table()->setFocus();
        QTest::keyClick(f.window->servicesView()->table(), Qt::Key_L);
        QVERIFY(f.window->drawer()->isOpen());
    }

    void paletteFindsAndDoes() {
        WindowFixture f;
        QVERIFY(f.open());
        QTest::keyClick(f.window.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(f.window->palette()->isVisible());
        QTest::keyClicks(f.window->palette()->field(), QStringLiteral("redepprod"));
        QCOMPARE(f.window->palette()->shown().constFirst(), QStringLiteral("Redeploy products"));
        QTest::keyClick(f.window->palette()->field(), Qt::Key_Return);
        QVERIFY(!f.window->palette()->isVisible());
        QTRY_COMPARE(
            f.daemon->count(QStringLiteral("POST"), QStringLiteral("/v1/projects/shop/services/products/redeploy")), 1);
    }

    void pausedViewStandsStillAndCatchesUp() {
        WindowFixture f;
        QVERIFY(f.open());
        f.session->setPaused(true);
        std::size_t came = 0;
        connect(f.connection.get(), &DaemonConnection::events, this,
                [&came](const std::vector<json>& batch) { came += batch.size(); });
        f.daemon->push(sample::tick(1700000061000, 17));
        f.daemon->push(sample::event(101, "warning", {{"message", "careful"}}));
        f.daemon->push(sample::event(102, "warning", {{"message", "last"}}));
        QTRY_COMPARE(came, 3u);
        QCOMPARE(f.store.eventId(), 100);
        f.session->setPaused(false);
        QCOMPARE(f.store.eventId(), 102);
        QCOMPARE(f.store.totalRps(), 34.0);
    }

    void logsFollowUntilScrolledUp() {
        WindowFixture f;
        for (int i = 0; i < 300; ++i) {
            f.daemon->logLines.push_back({{"at", 1700000000000 + i},
                                          {"instance", i % 2 ? "users-1" : "products-2"},
                                          {"service", i % 2 ? "users" : "products"},
                                          {"stream", "out"},
                                          {"text", "line " + std::to_string(i)},
                                          {"level", i % 50 == 0 ? "error" : "info"},
                                          {"interval_ms", 0}});
        }
        QVERIFY(f.open());
        f.window->perform(ServiceAction::OpenLogs, {});
        f.window->drawer()->open(0);
        auto* pane = visible<LogsPane>(f.window->drawer());
        QVERIFY(pane);
        QTRY_COMPARE(pane->view()->rowCount(), 300u);
        QVERIFY(pane->view()->isFollowing());
        pane->setService(QStringLiteral("users"));
        QTRY_COMPARE(pane->view()->rowCount(), 150u);
        QTest::keyClick(pane->view(), Qt::Key_Home);
        QVERIFY(!pane->view()->isFollowing());
        f.daemon->pushLog({{"at", 1700000009000},
                           {"instance", "users-1"},
                           {"service", "users"},
                           {"stream", "out"},
                           {"text", "new"},
                           {"level", "info"},
                           {"interval_ms", 0}});
        QTRY_COMPARE(pane->view()->unseen(), 1u);
        auto* pattern = visible<QLineEdit>(pane);
        QVERIFY(pattern);
        pattern->setText(QStringLiteral("line 1[0-9]{2}$"));
        QTRY_COMPARE(pane->view()->hits(), 50u);
        pattern->setText(QStringLiteral("line (1"));
        QTRY_VERIFY(!pattern->toolTip().isEmpty());
        QCOMPARE(pane->view()->hits(), 50u);
        QTest::keyClick(pane->view(), Qt::Key_End);
        QVERIFY(pane->view()->isFollowing());
        QCOMPARE(pane->view()->unseen(), 0u);
    }

    void customWidgetsHaveAccessibleNames() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showService(QStringLiteral("products"));
        f.window->showScreen(MainWindow::Services);
        for (QAbstractButton* button : f.window->findChildren<QAbstractButton*>()) {
            if (button->isVisible() && (button->focusPolicy() & Qt::TabFocus)) {
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                         button->metaObject()->className());
            }
        }
        for (QAbstractScrollArea* area : f.window->findChildren<QAbstractScrollArea*>()) {
            if (area->isVisible() && (area->focusPolicy() & Qt::TabFocus)) {
                QVERIFY2(!area->accessibleName().isEmpty(), area->metaObject()->className());
            }
        }
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
