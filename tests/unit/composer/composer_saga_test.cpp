#include <QtTest>

#include "saga_world.h"

using namespace slipway;
using namespace slipway::test;

namespace {

json bodyOf(const SagaRecord& record) {
    return json::parse(record.reply.body, nullptr, false);
}

}  // namespace

class ComposerSagaTest : public QObject {
    Q_OBJECT
  private slots:
    void whatWorksIsComposed() {
        SagaWorld world(SagaWorld::checkout());
        const SagaRecord record = world.run();
        QVERIFY(record.state == SagaState::Done);
        QCOMPARE(record.reply.status, 201);
        QCOMPARE(bodyOf(record)["order"].get<std::string>(), std::string("order"));
        QCOMPARE(*world.keys().at("charge").begin(), std::string("sg-1-charge"));
        QVERIFY(record.endedMs > 0);
    }

    void aRefusalUndoesWhatWasDoneInReverseOrder() {
        SagaWorld world(SagaWorld::checkout());
        world.judge = [](const std::string& step, bool undo, int) {
            return step == "points" && !undo ? Fate::Refused : Fate::Works;
        };
        const SagaRecord record = world.run();
        QVERIFY(record.state == SagaState::Undone);
        QCOMPARE(world.undone(), (std::vector<std::string>{"charge", "order", "reserve"}));
        const json problem = bodyOf(record);
        QCOMPARE(record.reply.status, 409);
        QCOMPARE(record.reply.contentType, std::string("application/problem+json"));
        QCOMPARE(problem["step"].get<std::string>(), std::string("points"));
        QCOMPARE(problem["undone"].size(), size_t(3));
        QCOMPARE(problem["request_id"].get<std::string>(), std::string("r-1"));
        QVERIFY(!problem.contains("stuck"));
    }

    void aRefusalOfTheFirstGroupNeedsNoMore() {
        SagaWorld world(SagaWorld::checkout());
        world.judge = [](const std::string& step, bool, int) { return step == "user" ? Fate::Refused : Fate::Works; };
        const SagaRecord record = world.run();
        QVERIFY(record.state == SagaState::Undone);
        QCOMPARE(world.undone(), (std::vector<std::string>{"reserve"}));
        QVERIFY(!world.keys().contains("order"));
    }

    void anAnswerThatIsLostIsAskedForAgainWithItsKey() {
        SagaWorld world(SagaWorld::checkout());
        world.judge = [](const std::string& step, bool, int call) {
            return step == "charge" && call < 3 ? Fate::LostAfter : Fate::Works;
        };
        const SagaRecord record = world.run();
        QVERIFY(record.state == SagaState::Done);
        QCOMPARE(record.steps.at("charge").attempts, 3);
        QCOMPARE(world.keys().at("charge").size(), size_t(1));
    }

    void whatNobodyKnowsIsUndoneToo() {
        SagaWorld world(SagaWorld::checkout());
        world.judge = [](const std::string& step, bool undo, int) {
            return step == "charge" && !undo ? Fate::LostAfter : Fate::Works;
        };
        const SagaRecord record = world.run();
        QVERIFY(record.state == SagaState::Undone);
        QCOMPARE(world.undone(), (std::vector<std::string>{"charge", "order", "reserve"}));
        QCOMPARE(record.reply.status, 502);
    }

    void aRefusalAfterALostAnswerIsNoProofThatNothingWasDone() {
        SagaWorld world(SagaWorld::checkout());
        world.judge = [](const std::string& step, bool undo, int call) {
            if (step != "charge" || undo)
                return Fate::Works;
            return call == 1 ? Fate::LostAfter : Fate::Refused;
        };
        const SagaRecord record = world.run();
        QVERIFY(record.state == SagaState::Undone);
        QVERIFY(record.steps.at("charge").state == StepState::Undone);
        QVERIFY(world.standing().count("charge") == 0);
    }

    void noConnectionIsKnownToHaveDoneNothing() {
        SagaWorld world(SagaWorld::checkout());
        world.judge = [](const std::string& step, bool, int) { return step == "charge" ? Fate::Unsent : Fate::Works; };
        const SagaRecord record = world.run();
        QVERIFY(record.state == SagaState::Undone);
        QVERIFY(record.steps.at("charge").state == StepState::Refused);
        QCOMPARE(world.undone(), (std::vector<std::string>{"order", "reserve"}));
    }

    void aCompensationThatKeepsFailingIsStuckAndGoesOn() {
        SagaWorld world(SagaWorld::checkout(3));
        const auto failing = [](const std::string& step, bool undo, int call) {
            if (step == "points")
                return Fate::Refused;
            return step == "order" && undo && call < 6 ? Fate::ErrorBefore : Fate::Works;
        };
        world.judge = failing;
        QVERIFY(world.run().state == SagaState::Undone);
        QCOMPARE(world.undone(), (std::vector<std::string>{"charge", "order", "reserve"}));

        SagaWorld stuck(SagaWorld::checkout(3));
        stuck.judge = [](const std::string& step, bool undo, int) {
            if (step == "points")
                return Fate::Refused;
            return step == "order" && undo ? Fate::ErrorBefore : Fate::Works;
        };
        const SagaRecord record = stuck.run(60);
        QVERIFY(record.state == SagaState::Stuck);
        const json problem = bodyOf(record);
        QCOMPARE(problem["stuck"][0]["step"].get<std::string>(), std::string("order"));
        QCOMPARE(problem["undone"], json({"charge"}));
        QVERIFY(stuck.standing().contains("reserve"));  // what comes before waits for its turn
    }

