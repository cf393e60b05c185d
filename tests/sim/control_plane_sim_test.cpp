#include <QtTest>

#include "model/rollout.h"
#include "sim/simulated_machine.h"

using namespace slipway;
using namespace slipway::model;
using namespace std::chrono_literals;

namespace {

const ServiceName kService("products");

std::shared_ptr<const Service> definition(int parallelism = 1, UpdateOrder order = UpdateOrder::StartFirst) {
    auto service = std::make_shared<Service>();
    service->name = kService;
    service->command = {"/bin/shop"};
    service->ports = {Port{}};
    service->startTimeout = 5s;
    service->stopGracePeriod = 1s;
    service->updateConfig.parallelism = parallelism;
    service->updateConfig.order = order;
    service->updateConfig.monitor = 200ms;
    return service;
}

void install(World& world, int replicas, int parallelism = 1, UpdateOrder order = UpdateOrder::StartFirst) {
    ServiceWorld service;
    service.revisions[1] = definition(parallelism, order);
    service.replicas = replicas;
    world.services[kService] = service;
}

void redeploy(sim::Machine& machine) {
    ServiceWorld& service = machine.world.services.at(kService);
    const int from = service.revision;
    const int to = service.revisions.rbegin()->first + 1;
    service.revisions[to] = service.revisions.at(from);
    service.revision = to;
    service.rollout = RolloutState{RolloutId("ro"), from, to, machine.clock.now(), false, {}, {}};
}

void strategy(World& world, const UpdateConfig& config) {
    auto changed = std::make_shared<Service>(*world.services.at(kService).revisions.at(1));
    changed->updateConfig = config;
    world.services.at(kService).revisions[1] = changed;
}

UpdateConfig canary() {
    UpdateConfig config;
    config.strategy = RolloutStrategy::Canary;
    config.monitor = 200ms;
    config.steps = {{10, 10s}, {50, 10s}};
    config.analysis = RolloutAnalysis{};
    return config;
}

int ready(const sim::Machine& machine) {
    return machine.world.count(kService, InstanceState::Ready);
}

bool at(const sim::Machine& machine, int replicas, int revision) {
    int fresh = 0;
    for (const Instance* instance : machine.world.of(kService)) {
        if (instance->revision != revision || instance->retire || instance->state != InstanceState::Ready)
            return false;
        ++fresh;
    }
    return fresh == replicas;
}

std::string tail(const std::vector<std::string>& history) {
    std::string text;
    for (size_t i = history.size() > 60 ? history.size() - 60 : 0; i < history.size(); ++i)
        text += history[i] + "\n";
    return text;
}

}  // namespace

/// The control plane with a fake clock and fake processes: single moves first, then seeded histories of moves and
/// faults.
class ControlPlaneSimTest : public QObject {
    Q_OBJECT
  private slots:
    void startsWhatIsWanted() {
        sim::Machine machine(1);
        install(machine.world, 3);
        QVERIFY(machine.run(1s));
        QVERIFY(at(machine, 3, 1));
        QCOMPARE(machine.processes(), 3);
    }

    void aRolloutNeverHasFewerReadyThanWanted() {
        for (const int parallelism : {1, 2, 5}) {
            sim::Machine machine(2);
            install(machine.world, 4, parallelism);
            QVERIFY(machine.run(1s));
            redeploy(machine);
            int least = 99, most = 0;
            machine.check = [&] {
                least = std::min(least, ready(machine));
                most = std::max(most, static_cast<int>(machine.world.instances.size()));
            };
            QVERIFY(machine.run(10s));
            QVERIFY(at(machine, 4, 2));
            QVERIFY(!machine.world.services.at(kService).rollout);
            QVERIFY2(least >= 4, qPrintable(QString::number(least)));
            QVERIFY(most <= 4 + 2 * parallelism);
        }
    }

    void anOldInstanceIsDrainedBeforeItIsStopped() {
        sim::Machine machine(3);
        install(machine.world, 1);
        QVERIFY(machine.run(1s));
        redeploy(machine);
        QVERIFY(machine.run(10s));
        const auto& history = machine.history;
        const auto drain = std::find(history.begin(), history.end(), "drain products-1");
        const auto terminate = std::find(history.begin(), history.end(), "terminate products-1");
        QVERIFY(drain != history.end() && terminate != history.end() && drain < terminate);
    }

