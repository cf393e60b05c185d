#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>

#include "base/files.h"
#include "base/version.h"
#include "client/ensure_daemon.h"
#include "client/home.h"
#include "client/start_daemon.h"
#include "support/fake_daemon.h"

using namespace slipway;
using namespace slipway::client;
using slipway::test::FakeDaemon;
using namespace std::chrono_literals;

namespace {

std::string versionJson(const std::string& build, int pid = 7) {
    return R"({"version":")" + std::string(version()) + R"(","build":")" + build + R"(","schema":[1,1],"pid":)" +
           std::to_string(pid) + "}";
}

// A script's answer to --version.
std::string saysBuild(const std::string& build) {
    return "if [ \"$1\" = --version ]; then echo 'slipwayd " + std::string(version()) + " (" + build +
           ")'; exit 0; fi\n";
}

}  // namespace

class EnsureDaemonTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::string home() const { return m_dir->path().toStdString(); }

    // A slipwayd of the test's own: a shell script where findBinary looks first.
    void installScript(const std::string& text) {
        const std::string libexec = home() + "/libexec";
        QVERIFY(makeFolders(libexec));
        QVERIFY(writeFileAtomically(libexec + "/slipwayd", "#!/bin/sh\n" + text, 0755));
        QCOMPARE(::chmod((libexec + "/slipwayd").c_str(), 0755), 0);
        qputenv("SLIPWAY_LIBEXEC", QByteArray::fromStdString(libexec));
    }

  private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        qunsetenv("SLIPWAY_LIBEXEC");
    }

    void oneThatAnswersIsUsed() {
        installScript("exit 1\n");
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/version", versionJson(buildId()));
        const auto version = ensureDaemon(home());
        QVERIFY(version);
        QCOMPARE(version->pid, 7);
    }

    void oneThatEndsAtOnceIsToldWithItsLastLines() {
        installScript("echo \"args: $*\"; echo 'no state.db today' >&2; exit 3\n");
        std::vector<std::string> notes;
        const auto version = ensureDaemon(home(), {.onNote = [&](const std::string& note) { notes.push_back(note); }});
        QVERIFY(!version);
        QCOMPARE(version.error().code, ErrorCode::StartFailed);
        QCOMPARE(version.error().details, (std::vector<std::string>{"args: --home " + home(), "no state.db today"}));
        QCOMPARE(notes, std::vector<std::string>{"starting slipwayd"});
        struct stat status {};
        QCOMPARE(::stat(daemonLog(home()).c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t(0600));
    }

    void oneThatEndsForWantOfSpaceSaysSo() {
        installScript("exit 1\n");
        const std::string full = home() + "/full";
        QVERIFY(makeFolders(full));
        if (::mount("tmpfs", full.c_str(), "tmpfs", 0, "size=256k") != 0)
            QSKIP("a disk can be filled by root alone");
        const auto unmount = qScopeGuard([&] { ::umount2(full.c_str(), MNT_DETACH); });
        const auto roomy = ensureDaemon(full);
        QCOMPARE(roomy.error().code, ErrorCode::StartFailed);
        QFile fill(QString::fromStdString(full + "/fill"));
        QVERIFY(fill.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (fill.write(QByteArray(4096, 'x')) == 4096) {
        }
        const auto version = ensureDaemon(full);
        QVERIFY(!version);
        QCOMPARE(version.error().code, ErrorCode::NoSpace);
        QCOMPARE(version.error().message, "slipwayd ended before it answered: no space is left in " + full);
    }

    void oneThatNeverAnswersIsBounded() {
        installScript("echo starting; echo $$ > \"$2/pid\"; exec sleep 600\n");
        const auto version = ensureDaemon(home(), {.startLimit = 300ms, .onNote = {}});
        QVERIFY(!version);
        QCOMPARE(version.error().code, ErrorCode::Timeout);
        QCOMPARE(version.error().details, std::vector<std::string>{"starting"});
        const int pid = std::stoi(readFile(home() + "/pid").value());
        QVERIFY(pid > 1);
        QCOMPARE(::kill(pid, SIGKILL), 0);
    }

    void whatOneStartsIsASessionOfItsOwnWithNothingOpen() {
        installScript("ps -o ppid=,sid= -p $$ > \"$2/ids\"; ls -l /proc/$$/fd > \"$2/fds\"; pwd > \"$2/pwd\"\n");
        const UniqueFd leak(::open("/dev/null", O_RDONLY));  // without close-on-exec
        const auto started = startDetached(home() + "/libexec/slipwayd", home(), home() + "/log");
        QVERIFY(started);
        QVERIFY(started->pid > 1 && started->pidfd);
        pollfd poll{started->pidfd.get(), POLLIN, 0};
        QCOMPARE(::poll(&poll, 1, 60'000), 1);
        const QString ids = QString::fromStdString(readFile(home() + "/ids").value()).simplified();
        QVERIFY2(ids.section(' ', 0, 0).toInt() != ::getpid(), qPrintable(ids));
        QVERIFY2(ids.section(' ', 1, 1).toInt() != ::getsid(0), qPrintable(ids));
        QCOMPARE(readFile(home() + "/pwd").value(), std::string("/\n"));
        // 0 to 2, the script's own descriptor (dash opens it at 10), and no other.
        const QString fds = QString::fromStdString(readFile(home() + "/fds").value());
        for (const QString& line : fds.split('\n', Qt::SkipEmptyParts).mid(1)) {
            const int number = line.section(" -> ", 0, 0).section(' ', -1).toInt();
            QVERIFY2(number <= 2 || number >= 10 || line.contains("/fds") || line.contains("slipwayd"),
                     qPrintable(fds));
        }
    }

    void aProgramThatIsNotThereIsTold() {
        qputenv("SLIPWAY_LIBEXEC", m_dir->path().toLocal8Bit());
        const auto started = startDetached(home() + "/none", home(), home() + "/log");
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::StartFailed);
        QVERIFY(started.error().message.find("exec: No such file or directory") != std::string::npos);
    }

    void anotherBuildIsKeptWhereOursIsNotThere() {
        installScript(saysBuild("a third") + "exit 4\n");
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/version", versionJson("other"));
        QCOMPARE(ensureDaemon(home())->build, std::string("other"));
        QVERIFY(daemon.requests("/v1/shutdown").empty());
    }

    void anotherBuildIsStoppedAndOursStarted() {
        installScript(saysBuild(buildId()) + "exit 4\n");
        auto daemon = std::make_unique<FakeDaemon>(home());
        daemon->on("GET", "/v1/version",
                   versionJson("other", 2'000'000'000));  // no such process: it has ended as soon as it is asked
        daemon->on("POST", "/v1/shutdown", "", 202);
        std::vector<std::string> notes;
        EnsureOptions options;
        options.onNote = [&](const std::string& note) {
            notes.push_back(note);
            if (note == "starting slipwayd")
                daemon.reset();
        };
        const auto version = ensureDaemon(home(), options);
        QVERIFY(!version);  // ours is the script, which ends
        QCOMPARE(version.error().code, ErrorCode::StartFailed);
        QCOMPARE(notes, (std::vector<std::string>{
                            "restarting slipwayd: it is build other, this is build " + std::string(buildId()),
                            "starting slipwayd"}));
    }

    void anotherBuildMayBeKept() {
        installScript("exit 4\n");
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/version", versionJson("other"));
        EnsureOptions options;
        options.replaceOtherBuild = false;
        QVERIFY(ensureDaemon(home(), options));
        daemon.on("GET", "/v1/version", R"({"version":"9","build":"x","schema":[2,3],"pid":7})");
        const auto refused = ensureDaemon(home(), options);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::VersionMismatch);
    }

    void stoppingWhatIsNotThereIsNoError() { QCOMPARE(stopDaemon(home()).value(), false); }
};

QTEST_GUILESS_MAIN(EnsureDaemonTest)
#include "ensure_daemon_test.moc"
