#include "runtime/probe_policy.h"

#include <QtTest>

using namespace slipway;
using namespace slipway::runtime;
using namespace std::chrono_literals;

namespace {
const ProbeOutcome kGood{true, {}};
const ProbeOutcome kRefused{false, "connection refused"};
const ProbeOutcome kBusy{false, "503"};
}  // namespace

class ProbePolicyTest : public QObject {
    Q_OBJECT

    static ProbeSpec spec() {
        ProbeSpec result;
        result.period = 1s;
        result.successThreshold = 1;
        result.failureThreshold = 3;
        return result;
    }

    /// A probe at its due time that takes 1 ms.
    static std::optional<ProbeVerdict> probe(ProbePolicy& policy, FakeClock& clock, const ProbeOutcome& outcome,
                                             double chance = 0.5) {
        clock.advance(std::max<Duration>(policy.dueAt() - clock.now(), Duration(0)));
        const TimePoint started = clock.now();
        clock.advance(1ms);
        return policy.finished(outcome, started, clock.now(), chance);
    }

  private slots:
    void startUpIsProbedOften() {
        FakeClock clock;
        auto wanted = spec();
        wanted.initialDelay = 300ms;
        ProbePolicy policy(wanted, clock.now(), 0.5);
        QCOMPARE(policy.dueAt(), clock.now() + 300ms + 12500us);
        const TimePoint first = policy.dueAt();
        for (int i = 0; i < 10; ++i)
            probe(policy, clock, kRefused);
        QCOMPARE(policy.dueAt(), first + 250ms);
    }

    void aLongStartUpIsProbedLessOftenAndNeverLessThanItsPeriod() {
        FakeClock clock;
        ProbePolicy policy(spec(), clock.now(), 0);
        const TimePoint begin = clock.now();
        const auto paceAfter = [&](Duration waited) {
            while (clock.now() - begin < waited)
                probe(policy, clock, kRefused);
            const TimePoint started = clock.now();
            return policy.dueAt() - started;
        };
        QVERIFY(paceAfter(4s) <= 220ms);
        QVERIFY(paceAfter(4s) >= 150ms);
        QVERIFY(paceAfter(60s) <= 1s);
        QVERIFY(paceAfter(60s) >= 900ms);
    }

    void reasonsAreToldWhenTheyChange() {
        FakeClock clock;
        ProbePolicy policy(spec(), clock.now(), 0);
        QCOMPARE(probe(policy, clock, kRefused), std::optional(ProbeVerdict::Failing));
        QCOMPARE(probe(policy, clock, kRefused), std::optional<ProbeVerdict>());
        QCOMPARE(probe(policy, clock, kBusy), std::optional(ProbeVerdict::Failing));
        QCOMPARE(policy.failures(), 3);
        QCOMPARE(probe(policy, clock, kGood), std::optional(ProbeVerdict::Ready));
        QCOMPARE(policy.failures(), 0);
        QCOMPARE(probe(policy, clock, kGood), std::optional<ProbeVerdict>());
    }

    void oncePastTheThresholdItIsUnready() {
        FakeClock clock;
        ProbePolicy policy(spec(), clock.now(), 0);
        probe(policy, clock, kGood);
        QCOMPARE(probe(policy, clock, kBusy), std::optional(ProbeVerdict::Failing));
        QCOMPARE(probe(policy, clock, kBusy), std::optional<ProbeVerdict>());
        QCOMPARE(probe(policy, clock, kGood), std::optional<ProbeVerdict>());
        probe(policy, clock, kBusy);
        probe(policy, clock, kBusy);
        QVERIFY(policy.ready());
        QCOMPARE(probe(policy, clock, kBusy), std::optional(ProbeVerdict::Unready));
        QVERIFY(!policy.ready());
        QCOMPARE(probe(policy, clock, kBusy), std::optional<ProbeVerdict>());
        QCOMPARE(probe(policy, clock, kGood), std::optional(ProbeVerdict::Ready));
    }

    void severalSuccessesMayBeWanted() {
        FakeClock clock;
        auto wanted = spec();
        wanted.successThreshold = 2;
        ProbePolicy policy(wanted, clock.now(), 0);
        QVERIFY(!probe(policy, clock, kGood));
        probe(policy, clock, kBusy);
        QVERIFY(!probe(policy, clock, kGood));
        QCOMPARE(probe(policy, clock, kGood), std::optional(ProbeVerdict::Ready));
    }

    void onceReadyItKeepsItsBeatFromARandomPoint() {
        FakeClock clock;
        ProbePolicy policy(spec(), clock.now(), 0);
        probe(policy, clock, kGood, 0.25);
        const TimePoint beat = policy.dueAt();
        QCOMPARE(beat, clock.now() + 250ms);
        probe(policy, clock, kGood);
        QCOMPARE(policy.dueAt(), beat + 1s);
        // One that hung for 2.5 s: the beats that went by are left out.
        clock.advance(policy.dueAt() - clock.now());
        const TimePoint started = clock.now();
        clock.advance(2500ms);
        policy.finished(kBusy, started, clock.now(), 0);
        QCOMPARE(policy.dueAt(), beat + 4s);
        QVERIFY(!policy.late(beat + 5s));
        QVERIFY(policy.late(beat + 5s + 1ms));
    }

    void theAdoptedStartReadyAtTheSteadyPace() {
        FakeClock clock;
        auto wanted = spec();
        wanted.startsReady = true;
        wanted.initialDelay = 10s;
        ProbePolicy policy(wanted, clock.now(), 0.5);
        QCOMPARE(policy.dueAt(), clock.now() + 500ms);
        QVERIFY(policy.ready());
        QVERIFY(!probe(policy, clock, kGood));
        QCOMPARE(policy.dueAt() - clock.now(), Duration(1s - 1ms));
    }

    void aPeriodOfNothingDoesNotSpin() {
        FakeClock clock;
        auto wanted = spec();
        wanted.period = 0s;
        wanted.startupPeriod = 0s;
        ProbePolicy policy(wanted, clock.now(), 0);
        const TimePoint begin = clock.now();
        for (int i = 0; i < 10; ++i)
            probe(policy, clock, i < 5 ? kBusy : kGood);
        QVERIFY(clock.now() - begin >= 10ms);
    }
};

QTEST_GUILESS_MAIN(ProbePolicyTest)
#include "probe_policy_test.moc"
