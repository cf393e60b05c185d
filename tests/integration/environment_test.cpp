#include <signal.h>
#include <unistd.h>

#include <QDir>
#include <QFileInfo>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// What services are given beside their command: secrets that no output shows.
class EnvironmentTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;

    static void write(const QString& path, const QByteArray& text) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static QByteArray beside(const QString& manifest, const QString& name) {
        QFile file(QFileInfo(manifest).dir().filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// The store, with what of it is not in its file yet.
    QByteArray stored() const {
        QByteArray all;
        for (const QString& name : QDir(m_home->path()).entryList({"state.db*"}, QDir::Files)) {
            QFile file(m_home->path() + "/" + name);
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

  private slots:
    void init() { m_home = std::make_unique<SlipwayHome>(); }
    void cleanup() { m_home.reset(); }

    void secretsReachTheirServiceAndNoOutput() {
        const QString manifest = m_home->writeManifest("safe", R"(
name: safe
secrets:
  db-password: {file: db-password}
  token: {environment: TEST_TOKEN}
services:
  user:
    command: [sh, -c, "cat $$DB_PASSWORD_FILE; echo token=$$TOKEN; cat $$DB_PASSWORD_FILE $$TOKEN_FILE > got; echo $$SLIPWAY_REVISION > revision; exec sleep 600"]
    secrets: [db-password]
    environment: {TOKEN: {secret: token}}
  other: {command: [sh, -c, "env > other; exec sleep 600"]}
)");
        const QString password = QFileInfo(manifest).dir().filePath("db-password");
        write(password, "first-hush-value\n");

        // Without the variable: the line says so, and nothing runs.
        const CliRun unset = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY(unset.exitCode != 0);
        QVERIFY2(unset.err.contains("slipway.yaml:5:3") && unset.err.contains("TEST_TOKEN is not set"),
                 qPrintable(unset.text()));

        m_home->environment.insert("TEST_TOKEN", "token-hush-value");
        const CliRun up = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        QVERIFY(eventually([&] { return beside(manifest, "revision") == "1\n"; }));
        QCOMPARE(beside(manifest, "got"), QByteArray("first-hush-value\ntoken-hush-value"));
        QVERIFY(eventually([&] { return !beside(manifest, "other").isEmpty(); }));
        QVERIFY(!beside(manifest, "other").contains("hush"));

        const auto shown = [&] {
            QString all;
            for (const QStringList& verb : QList<QStringList>{{"logs", "user"},
                                                              {"logs", "--grep", "hush"},
                                                              {"ps", "--json"},
                                                              {"events", "--json"},
                                                              {"diff", "-f", manifest}}) {
                const CliRun run = m_home->cli(verb);
                if (run.exitCode != 0 && verb[0] != "diff")
                    QTest::qFail(qPrintable(verb.join(' ') + run.text()), __FILE__, __LINE__);
                all += run.text();
            }
            return all;
        };
        QVERIFY2(!shown().contains("hush"), qPrintable(shown()));
        QVERIFY(m_home->cli({"logs", "user"}).out.contains("token=***"));
        QVERIFY(!stored().contains("hush"));

        // The next daemon hides and hands out the same, though the file has gone.
        ::kill(m_home->daemonPid(), SIGKILL);
        QVERIFY(QFile::remove(password));
        QVERIFY2(!shown().contains("hush"), qPrintable(shown()));
        QVERIFY(m_home->cli({"logs", "user"}).out.contains("token=***"));
        QFile::remove(QFileInfo(manifest).dir().filePath("got"));
        const CliRun restarted = m_home->cli({"restart", "user"});
        QVERIFY2(restarted.exitCode == 0, qPrintable(restarted.text()));
        QVERIFY(eventually([&] { return beside(manifest, "got") == "first-hush-value\ntoken-hush-value"; }));

        // Another value is another revision.
        write(password, "second-hush-value\n");
        const CliRun diff = m_home->cli({"diff", "-f", manifest});
        QVERIFY2(diff.exitCode == 10 && diff.out.contains("secret db-password") && !diff.text().contains("hush"),
                 qPrintable(diff.text()));
        QCOMPARE(m_home->cli({"up", "-d", "-f", manifest}).exitCode, 0);
        QVERIFY(eventually([&] { return beside(manifest, "got") == "second-hush-value\ntoken-hush-value"; }));
        QVERIFY2(!shown().contains("hush"), qPrintable(shown()));
        QVERIFY(!stored().contains("hush"));

        // What an instance dies of is told without them.
        write(QFileInfo(manifest).dir().filePath("slipway.yaml"), R"(
name: safe
secrets: {db-password: {file: db-password}}
services:
  user:
    command: [sh, -c, "cat $$DB_PASSWORD_FILE; exit 3"]
    secrets: [db-password]
    deploy: {restart_policy: {condition: none}, update_config: {monitor: 20s}}
)");
        const CliRun failed = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY2(failed.exitCode != 0, qPrintable(failed.text()));
        QVERIFY2(!failed.text().contains("hush") && failed.text().contains("***"), qPrintable(failed.text()));
        QVERIFY2(!shown().contains("hush"), qPrintable(shown()));
        QVERIFY(!stored().contains("hush"));
        QCOMPARE(m_home->cli({"down"}).exitCode, 0);
        QVERIFY(eventually([&] { return !QFile::exists(m_home->path() + "/projects/safe/secrets"); }));
    }

    void profilesChooseWhatRunsAndOutliveTheDaemon() {
        const QString manifest = m_home->writeManifest("chosen", R"(
name: chosen
services:
  always: {command: sleep 600}
  debugger: {command: sleep 600, profiles: [debug]}
)");
        QCOMPARE(m_home->cli({"up", "-d", "-f", manifest}).exitCode, 0);
        QVERIFY(m_home->pids("debugger").isEmpty());
        const QList<int> always = m_home->pids("always");
        QCOMPARE(m_home->cli({"diff", "-f", manifest, "--profile", "debug"}).exitCode, 10);
        QCOMPARE(m_home->cli({"up", "-d", "-f", manifest, "--profile", "debug"}).exitCode, 0);
        const QList<int> debugger = m_home->pids("debugger");
        QCOMPARE(debugger.size(), 1);
        ::kill(m_home->daemonPid(), SIGKILL);
        QCOMPARE(m_home->cli({"ps"}).exitCode, 0);
        QCOMPARE(m_home->pids("debugger"), debugger);
        m_home->environment.insert("COMPOSE_PROFILES", "load,debug");
        QCOMPARE(m_home->cli({"diff", "-f", manifest}).exitCode, 0);
        m_home->environment.remove("COMPOSE_PROFILES");
        QCOMPARE(m_home->cli({"up", "-d", "-f", manifest}).exitCode, 0);
        QVERIFY(m_home->pids("debugger").isEmpty());
        QCOMPARE(m_home->pids("always"), always);
    }

    void hooksRunAroundAnInstance() {
        const QString manifest = m_home->writeManifest("hooked", R"(
name: hooked
services:
  worker:
    command: [sh, -c, "echo run >> order; trap 'echo stop >> order; exit 0' TERM; while :; do sleep 0.05; done"]
    hooks:
      pre_start: [sh, -c, "echo said-before; echo pre $$SLIPWAY_INSTANCE >> order; sleep 600 & exit 0"]
      post_start: {command: [sh, -c, "exit 7"]}
      pre_stop: {command: [sh, -c, "echo bye >> order"], timeout: 5s}
)");
        const CliRun up = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        QVERIFY(eventually([&] { return beside(manifest, "order") == "pre worker-1\nrun\n"; }));
        QVERIFY(m_home->cli({"logs", "worker"}).out.contains("said-before"));
        QVERIFY(eventually([&] {
            return m_home->cli({"events", "--json"}).out.contains("post_start failed: exit code 7");
        }));
        QCOMPARE(m_home->cli({"down"}).exitCode, 0);
        QCOMPARE(beside(manifest, "order"), QByteArray("pre worker-1\nrun\nbye\nstop\n"));
    }

    void aFailingPreStartFailsTheStart() {
        const QString manifest = m_home->writeManifest("hooked", R"(
name: hooked
services:
  refused:
    command: [sh, -c, "echo started >> started; exec sleep 600"]
    hooks: {pre_start: [sh, -c, "echo no such table; exit 3"]}
    deploy: {restart_policy: {condition: none}}
  late:
    command: [sh, -c, "echo started >> started; exec sleep 600"]
    hooks: {pre_start: {command: sleep 600, timeout: 200ms}}
    deploy: {restart_policy: {condition: none}}
)");
        const CliRun up = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY(up.exitCode != 0);
        const QString rows = m_home->cli({"ps", "--json"}).out;
        QVERIFY2(rows.contains("pre_start failed: exit code 3: no such table"), qPrintable(rows + up.text()));
        QVERIFY2(rows.contains("pre_start failed: not done within 200ms"), qPrintable(rows));
        QVERIFY(beside(manifest, "started").isEmpty());
    }

    void aHookOfAKilledDaemonIsEndedAndRunsAnew() {
        const QString manifest = m_home->writeManifest("hooked", R"(
name: hooked
services:
  slow:
    command: sleep 600
    hooks: {pre_start: {command: [sh, -c, "echo $$$$ >> tries; while ! test -e go; do sleep 0.05; done"], timeout: 60s}}
)");
        const auto up = m_home->start({"up", "-d", "-f", manifest});
        QVERIFY(eventually([&] { return beside(manifest, "tries").count('\n') == 1; }));
        const int first = beside(manifest, "tries").trimmed().toInt();
        ::kill(m_home->daemonPid(), SIGKILL);
        (void)m_home->cli({"ps"});
        QVERIFY(eventually([&] { return beside(manifest, "tries").count('\n') == 2 && !isRunning(first); }));
        write(QFileInfo(manifest).dir().filePath("go"), "");
        QVERIFY(eventually([&] { return m_home->pids("slow").size() == 1; }));
        (void)ends(*up);
    }

    void aServiceRunsAsItsUser() {
        if (::geteuid() != 0)
            QSKIP("only root may name another user");
        const QString manifest = m_home->writeManifest("other", R"(
name: other
services:
  plain: {command: [sh, -c, "id; echo home=$$HOME; exec sleep 600"], working_dir: /, user: "65534:65534"}
)");
        const CliRun up = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        QString logs;
        QVERIFY(eventually([&] { return (logs = m_home->cli({"logs", "plain"}).out).contains("home="); }));
        QVERIFY2(logs.contains("uid=65534") && logs.contains("gid=65534") && !logs.contains("root"), qPrintable(logs));
    }
};

QTEST_GUILESS_MAIN(EnvironmentTest)
#include "environment_test.moc"
