#include <QTest>

#include "daemon/rollout_recorder.h"

using namespace slipway;
using model::InstanceState;

namespace {

constexpr TimePoint at(int seconds) {
    return TimePoint{} + std::chrono::seconds(100 + seconds);
}

model::Instance& put(model::World& world, const char* id, InstanceState state, const char* replaces = nullptr) {
    model::Instance instance;
    instance.id = InstanceId{id};
    instance.service = ServiceName{"users"};
    instance.state = state;
    instance.pid = 100;
    if (replaces)
        instance.replaces = InstanceId{replaces};
    return world.instances[instance.id] = instance;
}

}  // namespace

class RolloutRecorderTest : public QObject {
    Q_OBJECT

  private slots:
    // The second redeploy: the one that goes had itself replaced another in the first.
    void onePairIsOneStep() {
        model::World world;
        model::Instance& old = put(world, "users-2", InstanceState::Ready, "users-1");
        daemon::RolloutRecorder recorder({"ro-1", "shop", "users", api::OperationKind::Redeploy, 1, 2, {}}, world,
                                         at(0), 0);
        QVERIFY(recorder.steps().empty());

        model::Instance& fresh = put(world, "users-3", InstanceState::Starting, "users-2");
        const auto stepNow = [&](int second) {
            recorder.observe(world, at(second));
            const auto steps = recorder.steps();
            return steps.size() == 1 && steps[0].instance == "users-3" && steps[0].replaces == "users-2"
                       ? steps[0].phase
                       : api::Phase::Unknown;
        };
        QCOMPARE(stepNow(1), api::Phase::Health);
        fresh.state = InstanceState::Ready;
        QCOMPARE(stepNow(2), api::Phase::Shift);
        old.retire = true;
        old.state = InstanceState::Draining;
        QCOMPARE(stepNow(3), api::Phase::Drain);
        old.state = InstanceState::Stopping;
        QCOMPARE(stepNow(4), api::Phase::Stop);
        world.instances.erase(InstanceId{"users-2"});
        QCOMPARE(stepNow(5), api::Phase::Done);
    }

    // A scale down: nothing comes in its place, and what it replaced long ago is no part of this.
    void oneThatOnlyLeavesReplacesNobody() {
        model::World world;
        model::Instance& old = put(world, "users-2", InstanceState::Ready, "users-1");
        daemon::RolloutRecorder recorder({"ro-1", "shop", "users", api::OperationKind::Redeploy, 1, 2, {}}, world,
                                         at(0), 0);
        old.retire = true;
        old.state = InstanceState::Draining;
        recorder.observe(world, at(1));
        const auto steps = recorder.steps();
        QCOMPARE(steps.size(), size_t{1});
        QCOMPARE(steps[0].instance, std::string("users-2"));
        QCOMPARE(steps[0].replaces, std::string());
        QCOMPARE(steps[0].phase, api::Phase::Drain);
    }

    void theTenthComesAfterTheNinth() {
        model::World world;
        daemon::RolloutRecorder recorder({"ro-1", "shop", "users", api::OperationKind::Redeploy, 1, 2, {}}, world,
                                         at(0), 0);
        for (const char* id : {"users-10", "users-9", "users-11"})
            put(world, id, InstanceState::Starting);
        recorder.observe(world, at(1));
        std::string order;
        for (const auto& step : recorder.steps())
            order += step.instance + " ";
        QCOMPARE(order, std::string("users-9 users-10 users-11 "));
    }
};

QTEST_GUILESS_MAIN(RolloutRecorderTest)
#include "rollout_recorder_test.moc"
