#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <csignal>

#include "gui/app/client_connection.h"
#include "gui/app/main_window.h"
#include "gui/topology/topology_panel.h"
#include "gui/topology/topology_switch.h"
#include "gui/views/controls/receipt_card.h"
#include "gui/views/service/service_page.h"
#include "gui/views/shell/banner.h"
#include "gui/warning_guard.h"
#include "integration/slipway_home.h"

using namespace slipway::gui;

/// The window against a real slipwayd, gateway and shop: what a first run is, and the one click that the product is
/// for.
class RealDaemonTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

    static constexpr int kPatienceMs = 60'000;

    static ReceiptCard* shownReceipt(QWidget* page) {
        for (ReceiptCard* card : page->findChildren<ReceiptCard*>()) {
            if (card->isVisible()) {
                return card;
            }
        }
        return nullptr;
    }

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void firstRunRedeployAndTheDaemonKilled() {
        const QString manifest = SampleShop::findManifest();
        QVERIFY2(!manifest.isEmpty(), "the sample's manifest is not there");
        slipway::test::SlipwayHome home;
        Theme::current().setReducedMotion(true);
        ClientConnection connection(home.path());
        Store store;
        Session session(&connection, &store, {});
        MainWindow::Options options;
        options.sample = false;
        options.settingsPath = home.folder() + QStringLiteral("/desktop.ini");
        options.keepsTheme = false;
        MainWindow window(&session, options);
        window.show();
        window.start();
        QTRY_VERIFY_WITH_TIMEOUT(store.isLive(), kPatienceMs);
        session.up(manifest, QStringLiteral("127.0.0.1:0"));
        QTRY_COMPARE_WITH_TIMEOUT(store.services().size(), 7u, kPatienceMs);
        const auto allReady = [&store] {
            return std::all_of(store.services().begin(), store.services().end(),
                               [](const Service& s) { return s.ready == s.desired && s.ready > 0; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(allReady(), kPatienceMs);
        QCOMPARE(window.screen(), MainWindow::Topology);
        QTRY_VERIFY_WITH_TIMEOUT(
            !store.project().listen.isEmpty() && !store.project().listen.constFirst().endsWith(QLatin1String(":0")),
            kPatienceMs);

        // Traffic that is counted: the receipt must know of requests, and of none that failed.
        const int port = store.project().listen.constFirst().section(u':', -1).toInt();
        QVERIFY(port > 0);
        QProcess shoppers;
        shoppers.start(SampleShop::findTraffic(),
                       {QStringLiteral("--url"), QStringLiteral("http://127.0.0.1:%1").arg(port),
                        QStringLiteral("--rate"), QStringLiteral("40")});
        QTRY_VERIFY_WITH_TIMEOUT(store.totalRps() > 5, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(
            store.topology().edge(QStringLiteral("orders"), QStringLiteral("products")) &&
                store.topology().edge(QStringLiteral("orders"), QStringLiteral("products"))->requests > 0,
            kPatienceMs);

        window.showService(QStringLiteral("products"));
        auto* redeploy = window.servicePage()->findChild<QPushButton*>(QStringLiteral("redeploy"));
        QTRY_VERIFY_WITH_TIMEOUT(redeploy->isEnabled(), kPatienceMs);
        QSet<qint64> before;
        for (const Instance* each : store.instancesOf(QStringLiteral("products"))) {
            before.insert(each->pid);
        }
        QTest::mouseClick(redeploy, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(shownReceipt(window.servicePage()), kPatienceMs);
        const Receipt* receipt = store.receipt(shownReceipt(window.servicePage())->receiptId());
        QVERIFY(receipt);
        QVERIFY2(receipt->succeeded(), qPrintable(receipt->why));
        QCOMPARE(receipt->service, QStringLiteral("products"));
        QCOMPARE(receipt->instances.size(), 2u);
        QCOMPARE(receipt->failed, 0);
        for (const ReceiptInstance& each : receipt->instances) {
            QVERIFY(before.contains(each.oldPid));
            QVERIFY(!before.contains(each.newPid));
        }
        for (const Untouched& each : receipt->untouched) {
            QVERIFY2(each.same, qPrintable(each.service));
        }

        // Peer to peer and back at a click, while shoppers buy: sidecars come and go, no request fails.
        window.showScreen(MainWindow::Topology);
        const auto errorsOfAll = [&store] {
            qint64 errors = 0;
            for (const TopologyEdge& edge : store.topology().edges) {
                errors += edge.errors + edge.failed;
            }
            return errors;
        };
        const qint64 errorsBefore = errorsOfAll();
        TopologySwitch* modes = window.topology()->modeSwitch();
        for (const char* wanted : {"p2p", "hub-and-spoke"}) {
            const QString mode = QString::fromLatin1(wanted);
            ModeSegment* segment = modes->segment(mode);
            QTRY_VERIFY_WITH_TIMEOUT(segment->isEnabled() && !segment->isChecked(), kPatienceMs);
            QTest::mouseClick(segment, Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(
                store.topology().mode == mode && !store.runningSwitch() && segment->isChecked() && segment->isEnabled(),
                kPatienceMs);
            QVERIFY(std::none_of(store.operations().begin(), store.operations().end(),
                                 [](const Operation& o) { return o.isSwitch() && o.error.isSet(); }));
            const auto sidecars = [&store] {
                return std::count_if(store.topology().processes.begin(), store.topology().processes.end(),
                                     [](const TopologyProcess& p) { return !p.hub; });
            };
            QTRY_COMPARE_WITH_TIMEOUT(sidecars() > 0, mode == QLatin1String("p2p"), kPatienceMs);
            QCOMPARE(window.topology()->view()->hub().isEmpty(), mode == QLatin1String("p2p"));
        }
        QVERIFY(store.topology().hubLinks > 0 && store.topology().peerLinks > store.topology().hubLinks);
        QCOMPARE(errorsOfAll(), errorsBefore);

        // The window outlives its daemon; the gateway raises another one, and everything is as it was.
        const auto pidsOf = [&store](const QString& service) {
            QSet<qint64> pids;
            for (const Instance* each : store.instancesOf(service)) {
                pids.insert(each->pid);
            }
            return pids;
        };
        const QSet<qint64> users = pidsOf(QStringLiteral("users"));
        const int daemon = home.daemonPid();
        QVERIFY(daemon > 0);
        // Counted: the next daemon is there within milliseconds, and a look now and then may come too late.
        int losses = 0;
        QObject counter;
        connect(&store, &Store::linkChanged, &counter, [&losses](Link link) { losses += link == Link::Lost; });
        QCOMPARE(::kill(daemon, SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(losses > 0, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(store.link() == Link::Connected, kPatienceMs);
        QTRY_VERIFY(!window.lostBanner()->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(allReady(), kPatienceMs);
        QCOMPARE(pidsOf(QStringLiteral("users")), users);
        shoppers.terminate();
        QVERIFY(shoppers.waitForFinished(kPatienceMs));
    }
};

QTEST_MAIN(RealDaemonTest)
#include "real_daemon_test.moc"
