#include "runtime/process_watch.h"

#include <sys/prctl.h>

#include "process_fixture.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;

class ProcessWatchTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Children m_children;
    std::unique_ptr<ProcessWatch> m_watch;

    SpawnedProcess start(const std::string& shell) {
        SpawnRequest request;
        request.argv = shellCommand(shell);
        request.environment = kEnvironment;
        request.cookie = m_children.cookie();
        request.outPath = m_dir.filePath("out").toStdString();
        return spawn(request).value();
    }

    void watch(const char* id, const std::string& shell) {
        auto process = start(shell);
        QVERIFY(m_watch->add(id, process.identity, std::move(process.pidfd), Kinship::Child));
    }

    std::vector<ProcessExit> exits(size_t count) {
        std::vector<ProcessExit> all;
        while (all.size() < count && readable(m_watch->fd()))
            for (auto& exit : m_watch->process())
                all.push_back(std::move(exit));
        return all;
    }

    /// A process that is not our child: its parent, which we reap, is gone. We inherit it as a subreaper would.
    pid_t startOrphan(const std::string& shell) {
        ::unlink(m_dir.filePath("out").toStdString().c_str());
        const auto parent = start("(" + shell + ") & echo $!");
        ::waitpid(parent.identity.pid, nullptr, 0);
        return std::stoi(waitForLines(m_dir.filePath("out").toStdString(), 1));
    }

  private slots:
    void init() { m_watch = ProcessWatch::create().value(); }
    void cleanup() { m_children.end(); }

    void exitsAreToldWithTheirCode() {
        watch("good", "exit 0");
        watch("bad", "exit 3");
        watch("killed", "kill -KILL $$");
        watch("runs", "sleep 60");
        std::map<std::string, std::string> words;
        for (const auto& exit : exits(3))
            words[exit.id] = exit.describe();
        const std::map<std::string, std::string> expected = {
            {"good", "exit code 0"}, {"bad", "exit code 3"}, {"killed", "killed by SIGKILL"}};
        QCOMPARE(words, expected);
        QVERIFY(m_watch->process().empty());
        QVERIFY(m_watch->pidfd("runs") >= 0);
        QCOMPARE(m_watch->pidfd("good"), -1);
        QVERIFY(!readable(m_watch->fd(), 0));
    }

    void aChildIsReaped() {
        const auto process = start("exit 0");
        QVERIFY(m_watch->add("x", process.identity, openVerified(process.identity).value(), Kinship::Child));
        QCOMPARE(exits(1).size(), size_t(1));
        QVERIFY(!readProcessStat(process.identity.pid));
    }

    void whatHasEndedBeforeIsToldToo() {
        auto process = start("exit 4");
        QVERIFY(readable(process.pidfd.get()));
        QVERIFY(m_watch->add("x", process.identity, std::move(process.pidfd), Kinship::Child));
        const auto all = exits(1);
        QCOMPARE(all.size(), size_t(1));
        QCOMPARE(all[0].code, std::optional(4));
        QVERIFY(all[0].identity == process.identity);
    }

    void theRemovedIsNotTold() {
        watch("x", "exit 0");
        m_watch->remove("x");
        m_watch->remove("never there");
        QVERIFY(!readable(m_watch->fd(), 50));
        QVERIFY(m_watch->process().empty());
    }

    void anIdAddedAgainMeansTheNewProcess() {
        watch("x", "sleep 60");
        watch("x", "exit 5");
        const auto all = exits(1);
        QCOMPARE(all[0].code, std::optional(5));
    }

    void manyEndAtOnce() {
        for (int i = 0; i < 200; ++i)
            watch(("p" + std::to_string(i)).c_str(), "exit 0");
        QCOMPARE(exits(200).size(), size_t(200));
    }

    void anAdoptedProcessIsToldWhenItsNewParentReapsIt() {
        QCOMPARE(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
        const pid_t pid = startOrphan("sleep 0.1; exit 6");
        const auto identity = identify(pid).value();
        QVERIFY(m_watch->add("x", identity, openVerified(identity).value(), Kinship::Adopted));
        QCOMPARE(::waitpid(pid, nullptr, 0), pid);
        const auto all = exits(1);
        QCOMPARE(all.size(), size_t(1));
        if (all[0].code)
            QCOMPARE(*all[0].code, 6);
        else
            QCOMPARE(all[0].describe(), std::string("ended; its exit code is unknown (started by an earlier daemon)"));
        qInfo("the kernel %s the status of adopted processes", all[0].code ? "tells" : "does not tell");
        ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    }

    void anAdoptedProcessThatNobodyReapsIsToldAllTheSame() {
        QCOMPARE(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
        const pid_t pid = startOrphan("sleep 0.1; exit 6");
        const auto identity = identify(pid).value();
        QVERIFY(m_watch->add("x", identity, openVerified(identity).value(), Kinship::Adopted));
        const auto all = exits(1);
        QCOMPARE(all.size(), size_t(1));
        // A zombie of our own user says how it ended, on any kernel.
        QCOMPARE(all[0].describe(), std::string("exit code 6"));
        QCOMPARE(::waitpid(pid, nullptr, WNOHANG), pid);
        QVERIFY(!readable(m_watch->fd(), 0));
        ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    }

    void aChildThatSomebodyElseReapedIsTold() {
        auto process = start("exit 7");
        const pid_t pid = process.identity.pid;
        QVERIFY(m_watch->add("x", process.identity, std::move(process.pidfd), Kinship::Child));
        QCOMPARE(::waitpid(pid, nullptr, 0), pid);
        QCOMPARE(exits(1).size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(ProcessWatchTest)
#include "process_watch_test.moc"
