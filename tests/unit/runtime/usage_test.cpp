#include "runtime/usage.h"

#include "process_fixture.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;

class UsageTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Children m_children;

    ProcessIdentity start(const std::vector<std::string>& argv, int readyLines = 0) {
        SpawnRequest request;
        request.argv = argv;
        request.environment = kEnvironment;
        request.cookie = m_children.cookie();
        request.outPath = m_dir.filePath("out").toStdString();
        ::unlink(request.outPath.c_str());
        const auto process = spawn(request).value();
        waitForLines(request.outPath, readyLines);
        return process.identity;
    }

    static UsageTarget target(const char* id, const ProcessIdentity& identity) {
        return {id, identity.pid, identity.startTicks};
    }

  private slots:
    void cleanup() { m_children.end(); }

    void aBusyTreeIsToldFromAnIdleOne() {
        const auto busy = start(shellCommand("(while :; do :; done) & echo; wait"), 1);
        const auto idle = start({"sleep", "60"});
        UsageSampler sampler;
        const std::vector<UsageTarget> targets = {target("busy", busy), target("idle", idle)};
        const SystemClock clock;
        const auto first = sampler.sample(targets, clock.now());
        QCOMPARE(first.at("busy").cpuCores, 0.0);
        QCOMPARE(first.at("busy").processes, 2);
        QCOMPARE(first.at("idle").processes, 1);
        QVERIFY(eventually([&] {
            ::usleep(100'000);
            const auto next = sampler.sample(targets, clock.now());
            return next.at("busy").cpuCores > 0 && next.at("busy").cpuCores < 3 && next.at("idle").cpuCores < 0.5;
        }));
    }

    void reapedChildrenAreCountedOnce() {
        // The shell's children live for some 20 ms of CPU each; none is there for two samples.
        const auto shell = start(shellCommand("echo; while :; do /usr/bin/python3 -c 'sum(range(200000))'; done"), 1);
        UsageSampler sampler;
        FakeClock clock;
        const std::vector<UsageTarget> targets = {target("x", shell)};
        sampler.sample(targets, clock.now());
        double cores = 0;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i) {
            ::usleep(30'000);
            clock.advance(std::chrono::seconds(1));
            cores += sampler.sample(targets, clock.now()).at("x").cpuCores;
        }
        // Seconds of CPU, since each step counts as one second; not more than time went by.
        QVERIFY(cores > 0);
        QVERIFY(cores < static_cast<double>(timer.elapsed()) / 1000 + 0.1);
    }

    void memoryIsMeasured() {
        const auto process = start(
            {"/usr/bin/python3", "-c", "import time\nb = b'x' * (64 << 20)\nprint(1, flush=True)\ntime.sleep(60)"}, 1);
        UsageSampler sampler(1);
        const auto usage = sampler.sample({target("x", process)}, SystemClock().now()).at("x");
        QVERIFY(usage.rssKib > 64 * 1024);
        QVERIFY(usage.pssKib > 64 * 1024 && usage.pssKib <= usage.rssKib + 4096);
    }

    void sharedMemoryIsDividedInPss() {
        const char* script =
            "import os,time\nb = bytearray(b'x' * (64 << 20))\n"
            "for i in range(3):\n  if os.fork() == 0: time.sleep(60)\n"
            "print(1, flush=True)\ntime.sleep(60)";
        const auto process = start({"/usr/bin/python3", "-c", script}, 1);
        UsageSampler sampler(1);
        const auto usage = sampler.sample({target("x", process)}, SystemClock().now()).at("x");
        QCOMPARE(usage.processes, 4);
        QVERIFY(usage.rssKib > 4 * 60 * 1024);
        QVERIFY2(usage.pssKib < 2 * 64 * 1024, qPrintable(QString::number(usage.pssKib)));
    }

    void pssIsReadSeldomAndKept() {
        const auto process = start({"sleep", "60"});
        UsageSampler sampler(1000);
        const std::vector<UsageTarget> targets = {target("x", process)};
        const auto first = sampler.sample(targets, SystemClock().now()).at("x").pssKib;
        QVERIFY(first > 0);
        QCOMPARE(sampler.sample(targets, SystemClock().now()).at("x").pssKib, first);
    }

    void theGoneAndTheStrangersAreNothing() {
        const auto process = start({"sleep", "60"});
        auto stranger = target("stranger", process);
        stranger.startTicks -= 1;
        UsageSampler sampler;
        const auto usage = sampler.sample({stranger, {"gone", 4'000'000, 5}}, SystemClock().now());
        QCOMPARE(usage.at("stranger").processes, 0);
        QCOMPARE(usage.at("stranger").rssKib, std::uint64_t(0));
        QCOMPARE(usage.at("gone").processes, 0);
        QCOMPARE(usage.at("gone").pssKib, std::uint64_t(0));
        QCOMPARE(readPssKib(4'000'000), std::uint64_t(0));
    }

    void anIdThatMeansAnotherProcessStartsAtNothing() {
        const auto one = start(shellCommand("echo; while :; do :; done"), 1);
        UsageSampler sampler;
        FakeClock clock;
        sampler.sample({target("x", one)}, clock.now());
        clock.advance(std::chrono::seconds(1));
        const auto two = start({"sleep", "60"});
        QCOMPARE(sampler.sample({target("x", two)}, clock.now()).at("x").cpuCores, 0.0);
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
