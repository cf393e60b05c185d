#include <signal.h>

#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// `kill -9` of the daemon in the middle of what it was asked for: the next one brings it to its end, and nothing runs
/// twice. Each step of the way waits for a file, so that the death comes exactly there.
class DaemonDeathTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    QString m_folder;

    void touch(const QString& name) const {
        QFile file(m_folder + "/" + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QList<int> pids() const { return m_home->pids("patient"); }
    /// "patient-1 stopping 1", instance, state and revision, sorted.
    QStringList rows() const {
        QStringList list;
        for (const auto& entry : m_home->ps()) {
            const QJsonObject row = entry.toObject();
            list += row["instance"].toString() + " " + row["state"].toString() + " " +
                    QString::number(row["revision"].toInt());
        }
        list.sort();
        return list;
    }
    bool becomes(const QStringList& wanted) const {
        return eventually([&] { return rows() == wanted; }, 40'000);
    }
    QByteArray shown() const { return rows().join(", ").toUtf8(); }

    void killDaemonAnd(const QStringList& files) const {
        const int daemon = m_home->daemonPid(), gateway = m_home->gatewayPid();
        ::kill(gateway, SIGSTOP);  // it would raise the next one at once
        ::kill(daemon, SIGKILL);
        QVERIFY(eventually([&] { return !isRunning(daemon); }));
        for (const QString& name : files)
            touch(name);
        ::kill(gateway, SIGCONT);
    }
    /// The shells of all instances that live, whatever the records say.
    int shells() const {
        int count = 0;
        for (const int pid : m_home->processes()) {
            QFile command("/proc/" + QString::number(pid) + "/cmdline");
            QFile stat("/proc/" + QString::number(pid) + "/stat");
            if (!command.open(QIODevice::ReadOnly) || !stat.open(QIODevice::ReadOnly))
                continue;
            const QByteArray fields = stat.readAll();
            const int session = fields.mid(fields.lastIndexOf(')') + 2).split(' ').value(3).toInt();
            count += command.readAll().contains("leave-") && session == pid;
        }
        return count;
    }

  private slots:
    void init() {
        m_home = std::make_unique<SlipwayHome>();
        const QString file = m_home->writeManifest("ward", R"(name: ward
services:
  patient:
    command:
      - /bin/sh
      - -c
      - "trap 'while ! test -e leave-now; do sleep 0.02; done; exit 0' TERM; while :; do sleep 0.05; done"
    readiness_probe: {exec: {command: [sh, -c, "test -e ready-$$SLIPWAY_REVISION"]}, period: 50ms}
    stop_grace_period: 120s
    start_timeout: 120s
    deploy: {replicas: 2, update_config: {monitor: 50ms}}
)");
        m_folder = QFileInfo(file).path();
        touch("ready-1");
        const CliRun run = m_home->cli({"up", "-d", "-f", file});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QCOMPARE(rows(), QStringList({"patient-1 ready 1", "patient-2 ready 1"}));
    }
    void cleanup() {
        touch("leave-now");
        m_home.reset();
    }

    void aRolloutBeforeTheNewOneIsReady() {
        const auto redeploy = m_home->start({"redeploy", "patient"});
        QVERIFY(becomes({"patient-1 ready 1", "patient-2 ready 1", "patient-3 starting 2"}));
        const QList<int> before = pids();
        killDaemonAnd({"leave-now", "ready-2"});
        QVERIFY2(becomes({"patient-3 ready 2", "patient-4 ready 2"}), shown().constData());
        QCOMPARE(pids().first() == before.last() || pids().last() == before.last(), true);
        QVERIFY(eventually([&] { return shells() == 2; }));
        QVERIFY(ends(*redeploy));
    }

    void aRolloutWhileTheOldOneStops() {
        touch("ready-2");
        const auto redeploy = m_home->start({"redeploy", "patient"});
        QVERIFY2(becomes({"patient-1 stopping 1", "patient-2 stopping 1", "patient-3 ready 2", "patient-4 ready 2"}),
                 shown().constData());
        killDaemonAnd({"leave-now"});
        QVERIFY2(becomes({"patient-3 ready 2", "patient-4 ready 2"}), shown().constData());
        QVERIFY(eventually([&] { return shells() == 2; }));
        QVERIFY(ends(*redeploy));
    }

    /// What was accepted and waited for its turn, or had ended, is known to the next daemon and comes to its end.
    void anOperationThatHadNotBegun() {
        const auto redeploy = m_home->start({"redeploy", "patient"});
        QVERIFY(becomes({"patient-1 ready 1", "patient-2 ready 1", "patient-3 starting 2"}));
        const CliRun accepted = m_home->cli({"scale", "patient=3", "--no-wait"});
        QVERIFY2(accepted.exitCode == 0, qPrintable(accepted.text()));
        killDaemonAnd({"leave-now", "ready-2"});
        QVERIFY2(becomes({"patient-3 ready 2", "patient-4 ready 2", "patient-5 ready 2"}), shown().constData());
        QVERIFY(ends(*redeploy));
        QVERIFY2(redeploy->exitCode() == 0, redeploy->readAllStandardError().constData());
    }

    /// One operation that moves several services stays one, and ends.
    void anUpOfSeveralServices() {
        const auto manifest = [](const QByteArray& stamp) {
            QByteArray text = "name: twins\nservices:\n";
            for (const QByteArray name : {"a", "b", "c"})
                text += "  " + name + ":\n    command: [sleep, \"600\"]\n    environment: {STAMP: \"" + stamp +
                        "\"}\n    deploy: {update_config: {monitor: 300ms}}\n";
            return text;
        };
        const QString file = m_home->writeManifest("twins", manifest("1"));
        QVERIFY(m_home->cli({"up", "-d", "-f", file}).exitCode == 0);
        m_home->writeManifest("twins", manifest("2"));
        const auto up = m_home->start({"up", "-d", "-f", file});
        QVERIFY(eventually([&] {
            const QJsonArray all = m_home->cli({"ps", "-p", "twins", "--json"}).json().array();
            return std::any_of(all.begin(), all.end(), [](const auto& row) { return row.toObject()["revision"] == 2; });
        }));
        killDaemonAnd({});
        QVERIFY(ends(*up));
        QVERIFY2(up->exitCode() == 0, up->readAllStandardError().constData());
    }

    void aScaleDown() {
        const auto scale = m_home->start({"scale", "patient=1"});
        QVERIFY2(becomes({"patient-1 ready 1", "patient-2 stopping 1"}), shown().constData());
        killDaemonAnd({"leave-now"});
        QVERIFY2(becomes({"patient-1 ready 1"}), shown().constData());
        QVERIFY(eventually([&] { return shells() == 1; }));
        QVERIFY(ends(*scale));
    }

    void aStop() {
        const auto stop = m_home->start({"stop", "patient"});
        QVERIFY2(becomes({"patient-1 stopping 1", "patient-2 stopping 1"}), shown().constData());
        killDaemonAnd({"leave-now"});
        QVERIFY2(becomes({}), shown().constData());
        QVERIFY(eventually([&] { return shells() == 0; }));
        QVERIFY(ends(*stop));
    }
};

QTEST_GUILESS_MAIN(DaemonDeathTest)
#include "daemon_death_test.moc"
