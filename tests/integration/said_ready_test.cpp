#include <signal.h>

#include <QFileInfo>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// Instances that are ready by a line of their output, over restarts of theirs and the daemon's death.
class SaidReadyTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    QString m_folder;

    void touch(const QString& name) const {
        QFile file(m_folder + "/" + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QJsonObject worker() const { return m_home->ps().at(0).toObject(); }
    bool becomes(const QString& state) const {
        return eventually([&] { return worker()["state"].toString() == state; });
    }
    QByteArray shown() const { return QJsonDocument(worker()).toJson(); }
    void killDaemon() const {
        const int daemon = m_home->daemonPid();
        ::kill(daemon, SIGKILL);
        QVERIFY(eventually([&] { return !isRunning(daemon); }));
    }

  private slots:
    void init() { m_home = std::make_unique<SlipwayHome>(); }
    void cleanup() { m_home.reset(); }

    void aWorkerIsReadyOnceItSaysSo() {
        // It says so when "go" is there, in a line that it writes in two pieces.
        const QString manifest = m_home->writeManifest("yard", R"(name: yard
services:
  worker:
    command:
      - python3
      - -uc
      - |
        import os, sys, time
        print("ready? not on this output")
        while not os.path.exists("go"): time.sleep(0.02)
        sys.stderr.write("worker re"); sys.stderr.flush()
        sys.stderr.write("ady: 3 queues\n"); sys.stderr.flush()
        while not os.path.exists("end"): time.sleep(0.02)
    readiness_probe: {log_line: "^worker ready: [0-9]+ queues$$", stream: stderr, period: 50ms}
    start_timeout: 120s
    deploy: {restart_policy: {delay: 10ms}}
)");
        m_folder = QFileInfo(manifest).path();
        const auto up = m_home->start({"up", "-d", "-f", manifest});
        QVERIFY(eventually([&] {
            return worker()["why"].toString() == "no line of its output matches '^worker ready: [0-9]+ queues$' yet";
        }));
        const int pid = m_home->pids("worker").value(0);

        // A daemon that comes while it is not ready yet searches from the beginning.
        const int gateway = m_home->gatewayPid();
        ::kill(gateway, SIGSTOP);  // it would raise the next one before the line is there
        killDaemon();
        touch("go");
        ::kill(gateway, SIGCONT);
        QVERIFY2(becomes("ready"), shown().constData());
        QVERIFY(ends(*up));
        QCOMPARE(m_home->pids("worker").value(0), pid);

        // One that comes after has no need to: not even of the line.
        QFile log(m_home->path() + "/projects/yard/logs/worker-1.err");
        QVERIFY2(log.exists(), qPrintable(log.fileName()));
        QVERIFY(log.resize(0));
        killDaemon();
        QVERIFY2(becomes("ready"), shown().constData());
        QCOMPARE(m_home->pids("worker").value(0), pid);
        QCOMPARE(worker()["restarts"].toInt(), 0);

        // The next process of this name is not taken for ready by what the one before said.
        QVERIFY(QFile::remove(m_folder + "/go"));
        QVERIFY(log.open(QIODevice::Append) && log.write("worker ready: 9 queues\n") > 0);
        log.close();
        ::kill(pid, SIGKILL);
        QVERIFY2(eventually([&] {
                     return worker()["restarts"].toInt() == 1 &&
                            worker()["why"].toString().startsWith("no line of its output");
                 }),
                 shown().constData());
        touch("go");
        QVERIFY2(becomes("ready"), shown().constData());
    }
};

QTEST_GUILESS_MAIN(SaidReadyTest)
#include "said_ready_test.moc"