    void aRevisionThatNeverBecomesReadyLeavesTheOldOneServing() {
        sim::Machine machine(4);
        install(machine.world, 2);
        QVERIFY(machine.run(1s));
        machine.behaviour = [](const Instance& instance) {
            sim::Behaviour does;
            does.neverReady = instance.revision == 2;
            return does;
        };
        redeploy(machine);
        int least = 99;
        std::string why;
        machine.check = [&] {
            least = std::min(least, ready(machine));
            if (const auto& rollout = machine.world.services.at(kService).rollout; rollout && rollout->failed)
                why = rollout->why;
        };
        QVERIFY(machine.run(30s));
        QVERIFY2(at(machine, 2, 1), qPrintable(QString::fromStdString(tail(machine.history))));
        QCOMPARE(least, 2);
        QVERIFY2(why.find("not ready within 5.0s") != std::string::npos, why.c_str());
        QCOMPARE(machine.processes(), 2);
    }

    void aRevisionThatExitsAtOnceIsTakenBack() {
        sim::Machine machine(5);
        install(machine.world, 2);
        QVERIFY(machine.run(1s));
        machine.behaviour = [](const Instance& instance) {
            sim::Behaviour does;
            if (instance.revision == 2)
                does.exitsAfter = 10ms;
            return does;
        };
        redeploy(machine);
        QVERIFY(machine.run(5s));
        QVERIFY2(at(machine, 2, 1), qPrintable(QString::fromStdString(tail(machine.history))));
    }

    void aLostPortIsNoFaultOfTheRevision() {
        sim::Machine machine(51);
        install(machine.world, 2);
        QVERIFY(machine.run(1s));
        int losses = 3;
        machine.behaviour = [&](const Instance& instance) {
            sim::Behaviour does;
            does.portTaken = instance.revision == 2 && losses-- > 0;
            return does;
        };
        redeploy(machine);
        QVERIFY(machine.run(10s));
        QVERIFY2(at(machine, 2, 2), qPrintable(QString::fromStdString(tail(machine.history))));
        int restarts = 0;
        for (const Instance* instance : machine.world.of(kService)) {
            restarts += instance->restarts;
            QCOMPARE(instance->failedStarts, 0);
            QCOMPARE(instance->portsLost, 0);
        }
        QCOMPARE(restarts, 3);
    }

    void whoAlwaysLosesItsPortFails_data() {
        QTest::addColumn<bool>("fixed");
        QTest::newRow("a port that may be another") << false;
        QTest::newRow("a fixed port") << true;
    }

    void whoAlwaysLosesItsPortFails() {
        QFETCH(const bool, fixed);
        sim::Machine machine(52);
        install(machine.world, 1);
        QVERIFY(machine.run(1s));
        machine.behaviour = [&](const Instance& instance) {
            sim::Behaviour does;
            does.portTaken = instance.revision == 2;
            does.portFixed = fixed;
            return does;
        };
        redeploy(machine);
        std::string why;
        machine.check = [&] {
            if (const auto& rollout = machine.world.services.at(kService).rollout; rollout && rollout->failed)
                why = rollout->why;
        };
        QVERIFY(machine.run(30s));
        QVERIFY2(at(machine, 1, 1), qPrintable(QString::fromStdString(tail(machine.history))));
        QVERIFY2(why.find("port 1 belongs to another process") != std::string::npos, why.c_str());
        QCOMPARE(std::count(machine.history.begin(), machine.history.end(), "spawn products-2"), fixed ? 1 : 6);
    }

    void stopFirstMakesRoomFirst() {
        sim::Machine machine(6);
        install(machine.world, 3, 1, UpdateOrder::StopFirst);
        QVERIFY(machine.run(1s));
        redeploy(machine);
        int most = 0, least = 99;
        machine.check = [&] {
            most = std::max(most, machine.processes());
            least = std::min(least, ready(machine));
        };
        QVERIFY(machine.run(20s));
        QVERIFY2(at(machine, 3, 2), qPrintable(QString::fromStdString(tail(machine.history))));
        QCOMPARE(most, 3);
        QCOMPARE(least, 2);
    }

