#include <QtTest>

#include "saga_world.h"
#include "support/sanitized.h"

using namespace slipway;
using namespace slipway::test;

namespace {

const std::set<std::string> kChanging{"reserve", "order", "charge", "points"};
const std::set<std::string> kAll{"user", "reserve", "order", "charge", "points"};

// All or nothing, one key a step, and nothing done before it was written down.
QString faultOf(SagaWorld& world, const SagaRecord& record) {
    if (!world.broken().empty())
        return QString::fromStdString(world.broken());
    for (const auto& [step, keys] : world.keys())
        if (keys.size() != 1)
            return QString::fromStdString(step + " came with several keys");
    const auto standing = world.standing();
    std::set<std::string> changed;
    for (const auto& step : standing)
        if (step != "user")
            changed.insert(step);
    if (record.state == SagaState::Done)
        return changed == kChanging ? QString() : "done, but not all of it took effect";
    if (record.state == SagaState::Undone)
        return changed.empty() ? QString()
                               : "undone, but something stands: " + QString::fromStdString(*changed.begin());
    return "it never ended: " + QString::fromUtf8(word(record.state).data());
}

}  // namespace

class ComposerSimTest : public QObject {
    Q_OBJECT
  private slots:
    /// For each way to fail, a kill at each single micro-step, and at each pair of neighbours.
    void aKillAtEveryPoint_data() {
        QTest::addColumn<QString>("failing");
        QTest::addColumn<int>("fate");
        QTest::newRow("nothing fails") << "" << 0;
        for (const auto& step : kAll)
            for (const Fate fate : {Fate::Refused, Fate::LostAfter, Fate::LostBefore, Fate::ErrorAfter, Fate::Unsent})
                QTest::addRow("%s %d", step.c_str(), static_cast<int>(fate))
                    << QString::fromStdString(step) << static_cast<int>(fate);
    }

    void aKillAtEveryPoint() {
        QFETCH(QString, failing);
        QFETCH(int, fate);
        const auto judge = [&](const std::string& step, bool undo, int) {
            return !undo && step == failing.toStdString() ? static_cast<Fate>(fate) : Fate::Works;
        };
        int points = 0, done = 0;
        for (int kill = 0;; ++kill) {
            for (const int again : sanitized ? std::vector{1} : std::vector{0, 1, 3}) {
                SagaWorld world(SagaWorld::checkout());
                world.judge = judge;
                world.kills = [&](int at) { return at == kill || (again > 0 && at == kill + again); };
                const SagaRecord record = world.run();
                const QString fault = faultOf(world, record);
                QVERIFY2(fault.isEmpty(), qPrintable(QString("killed at %1, %2: %3").arg(kill).arg(again).arg(fault)));
                points = world.microSteps();
                done += record.state == SagaState::Done ? 1 : 0;
            }
            if (kill > points)
                break;
        }
        QVERIFY(points > 6);
        QCOMPARE(done > 0, failing.isEmpty());
    }

    void faultsAndKillsAtRandom() {
        const std::uint64_t seed = Random::fromSystem().next();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        int done = 0, undone = 0;
        const int rounds = sanitized ? 400 : 4000;
        for (int round = 0; round < rounds; ++round) {
            Random random(seed + static_cast<std::uint64_t>(round));
            SagaWorld world(SagaWorld::checkout());
            const std::uint32_t faultRate = random.below(60), killRate = random.below(30);
            int kills = 0;
            world.judge = [&](const std::string&, bool undo, int) {
                if (random.below(100) >= faultRate)
                    return Fate::Works;
                // A compensation that is refused would need a person.
                const auto fate = static_cast<Fate>(1 + random.below(6));
                return undo && fate == Fate::Refused ? Fate::LostBefore : fate;
            };
            world.kills = [&](int) { return kills < 20 && random.below(100) < killRate && ++kills > 0; };
            const SagaRecord record = world.run();
            const QString fault = faultOf(world, record);
            QVERIFY2(fault.isEmpty(), qPrintable(QString("round %1: %2").arg(round).arg(fault)));
            ++(record.state == SagaState::Done ? done : undone);
        }
        QVERIFY2(done > rounds / 10 && undone > rounds / 10,
                 qPrintable(QString("%1 done, %2 undone").arg(done).arg(undone)));
    }
};

QTEST_GUILESS_MAIN(ComposerSimTest)
#include "composer_sim_test.moc"
