#include <signal.h>

#include <QDir>
#include <QFileInfo>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// Jobs as real processes: tried again, waited for, run by hand and by schedule, and what is kept of their runs.
class JobsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;

    QJsonArray runs(const QString& job) const { return m_home->cli({"job", "runs", job, "--json"}).json().array(); }

  private slots:
    void init() { m_home = std::make_unique<SlipwayHome>(); }
    void cleanup() { m_home.reset(); }

    void aJobIsTriedAgainAndWhoNeedsItWaits() {
        const QString manifest = m_home->writeManifest("yard", R"(
name: yard
services:
  migrate:
    kind: job
    command: [sh, -c, "echo migrating; test -e done || { touch done; exit 3; }"]
    retries: 2
  server:
    command: [sh, -c, "test -e done && exec sleep 600"]
    depends_on: {migrate: {condition: service_completed_successfully}}
    deploy: {restart_policy: {condition: none}}
)");
        const CliRun up = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        QCOMPARE(m_home->pids("server").size(), 1);
        const QJsonArray tries = runs("migrate");
        QCOMPARE(tries.size(), 2);
        QCOMPARE(tries[1].toObject()["code"].toInt(), 3);
        QCOMPARE(tries[0].toObject()["attempt"].toInt(), 2);
        QVERIFY(tries[0].toObject()["success"].toBool());
        QVERIFY(m_home->cli({"logs", "migrate"}).out.contains("migrating"));
        // By hand, and after the daemon's death as before it.
        ::kill(m_home->daemonPid(), SIGKILL);
        QCOMPARE(m_home->cli({"job", "run", "migrate"}).exitCode, 0);
        QCOMPARE(runs("migrate").size(), 3);
        QCOMPARE(runs("migrate")[0].toObject()["cause"].toString(), QString("by hand"));
    }

    void aJobThatFailsFailsUp() {
        const QString manifest = m_home->writeManifest("yard", R"(
name: yard
services:
  slow: {kind: job, command: sleep 600, timeout: 300ms}
  after: {command: sleep 600, depends_on: {slow: {condition: service_completed_successfully}}}
)");
        const CliRun up = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY(up.exitCode != 0);
        QVERIFY2(up.err.contains("not done within"), qPrintable(up.text()));
        QVERIFY(m_home->pids("after").isEmpty());
        QCOMPARE(runs("slow").size(), 1);
    }

    void aScheduledJobRunsByHandAndItsRunsDoNotOverlap() {
        const QString manifest = m_home->writeManifest("yard", R"(
name: yard
services:
  report: {kind: job, command: [sh, -c, "while test ! -e go; do sleep 0.05; done"], schedule: {cron: "0 0 29 2 *", overlap: skip}}
  other: {kind: job, command: sleep 600, schedule: {cron: "0 0 29 2 *", overlap: replace}}
)");
        QCOMPARE(m_home->cli({"up", "-d", "-f", manifest}).exitCode, 0);
        QVERIFY(m_home->cli({"job", "ls", "--json"}).json().array()[0].toObject()["next_ms"].toDouble() > 0);
        QCOMPARE(m_home->cli({"job", "run", "report", "--no-wait"}).exitCode, 0);
        QVERIFY(eventually([&] { return m_home->pids("report").size() == 1; }));
        QCOMPARE(m_home->cli({"job", "run", "report", "--no-wait"}).exitCode, 0);
        QFile go(QFileInfo(manifest).dir().filePath("go"));
        QVERIFY(go.open(QIODevice::WriteOnly));
        QVERIFY(eventually([&] { return runs("report").size() == 1; }));
        QCOMPARE(m_home->cli({"job", "run", "other", "--no-wait"}).exitCode, 0);
        QVERIFY(eventually([&] { return m_home->pids("other").size() == 1; }));
        const QList<int> first = m_home->pids("other");
        QCOMPARE(m_home->cli({"job", "run", "other", "--no-wait"}).exitCode, 0);
        QVERIFY(eventually([&] { return m_home->pids("other").size() == 1 && m_home->pids("other") != first; }));
        QCOMPARE(runs("report").size(), 1);  // what was due meanwhile was skipped
        QCOMPARE(m_home->cli({"job", "run", "nobody"}).exitCode, 4);
    }
};

QTEST_GUILESS_MAIN(JobsTest)
#include "jobs_test.moc"