    void byHand() {
        const auto definition = std::make_shared<const composite::Composite>(SagaWorld::checkout(2));
        SagaRecord record;
        record.id = "sg-1";
        record.request = {{"body", {{"user", "u"}}}};
        for (const char* step : {"user", "reserve", "order", "charge"})
            record.steps[step].state = StepState::Done;
        record.state = SagaState::Compensating;
        record.cause = {"points", "refused", 409, "no", {}};
        Saga saga(definition, record);
        TimePoint now{};
        const auto failUndo = [&](Saga::Effects effects) {
            Answer answer;
            answer.error = "broke";
            return saga.onAnswer(effects.sends.at(0).step, effects.sends.at(0).number, answer, now, 1);
        };
        failUndo(saga.advance(now, 1));
        QVERIFY(saga.wake().has_value());
        QVERIFY(failUndo(saga.retryNow(now, 1)).settled);
        QVERIFY(saga.record().state == SagaState::Stuck);
        QVERIFY(saga.advance(now, 1).sends.empty());
        QVERIFY(saga.resume(now, 1).sends.empty());  // it was not abandoned
        const auto abandoned = saga.abandon(now, 7);
        QVERIFY(abandoned.save && abandoned.settled);
        QVERIFY(saga.record().state == SagaState::Abandoned);
        QCOMPARE(saga.record().endedMs, 7);
        QVERIFY(!saga.wake());
        const auto resumed = saga.resume(now, 8);
        QCOMPARE(resumed.sends.size(), size_t(1));
        QCOMPARE(saga.record().endedMs, 0);
    }

    void past_its_time_it_is_undone() {
        const auto definition = std::make_shared<const composite::Composite>(SagaWorld::checkout());
        SagaRecord record;
        record.id = "sg-1";
        record.request = {{"body", {{"user", "u"}}}};
        record.steps["user"].state = record.steps["reserve"].state = StepState::Done;
        Saga saga(definition, record);
        const auto first = saga.advance(TimePoint{}, 1);
        QCOMPARE(first.sends.at(0).step, std::string("order"));
        const auto late = saga.onDeadline(TimePoint{}, 2);
        QCOMPARE(late.sends.at(0).step, std::string("order"));  // its compensation: it may have come through
        QCOMPARE(late.sends.at(0).call.method, std::string("DELETE"));
        QVERIFY(saga.record().state == SagaState::Compensating);
        // The answer that comes after all means nothing any more.
        Answer answer;
        answer.kind = Answer::Kind::Response;
        answer.status = 200;
        QVERIFY(!saga.onAnswer("order", first.sends.at(0).number, answer, TimePoint{}, 3).save);
    }

    void whatTheRequestLacksIsTheClientsToKnow() {
        auto definition = SagaWorld::checkout();
        SagaRecord record;
        record.id = "sg-1";
        record.request = {{"body", json::object()}};
        Saga saga(std::make_shared<const composite::Composite>(definition), record);
        auto effects = saga.advance(TimePoint{}, 1);
        Answer good;
        good.kind = Answer::Kind::Response;
        good.status = 200;
        while (!effects.sends.empty())
            effects = saga.onAnswer(effects.sends.at(0).step, effects.sends.at(0).number, good, TimePoint{}, 1);
        QVERIFY(saga.record().state == SagaState::Undone);
        QCOMPARE(saga.record().reply.status, 422);
        QVERIFY(saga.record().reply.body.find("request.body.user") != std::string::npos);
    }

    void conditionsSkipSteps() {
        auto definition = SagaWorld::checkout();
        definition.groups[3][0].when = "steps.order.body.points > 0";
        SagaWorld world(definition);
        const SagaRecord record = world.run();
        QVERIFY(record.state == SagaState::Done);
        QVERIFY(record.steps.at("points").state == StepState::Skipped);
        QVERIFY(!world.standing().contains("points"));
    }

    void headersCanNotBeSplit() {
        auto definition = SagaWorld::checkout();
        definition.groups[0].erase(definition.groups[0].begin());
        definition.groups[0][0].call.headers = {{"X-Who", "{{request.body.user}}"}, {"X-Fine", "yes"}};
        SagaRecord record;
        record.id = "sg-1";
        record.request = {{"body", {{"user", "a\r\nX-Evil: 1"}}}};
        Saga saga(std::make_shared<const composite::Composite>(definition), record);
        const auto effects = saga.advance(TimePoint{}, 1);
        for (const auto& [name, value] : effects.sends.at(0).call.headers)
            QVERIFY(name != "X-Who" && value.find('\n') == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ComposerSagaTest)
#include "composer_saga_test.moc"
