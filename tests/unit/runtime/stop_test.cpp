#include "runtime/stop.h"

#include "process_fixture.h"
#include "runtime/process_watch.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;
using namespace std::chrono_literals;
using Phase = StopSequence::Phase;

namespace {

struct FakeTarget : StopTarget {
    std::vector<int> group, stragglers;
    std::vector<pid_t> alive{100};
    bool signalGroup(int signal) override {
        group.push_back(signal);
        return true;
    }
    int signalStragglers(int signal) override {
        stragglers.push_back(signal);
        return 0;
    }
    std::vector<pid_t> living() override { return alive; }
};

}  // namespace

class StopTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Children m_children;

    struct Run {
        bool killed = false;
        Phase phase = Phase::Idle;
        std::string exit;
        std::vector<CookieHolder> left;
    };

    /// Stops a real process tree, as the daemon would: by descriptors and the sequence's wake-ups.
    Run stop(const std::string& shell, Duration grace, int readyLines = 1) {
        ::unlink(m_dir.filePath("out").toStdString().c_str());
        SpawnRequest request;
        request.argv = shellCommand(shell);
        request.environment = kEnvironment;
        request.cookie = m_children.cookie();
        request.outPath = m_dir.filePath("out").toStdString();
        auto process = spawn(request).value();
        waitForLines(request.outPath, readyLines);

        const auto watch = ProcessWatch::create().value();
        ProcessTreeTarget target(process.identity, process.pidfd.get(), request.cookie);
        (void)watch->add("x", process.identity, std::move(process.pidfd), Kinship::Child);
        StopSequence sequence(target, {SIGTERM, grace});
        const SystemClock clock;
        Run run;
        sequence.begin(clock.now());
        while (!sequence.finished()) {
            const auto wait = sequence.wakeAt() ? *sequence.wakeAt() - clock.now() : Duration(1h);
            readable(watch->fd(),
                     std::max(1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count())));
            for (const auto& exit : watch->process()) {
                run.exit = exit.describe();
                sequence.leaderEnded(clock.now());
            }
            if (sequence.wakeAt() && clock.now() >= *sequence.wakeAt())
                sequence.advance(clock.now());
        }
        run.killed = sequence.killed();
        run.phase = sequence.phase();
        run.left = findCookies(m_children.cookie());
        return run;
    }

  private slots:
    void cleanup() { m_children.end(); }

    void aGoodProcessEndsByItsSignal() {
        FakeTarget target;
        FakeClock clock;
        StopSequence stop(target, {SIGINT, 10s});
        QCOMPARE(stop.phase(), Phase::Idle);
        QVERIFY(!stop.wakeAt());
        QCOMPARE(stop.begin(clock.now()), Phase::Stopping);
        QCOMPARE(*stop.wakeAt(), clock.now() + 10s);
        clock.advance(3s);
        QCOMPARE(stop.advance(clock.now()), Phase::Stopping);
        target.alive.clear();
        QCOMPARE(stop.leaderEnded(clock.now()), Phase::Done);
        QCOMPARE(target.group, std::vector<int>{SIGINT});
        QVERIFY(!stop.killed());
        QVERIFY(!stop.wakeAt());
    }

    void afterTheGraceItIsKilled() {
        FakeTarget target;
        FakeClock clock;
        StopSequence stop(target, {SIGTERM, 2s});
        stop.begin(clock.now());
        clock.advance(2s);
        QCOMPARE(stop.advance(clock.now()), Phase::Killing);
        QVERIFY(stop.killed());
        QCOMPARE(target.group, (std::vector<int>{SIGTERM, SIGKILL}));
        // Dead, but not told so yet: it is not done before it is reaped.
        target.alive.clear();
        clock.advance(100ms);
        QCOMPARE(stop.advance(clock.now()), Phase::Killing);
        QCOMPARE(stop.leaderEnded(clock.now()), Phase::Done);
    }

    void stragglersHaveTheRestOfTheGrace() {
        FakeTarget target;
        FakeClock clock;
        StopSequence stop(target, {SIGTERM, 1s});
        stop.begin(clock.now());
        clock.advance(400ms);
        QCOMPARE(stop.leaderEnded(clock.now()), Phase::Sweeping);
        QCOMPARE(target.stragglers, std::vector<int>{SIGTERM});
        QCOMPARE(*stop.wakeAt(), clock.now() + 50ms);
        clock.advance(580ms);
        QCOMPARE(stop.advance(clock.now()), Phase::Sweeping);
        QCOMPARE(*stop.wakeAt(), clock.now() + 20ms);
        clock.advance(20ms);
        QCOMPARE(stop.advance(clock.now()), Phase::Killing);
        target.alive.clear();
        clock.advance(100ms);
        QCOMPARE(stop.advance(clock.now()), Phase::Done);
        QCOMPARE(target.stragglers.back(), SIGKILL);
    }

    void whatCantBeKilledIsGivenUp() {
        FakeTarget target;
        FakeClock clock;
        StopSequence stop(target, {SIGTERM, 0s});
        stop.begin(clock.now());
        int steps = 0;
        while (!stop.finished() && ++steps < 1000) {
            clock.advance(*stop.wakeAt() - clock.now());
            stop.advance(clock.now());
        }
        QCOMPARE(stop.phase(), Phase::Stuck);
        QVERIFY(steps >= 50 && steps <= 60);
        QCOMPARE(stop.leaderEnded(clock.now()), Phase::Stuck);
    }

    void aCrashedLeaderLeavesStragglersToSweep() {
        FakeTarget target;
        FakeClock clock;
        StopSequence stop(target, {SIGTERM, 1s});
        QCOMPARE(stop.leaderEnded(clock.now()), Phase::Idle);
        QCOMPARE(stop.begin(clock.now()), Phase::Sweeping);
        target.alive.clear();
        clock.advance(50ms);
        QCOMPARE(stop.advance(clock.now()), Phase::Done);

        FakeTarget none;
        none.alive.clear();
        StopSequence nothing(none, {SIGTERM, 1s});
        nothing.leaderEnded(clock.now());
        QCOMPARE(nothing.begin(clock.now()), Phase::Done);
    }

    void impatienceSkipsTheGrace() {
        FakeTarget target;
        FakeClock clock;
        StopSequence stop(target, {SIGTERM, 100s});
        QCOMPARE(stop.kill(clock.now()), Phase::Idle);
        stop.begin(clock.now());
        QCOMPARE(stop.kill(clock.now()), Phase::Killing);
        QCOMPARE(target.group.back(), SIGKILL);
    }

    void aRealProcessEndsItsOwnWay() {
        const auto run = stop("trap 'exit 9' TERM; echo; while :; do sleep 0.02; done", 20s);
        QCOMPARE(run.exit, std::string("exit code 9"));
        QVERIFY(!run.killed);
        QVERIFY(run.left.empty());
    }

    void aRealProcessThatWontIsKilled() {
        const auto run = stop("trap '' TERM; echo; while :; do sleep 60; done", 50ms);
        QCOMPARE(run.exit, std::string("killed by SIGKILL"));
        QVERIFY(run.killed);
        QCOMPARE(run.phase, Phase::Done);
        QVERIFY(run.left.empty());
    }

    void aDoubleForkedDaemonInItsOwnSessionIsFound() {
        // Ignores SIGTERM, left group and session; its parent is gone.
        const char* python =
            "import os,signal,time\n"
            "if os.fork(): time.sleep(60)\n"
            "os.setsid()\n"
            "if os.fork(): os._exit(0)\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "print('ready', flush=True)\n"
            "time.sleep(60)\n";
        const std::string script = m_dir.filePath("daemon.py").toStdString();
        QVERIFY(writeFileAtomically(script, python));
        const auto run = stop("exec /usr/bin/python3 " + script, 300ms);
        QCOMPARE(run.exit, std::string("killed by SIGTERM"));
        QVERIFY(run.killed);
        QCOMPARE(run.phase, Phase::Done);
        QVERIFY(run.left.empty());
    }

    void childrenOfAShellEndWithIt() {
        const auto run = stop("sleep 60 & sleep 61 & echo; wait", 20s);
        QVERIFY(!run.killed);
        QVERIFY(run.left.empty());
    }
};

QTEST_GUILESS_MAIN(StopTest)
#include "stop_test.moc"