    void scalingDownDrainsAndStops() {
        sim::Machine machine(7);
        install(machine.world, 4);
        QVERIFY(machine.run(1s));
        machine.world.services.at(kService).replicas = 1;
        QVERIFY(machine.run(5s));
        QVERIFY(at(machine, 1, 1));
        QCOMPARE(machine.world.instances.begin()->first.str(), std::string("products-1"));
        QCOMPARE(machine.processes(), 1);
    }

    void aCrashIsRepairedAtOnceAndALoopIsCalledOne() {
        sim::Machine machine(8);
        install(machine.world, 1);
        QVERIFY(machine.run(1s));
        const TimePoint before = machine.clock.now();
        machine.kill(InstanceId("products-1"));
        QVERIFY(machine.run(100ms));
        QCOMPARE(ready(machine), 1);
        QVERIFY(machine.clock.now() - before <= Duration(100ms));
        machine.behaviour = [](const Instance&) {
            sim::Behaviour does;
            does.neverReady = true;
            does.exitsAfter = 5ms;
            return does;
        };
        machine.kill(InstanceId("products-1"));
        QVERIFY(machine.run(10min));
        const Instance& instance = machine.world.instances.begin()->second;
        QCOMPARE(stateName(instance.state), "crash_loop");
        QVERIFY2(instance.why.find("exit code 3") != std::string::npos, instance.why.c_str());
        QCOMPARE(instance.restarts, 10);
    }

    void aStubbornProcessIsKilledAfterItsGrace() {
        sim::Machine machine(9);
        install(machine.world, 1);
        machine.behaviour = [](const Instance&) {
            sim::Behaviour does;
            does.ignoresTerm = true;
            return does;
        };
        QVERIFY(machine.run(1s));
        machine.world.services.at(kService).stopped = true;
        QVERIFY(machine.run(5s));
        QVERIFY(machine.world.instances.empty());
        QVERIFY(std::find(machine.history.begin(), machine.history.end(), "kill products-1") != machine.history.end());
    }

    void aRestartGoesInTurnsAndSkipsTheBackOff() {
        sim::Machine machine(10);
        install(machine.world, 3);
        QVERIFY(machine.run(1s));
        for (auto& [id, instance] : machine.world.instances)
            instance.recycle = Recycle::Asked;
        int least = 99;
        machine.check = [&] { least = std::min(least, ready(machine)); };
        QVERIFY(machine.run(5s));
        QVERIFY2(at(machine, 3, 1), qPrintable(QString::fromStdString(tail(machine.history))));
        QCOMPARE(least, 2);
        for (const auto& [id, instance] : machine.world.instances)
            QCOMPARE(instance.restarts, 1);
    }

    void downGoesAgainstTheDependencies() {
        sim::Machine machine(11);
        install(machine.world, 2);
        const ServiceName orders("orders");
        auto caller = std::make_shared<Service>(*definition());
        caller->name = orders;
        caller->dependsOn = {{kService, DependsCondition::ServiceHealthy}};
        ServiceWorld service;
        service.revisions[1] = caller;
        service.replicas = 1;
        machine.world.services[orders] = service;
        machine.world.dependents = {{kService, {orders}}, {orders, {}}};
        QVERIFY(machine.run(2s));
        const auto spawned = [&](const char* what) {
            return std::find(machine.history.begin(), machine.history.end(), what) - machine.history.begin();
        };
        QVERIFY(spawned("spawn orders-1") > spawned("spawn products-2"));
        machine.world.down = true;
        QVERIFY(machine.run(5s));
        QVERIFY(machine.world.instances.empty());
        QVERIFY(spawned("forget orders-1") < spawned("drain products-1"));
    }

    void aCanaryTakesItsStepsAndTheOldSetStaysWholeUntilTheEnd() {
        sim::Machine machine(21);
        install(machine.world, 4);
        strategy(machine.world, canary());
        QVERIFY(machine.run(1s));
        redeploy(machine);
        std::vector<int> shares;
        int least = 99, most = 0;
        machine.check = [&] {
            const ServiceWorld& service = machine.world.services.at(kService);
            if (const int share = trialPercent(service); shares.empty() || shares.back() != share)
                shares.push_back(share);
            int old = 0;
            for (const Instance* instance : machine.world.of(kService))
                old += instance->revision == 1 && !instance->retire;
            if (onTrial(service) && trialPercent(service) < 100)
                least = std::min(least, old);
            most = std::max(most, static_cast<int>(machine.world.instances.size()));
        };
        QVERIFY(machine.run(3s));  // within the first step: 10 s
        QCOMPARE(shares, (std::vector<int>{0, 10}));
        QCOMPARE(static_cast<int>(machine.world.instances.size()), 5);
        QVERIFY(machine.run(60s));
        QVERIFY2(at(machine, 4, 2), qPrintable(QString::fromStdString(tail(machine.history))));
        QCOMPARE(shares, (std::vector<int>{0, 10, 50, 100, 0}));
        QCOMPARE(least, 4);
        QCOMPARE(most, 8);
    }

