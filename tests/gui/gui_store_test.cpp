#include "gui/models/store.h"
#include "support/patience.h"

#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "gui/sample_state.h"
#include "gui/warning_guard.h"

using namespace slipway::gui;
using nlohmann::json;

class StoreTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void stateFillsEverything() {
        Store store;
        QSignalSpy reset(&store, &Store::reset);
        store.applyState(sample::state());
        QCOMPARE(reset.count(), 1);
        QCOMPARE(store.project().name, QStringLiteral("shop"));
        QCOMPARE(store.services().size(), 2u);
        QCOMPARE(store.instancesOf("products").size(), 2u);
        QCOMPARE(store.topology().nodes.size(), 3u);
        QCOMPARE(store.gateway().state, QStringLiteral("serving"));
        QCOMPARE(store.teamName("catalog"), QStringLiteral("Catalog"));
        QCOMPARE(store.teamColor("accounts"), QColor(0x7C8CF8));
        QVERIFY(std::isnan(store.topology().edge("users", "products")->p95Us));
        QCOMPARE(store.eventId(), 100);
    }

    void processesLinksAndTheSwitch() {
        Store store;
        store.applyState(sample::state());
        QCOMPARE(store.topology().hubLinks, 2);
        QCOMPARE(store.topology().peerLinks, 3);
        QCOMPARE(store.topology().processes.size(), 1u);
        QVERIFY(store.topology().processes[0].hub);
        QCOMPARE(store.topology().processes[0].pid, 77);
        QCOMPARE(store.topology().processes[0].memoryKib(), 12288.0);
        QCOMPARE(store.topology().processes[0].callerConnections, 3);
        QVERIFY(!store.runningSwitch());
        QVERIFY(store.applyEvent(
            sample::event(101, "operation", {{"operation", sample::topologyOperation("op-9", "running", 1, 2)}})));
        QVERIFY(store.runningSwitch());
        QCOMPARE(store.runningSwitch()->done, 1);
        QVERIFY(!store.runningOperation("users"));
        QVERIFY(store.applyEvent(
            sample::event(102, "operation", {{"operation", sample::topologyOperation("op-9", "succeeded", 2, 2)}})));
        QVERIFY(!store.runningSwitch());

        json topology = sample::state()["topology"];
        topology["processes"] = sample::processes("p2p");
        topology["nodes"] = json::array();
        QSignalSpy values(&store, &Store::topologyValuesChanged);
        QSignalSpy structure(&store, &Store::topologyStructureChanged);
        store.flush();
        structure.clear();
        store.applyProcesses(topology);
        store.applyProcesses(json::array());  // no answer of a daemon: nothing is forgotten
        store.flush();
        QVERIFY(values.count() > 0);
        QCOMPARE(structure.count(), 0);
        QCOMPARE(store.topology().nodes.size(), 3u);
        QCOMPARE(store.topology().processes.size(), 2u);
        QCOMPARE(store.topology().processes[1].caller, QStringLiteral("users"));

        json old = sample::state();  // of a daemon that knows no switch
        old["topology"].erase("processes");
        old["topology"].erase("links");
        store.applyState(old);
        QCOMPARE(store.topology().hubLinks, -1);
        QVERIFY(store.topology().processes.empty());
    }

    void anotherStateOfTheSameServicesResetsNothing() {
        Store store;
        store.applyState(sample::state());
        QSignalSpy reset(&store, &Store::reset);
        QSignalSpy changed(&store, &Store::servicesChanged);
        json state = sample::state();
        state["services"][0]["ready"] = 1;
        store.applyState(state);
        store.flush();
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(store.service("users")->ready, 1);
    }

    void oldEventsAreIgnored() {
        Store store;
        store.applyState(sample::state());
        json changed = sample::service("users", "accounts");
        changed["ready"] = 0;
        QVERIFY(store.applyEvent(sample::event(100, "service", {{"service", changed}})));
        QCOMPARE(store.service("users")->ready, 2);
        QVERIFY(store.applyEvent(sample::event(101, "service", {{"service", changed}})));
        QCOMPARE(store.service("users")->ready, 0);
        QCOMPARE(store.topology().node("users")->ready, 0);
    }

    void instancesComeAndGo() {
        Store store;
        store.applyState(sample::state());
        store.applyEvent(sample::event(
            101, "instance", {{"instance", sample::instance("users", 3, "starting", 2)}, {"from", "pending"}}));
        QCOMPARE(store.instances()[2].instance, QStringLiteral("users-3"));
        QCOMPARE(store.topology().node("users")->instances.size(), 3u);
        store.applyEvent(sample::event(
            102, "instance",
            {{"instance", sample::instance("users", 1, "stopped")}, {"from", "draining"}, {"removed", true}}));
        QCOMPARE(store.instancesOf("users").size(), 2u);
        QVERIFY(!store.instance("users-1"));
        QCOMPARE(store.topology().node("users")->instances.front().instance, QStringLiteral("users-2"));
    }

    void ticksFillSeriesAndEdges() {
        Store store;
        store.applyState(sample::state());
        for (int second = 0; second < 5; ++second) {
            store.applyEvent(sample::tick(1700000060000 + second * 1000 + (second % 2 ? 40 : 0), 10 + second));
        }
        const auto& rps = store.series("users")->values(Metric::Rps);
        QCOMPARE(rps, (std::vector<double>{10, 11, 12, 13, 14}));
        QCOMPARE(store.totalRps(), 28.0);
        QCOMPARE(store.topology().edge("users", "products")->requests, 40);
        QCOMPARE(store.topology().node("gateway")->rps, 28.0);
        store.applyEvent(sample::tick(1700000067000, 20));
        QCOMPARE(rps.size(), 8u);
        QVERIFY(std::isnan(rps[5]));
    }

    void ticksSayWhatInstancesUse() {
        Store store;
        store.applyState(sample::state());
        store.flush();
        QSignalSpy changed(&store, &Store::instancesChanged);
        json tick = sample::tick(1700000061000, 1);
        tick["instances"] = {
            {{"instance", "users-2"}, {"cpu", 0.5}, {"rss_kib", 4096}, {"pss_kib", 1024}, {"in_flight", 3}},
            {{"instance", "unheard-of"}, {"cpu", 1}}};
        store.applyEvent(tick);
        const Instance* now = store.instance(QStringLiteral("users-2"));
        QCOMPARE(now->cpu, 0.5);
        QCOMPARE(now->rssKib, 4096.0);
        QCOMPARE(now->inFlight, 3);
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toStringList(), QStringList{QStringLiteral("users")});
    }

    void historyKeepsWhatWasSeenBefore() {
        Series series;
        for (int second = 0; second < 10; ++second) {
            series.append(1700000000000 + second * 1000LL, {double(second), 0, 0, 0, 0, 0, 0});
        }
        // A daemon that came back after three seconds knows of two.
        series.load(1700000012000, 1000, {{"rps", {12, 13}}});
        const auto& rps = series.values(Metric::Rps);
        QCOMPARE(rps.size(), 14u);
        QCOMPARE(rps[9], 9.0);
        QVERIFY(std::isnan(rps[10]) && std::isnan(rps[11]));
        QCOMPARE(rps[12], 12.0);
        // What both know is the daemon's.
        series.load(1700000008000, 1000, {{"rps", {80, 90, 100}}});
        QCOMPARE(series.values(Metric::Rps).size(), 11u);
        QCOMPARE(series.values(Metric::Rps)[7], 7.0);
        QCOMPARE(series.values(Metric::Rps)[8], 80.0);
    }

    void seriesKeepsAnHour() {
        Series series;
        for (int second = 0; second < 2 * Series::kSeconds; ++second) {
            series.append(1700000000000 + second * 1000LL, {double(second), 0, 0, 0, 0, 0, 0});
        }
        QVERIFY(series.values(Metric::Rps).size() <= Series::kSeconds + 60u);
        QVERIFY(series.values(Metric::Rps).size() >= std::size_t(Series::kSeconds));
        QCOMPARE(series.values(Metric::Rps).back(), 2.0 * Series::kSeconds - 1);
    }

    void signalsAreGathered() {
        Store store;
        store.applyState(sample::state());
        store.flush();
        QSignalSpy changed(&store, &Store::servicesChanged);
        for (int i = 0; i < 50; ++i) {
            store.applyEvent(sample::tick(1700000060000 + i * 1000, i));
        }
        QCOMPARE(changed.count(), 0);
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toStringList().size(), 2);
    }

    void anUnseenEdgeChangesTheStructure() {
        Store store;
        store.applyState(sample::state());
        store.flush();
        QSignalSpy structure(&store, &Store::topologyStructureChanged);
        json tick = sample::tick(1700000061000, 1);
        tick["edges"].push_back({{"from", "products"}, {"to", "users"}, {"rps", 1.0}});
        store.applyEvent(tick);
        store.flush();
        QCOMPARE(structure.count(), 1);
        QVERIFY(!store.topology().edge("products", "users")->declared);
    }

    void operationsAndReceipts() {
        Store store;
        store.applyState(sample::state());
        QSignalSpy added(&store, &Store::receiptAdded);
        store.applyEvent(
            sample::event(101, "operation", {{"operation", sample::operation("op-7", "running", "health")}}));
        QCOMPARE(store.runningOperation("products")->phase, Phase::Health);
        store.applyEvent(
            sample::event(102, "operation", {{"operation", sample::operation("op-7", "succeeded", "done", 2)}}));
        QVERIFY(!store.runningOperation("products"));
        // A poll that was answered late does not bring it back.
        store.applyOperation(sample::operation("op-7", "running", "drain"));
        QVERIFY(!store.runningOperation("products"));
        store.applyEvent(sample::event(103, "rollout", {{"receipt", sample::receipt()}}));
        store.applyReceipts(json::array({sample::receipt()}));
        QCOMPARE(added.count(), 1);
        QCOMPARE(store.receipts().size(), 1u);
        QCOMPARE(store.lastReceipt("products")->instances[0].newPid, 4003);
        QCOMPARE(store.events().size(), 3u);
    }

    void wrongTypesAreAbsent() {
        Store store;
        store.applyState(
            {{"project", 4}, {"services", {{{"name", 7}, {"ready", "two"}}, nullptr, 3}}, {"topology", "x"}});
        QVERIFY(store.applyEvent(json::array()));
        QVERIFY(store.applyEvent({{"type", "instance"}, {"instance", 5}}));
        QVERIFY(store.applyEvent({{"type", "tomorrow's"}}));
        QVERIFY(!store.applyEvent({{"type", "lost"}}));
    }

    void wordsGoBothWays() {
        for (int i = 0; i < int(InstanceState::Unknown); ++i) {
            QCOMPARE(instanceStateFromWire(wire(InstanceState(i))), InstanceState(i));
        }
        for (int i = 0; i < int(ServiceState::Unknown); ++i) {
            QCOMPARE(serviceStateFromWire(wire(ServiceState(i))), ServiceState(i));
        }
        for (int i = 1; i <= int(Phase::Done); ++i) {
            QCOMPARE(phaseFromWire(wire(Phase(i))), Phase(i));
        }
    }
};

QTEST_MAIN(StoreTest)
#include "gui_store_test.moc"
