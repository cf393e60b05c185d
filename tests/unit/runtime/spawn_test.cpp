#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "process_fixture.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;

class SpawnTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Children m_children;

    std::string path(const char* name) const { return m_dir.filePath(name).toStdString(); }

    SpawnRequest request(std::vector<std::string> argv) const {
        SpawnRequest result;
        result.argv = std::move(argv);
        result.environment = kEnvironment;
        result.cookie = m_children.cookie();
        result.outPath = path("out");
        result.errPath = path("err");
        return result;
    }

    static int statusOf(const SpawnedProcess& process) {
        int status = 0;
        ::waitpid(process.identity.pid, &status, 0);
        return status;
    }

    std::string outputOf(const SpawnRequest& wanted) {
        ::unlink(wanted.outPath.c_str());
        const auto process = spawn(wanted);
        if (!process)
            return process.error().message;
        statusOf(*process);
        return readFile(wanted.outPath).value_or("no output");
    }

    void script(const char* name, const char* text, mode_t mode = 0755) const {
        QVERIFY(writeFileAtomically(path(name), text, mode));
    }

  private slots:
    void cleanup() { m_children.end(); }

    void outputIsAppendedToTwoFiles() {
        const auto wanted = request(shellCommand("echo out; echo err >&2"));
        ::unlink(wanted.outPath.c_str());
        ::unlink(wanted.errPath.c_str());
        for (int i = 0; i < 2; ++i)
            statusOf(spawn(wanted).value());
        QCOMPARE(readFile(wanted.outPath).value(), std::string("out\nout\n"));
        QCOMPARE(readFile(wanted.errPath).value(), std::string("err\nerr\n"));
        struct stat status {};
        QCOMPARE(::stat(wanted.outPath.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t(0600));
    }

    void bothStreamsMayGoToOneFileAndToNone() {
        auto wanted = request(shellCommand("echo out; echo err >&2"));
        wanted.errPath = wanted.outPath;
        QCOMPARE(outputOf(wanted), std::string("out\nerr\n"));
        wanted.outPath.clear();
        wanted.errPath.clear();
        QCOMPARE(statusOf(spawn(wanted).value()), 0);
    }

    void theEnvironmentIsExactlyWhatWasGiven() {
        ::setenv("LEAKED", "1", 1);
        auto wanted = request({"env"});
        wanted.environment = {{"PATH", "/usr/bin:/bin"}, {"B", "with = and space"}, {"SLIPWAY_COOKIE", "not this"}};
        QCOMPARE(outputOf(wanted),
                 "PATH=/usr/bin:/bin\nB=with = and space\nSLIPWAY_COOKIE=" + m_children.cookie() + "\n");
    }

    void theChildHasNothingOfOurs() {
        const int plain = ::open("/dev/null", O_RDONLY);
        QVERIFY(plain >= 0);
        QCOMPARE(outputOf(request(shellCommand("ls /proc/self/fd | tr '\\n' ' '; readlink /proc/self/fd/0"))),
                 std::string("0 1 2 3 /dev/null\n"));  // 3: the folder that ls reads
        ::close(plain);
    }

    void signalsAreAsForANewProgram() {
        ::signal(SIGPIPE, SIG_IGN);
        ::signal(SIGHUP, SIG_IGN);
        sigset_t some, before;
        sigemptyset(&some);
        sigaddset(&some, SIGTERM);
        sigaddset(&some, SIGUSR1);
        sigprocmask(SIG_BLOCK, &some, &before);
        const std::string text = outputOf(request({"grep", "-E", "Sig(Blk|Ign):", "/proc/self/status"}));
        sigset_t after;
        sigprocmask(SIG_SETMASK, &before, &after);
        QVERIFY2(sigismember(&after, SIGTERM) == 1 && sigismember(&after, SIGHUP) == 0, "our own mask changed");
        QVERIFY2(::signal(SIGHUP, SIG_DFL) == SIG_IGN, "our own dispositions changed");
        ::signal(SIGPIPE, SIG_DFL);
        QCOMPARE(text, std::string("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"));
    }

    void itLeadsItsOwnSessionAndGroup() {
        const auto process = spawn(request({"sleep", "60"})).value();
        const auto stat = readProcessStat(process.identity.pid).value();
        QCOMPARE(stat.session, process.identity.pid);
        QCOMPARE(stat.group, process.identity.pid);
        QCOMPARE(stat.name, std::string("sleep"));
        QCOMPARE(process.identity, identify(process.identity.pid).value());
        QVERIFY(::fcntl(process.pidfd.get(), F_GETFD) & FD_CLOEXEC);
    }

    /// Born inside, it is never seen outside; a failed exec leaves nobody there.
    void itIsBornInItsControlGroup() {
        const CgroupTree tree = CgroupTree::open(cgroupHierarchies(), "test-" + std::to_string(::getpid()));
        auto wanted = request({"sleep", "600"});
        const auto folders = tree.foldersOf("shop.users-1.4f0c", {});
        if (!tree.offer().kill || folders.empty())
            QSKIP("no control group of version 2 can be written here");
        wanted.cgroup = InstanceCgroup(folders);
        QVERIFY(tree.make(folders, {}));
        wanted.argv = {"/no/such/program"};
        const auto failed = spawn(wanted);
        QVERIFY(!failed && failed.error().message.starts_with("exec /no/such/program"));
        QVERIFY(wanted.cgroup.members().empty());
        wanted.argv = {"sleep", "600"};
        const auto process = spawn(wanted);
        QVERIFY2(process, process ? "" : process.error().message.c_str());
        QCOMPARE(wanted.cgroup.members(), std::vector<pid_t>{process->identity.pid});
        QVERIFY(wanted.cgroup.has(process->identity.pid));
        QVERIFY(!wanted.cgroup.has(::getpid()));
        QVERIFY(!wanted.cgroup.remove());
        QVERIFY(wanted.cgroup.kill());
        QCOMPARE(WTERMSIG(statusOf(*process)), SIGKILL);
        QVERIFY(wanted.cgroup.members().empty());
        QVERIFY(wanted.cgroup.remove());
        tree.close();
    }

    void umaskAndFolderAreSet() {
        auto wanted = request(shellCommand("umask; pwd"));
        wanted.umask = 077;
        wanted.workingDir = m_dir.path().toStdString();
        QCOMPARE(outputOf(wanted), "0077\n" + wanted.workingDir + "\n");
    }

    void theLimitOfOpenFilesIsOurOriginalOne() {
        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        if (before.rlim_max <= 1000)
            QSKIP("the hard limit is too low");
        rlimit lowered = before;
        lowered.rlim_cur = 1000;
        ::setrlimit(RLIMIT_NOFILE, &lowered);
        QCOMPARE(raiseOpenFilesLimit(), std::uint64_t(before.rlim_max));
        QCOMPARE(outputOf(request(shellCommand("ulimit -S -n"))), std::string("1000\n"));
        QCOMPARE(raiseOpenFilesLimit(), std::uint64_t(before.rlim_max));
        QCOMPARE(outputOf(request(shellCommand("ulimit -S -n"))), std::string("1000\n"));
    }

    void commandsWithoutASlashAreLookedUpInTheGivenPath() {
        QVERIFY(QDir(m_dir.path()).mkpath("bin"));
        script("bin/hello", "#!/bin/sh\necho hello\n");
        auto wanted = request({"hello"});
        wanted.environment = {{"PATH", "relative:/nonexistent:" + path("bin") + ":/bin"}};
        QCOMPARE(outputOf(wanted), std::string("hello\n"));
        wanted.argv = {"./bin/hello"};
        wanted.workingDir = m_dir.path().toStdString();
        QCOMPARE(outputOf(wanted), std::string("hello\n"));
        script("bin/locked", "#!/bin/sh\n", 0644);
        wanted.argv = {"locked"};
        QCOMPARE(spawn(wanted).error().message, "exec " + path("bin/locked") + ": Permission denied");
    }

    void failedStartsNameTheirStage_data() {
        QTest::addColumn<QStringList>("argv");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("message");
        QTest::newRow("no file") << QStringList{"/no/such/shop"} << ""
                                 << "exec /no/such/shop: No such file or directory";
        QTest::newRow("not in PATH") << QStringList{"no-such-shop"} << ""
                                     << "exec no-such-shop: not found in PATH (/usr/local/bin:/usr/bin:/bin)";
        QTest::newRow("empty") << QStringList{} << ""
                               << "exec: the command is empty";
        QTest::newRow("empty word") << QStringList{""} << ""
                                    << "exec: the command is empty";
        QTest::newRow("folder") << QStringList{"true"} << "/no/folder"
                                << "change folder to /no/folder: No such file or directory";
        QTest::newRow("is a folder") << QStringList{"/usr"} << ""
                                     << "exec /usr: Permission denied";
        QTest::newRow("not executable") << QStringList{"DIR/data"} << ""
                                        << "exec DIR/data: Permission denied";
        QTest::newRow("no program") << QStringList{"DIR/text"} << ""
                                    << "exec DIR/text: Exec format error";
        QTest::newRow("interpreter") << QStringList{"DIR/script"} << ""
                                     << "exec DIR/script: its interpreter is not there (#!/no/such/python -u)";
    }

    void failedStartsNameTheirStage() {
        QFETCH(const QStringList, argv);
        QFETCH(const QString, folder);
        QFETCH(QString, message);
        script("data", "data", 0644);
        script("text", "just text, no program\n");
        script("script", "#!/no/such/python -u\nprint(1)\n");
        std::vector<std::string> words;
        for (QString word : argv)
            words.push_back(word.replace("DIR", m_dir.path()).toStdString());
        auto wanted = request(words);
        wanted.workingDir = folder.toStdString();
        const auto result = spawn(wanted);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::StartFailed);
        QCOMPARE(QString::fromStdString(result.error().message), message.replace("DIR", m_dir.path()));
        QCOMPARE(::waitpid(-1, nullptr, WNOHANG), -1);
    }

    void outputThatCantBeOpenedIsAStartThatFailed() {
        auto wanted = request({"true"});
        wanted.outPath = path("no/such/folder/out");
        QCOMPARE(spawn(wanted).error().message, "open " + wanted.outPath + ": No such file or directory");
    }

    void limitsAreSetOrNamed() {
        auto wanted = request(shellCommand("ulimit -Sn; ulimit -Hn; ulimit -Hc"));
        wanted.limits = {{RLIMIT_NOFILE, "nofile", 100, 200}, {RLIMIT_CORE, "core", 0, 0}};
        QCOMPARE(outputOf(wanted), std::string("100\n200\n0\n"));
        // Soft above hard: refused to everyone.
        wanted.limits[0] = {RLIMIT_NOFILE, "nofile", 300, 200};
        QCOMPARE(spawn(wanted).error().message, std::string("set nofile to 200: Invalid argument"));
    }

    void standardDescriptorsMayBeClosedHere() {
        // As in a daemon that was started without them: the files then open as 0, 1 or 2 and must not be lost.
        const int saved = ::fcntl(0, F_DUPFD_CLOEXEC, 10);
        ::close(0);
        const std::string text = outputOf(request(shellCommand("echo fine")));
        ::dup2(saved, 0);
        ::close(saved);
        QCOMPARE(text, std::string("fine\n"));
    }

    void aProcessThatEndsAtOnceHasItsIdentity() {
        for (int i = 0; i < 50; ++i) {
            const auto process = spawn(request({"true"})).value();
            QVERIFY(process.identity.startTicks > 0);
            QCOMPARE(statusOf(process), 0);
        }
    }

    void manyAreStartedQuickly() {
        // Printed, not judged: the figure goes into the report.
        std::vector<pid_t> pids;
        auto wanted = request({"/bin/sleep", "60"});
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 100; ++i)
            pids.push_back(spawn(wanted).value().identity.pid);
        qInfo("100 starts of /bin/sleep: %.1f ms", static_cast<double>(timer.nsecsElapsed()) / 1e6);
        for (const pid_t pid : pids)
            ::kill(pid, SIGKILL);
        for (const pid_t pid : pids)
            QCOMPARE(::waitpid(pid, nullptr, 0), pid);
    }
};

QTEST_GUILESS_MAIN(SpawnTest)
#include "spawn_test.moc"