    void blueGreenSwitchesAtOnceAndKeepsTheOldSetForAWhile() {
        sim::Machine machine(22);
        install(machine.world, 3);
        UpdateConfig config;
        config.strategy = RolloutStrategy::BlueGreen;
        config.bake = 20s;
        strategy(machine.world, config);
        QVERIFY(machine.run(1s));
        redeploy(machine);
        QVERIFY(machine.run(10s));
        QCOMPARE(trialPercent(machine.world.services.at(kService)), 100);
        QCOMPARE(ready(machine), 6);
        QVERIFY(machine.run(15s));
        QVERIFY(at(machine, 3, 2));
    }

    void aCanaryThatFailsMoreIsTakenBackAtOnce() {
        for (const FailureAction action : {FailureAction::Rollback, FailureAction::Pause}) {
            sim::Machine machine(23);
            install(machine.world, 4);
            UpdateConfig config = canary();
            config.failureAction = action;
            strategy(machine.world, config);
            QVERIFY(machine.run(1s));
            redeploy(machine);
            QVERIFY(machine.run(2s));
            const RevisionTraffic old{900, 9, 4000, 0};
            machine.tell(RevisionsCompared{kService, 0, {40, 40, 4000, 0}, old});  // too few to say
            QVERIFY(machine.run(1s));
            QCOMPARE(trialPercent(machine.world.services.at(kService)), 10);
            machine.tell(RevisionsCompared{kService, 0, {100, 10, 4000, 0}, old});
            QVERIFY(machine.run(1s));
            auto& rollout = machine.world.services.at(kService).rollout;
            if (action == FailureAction::Rollback) {
                QVERIFY(at(machine, 4, 1));
                QVERIFY(!rollout);
                continue;
            }
            QVERIFY(rollout && rollout->paused);
            QVERIFY2(rollout->pausedWhy.find("10 of 100 (10.0 %)") != std::string::npos, rollout->pausedWhy.c_str());
            QVERIFY(machine.run(1min));
            QCOMPARE(trialPercent(machine.world.services.at(kService)), 10);
            rollout->aborted = true;
            QVERIFY(machine.run(5s));
            QVERIFY(at(machine, 4, 1));
        }
    }

    void aNewerRolloutTakesOverFromOneOnTrial() {
        sim::Machine machine(24);
        install(machine.world, 3);
        strategy(machine.world, canary());
        QVERIFY(machine.run(1s));
        redeploy(machine);
        QVERIFY(machine.run(5s));
        ServiceWorld& service = machine.world.services.at(kService);
        service.revisions[3] = service.revisions.at(2);
        service.revision = 3;
        service.rollout = RolloutState{RolloutId("ro-2"), 1, 3, machine.clock.now(), false, {}, {}};
        int least = 99;
        machine.check = [&] { least = std::min(least, ready(machine)); };
        QVERIFY(machine.run(1min));
        QVERIFY2(at(machine, 3, 3), qPrintable(QString::fromStdString(tail(machine.history))));
        QVERIFY(least >= 3);
    }

    void noMoreThanTheSurgeIsThereBesides() {
        sim::Machine machine(25);
        install(machine.world, 4, 4);
        UpdateConfig config;
        config.parallelism = 4;
        config.maxSurge = 1;
        config.monitor = 200ms;
        strategy(machine.world, config);
        QVERIFY(machine.run(1s));
        redeploy(machine);
        int most = 0;
        machine.check = [&] {
            int staying = 0;
            for (const Instance* instance : machine.world.of(kService))
                staying += !instance->retire;
            most = std::max(most, staying);
        };
        QVERIFY(machine.run(30s));
        QVERIFY(at(machine, 4, 2));
        QCOMPARE(most, 5);
    }
};

QTEST_GUILESS_MAIN(ControlPlaneSimTest)
#include "control_plane_sim_test.moc"
