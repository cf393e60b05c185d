#include <signal.h>

#include <QTcpSocket>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// How one instance is started, asked, given up and taken up again, on real processes. Its health is a file in the
/// manifest's folder, which a probe looks for.
class SupervisionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    QString m_folder;

    QString write(const QByteArray& service) {
        const QString file = m_home->writeManifest("ward", "name: ward\nservices:\n  patient:\n" + service);
        m_folder = QFileInfo(file).path();
        return file;
    }
    void up(const QByteArray& service) {
        const CliRun run = m_home->cli({"up", "-d", "-f", write(service)});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
    }
    void touch(const QString& name) const {
        QFile file(m_folder + "/" + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    void remove(const QString& name) const { QVERIFY(QFile::remove(m_folder + "/" + name)); }
    QByteArray content(const QString& name) const {
        QFile file(m_folder + "/" + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QJsonObject patient() const { return m_home->ps().first().toObject(); }
    QString state() const { return patient()["state"].toString(); }
    bool becomes(const QString& wanted) const {
        return eventually([&] { return state() == wanted; });
    }
    QByteArray shown() const { return QJsonDocument(patient()).toJson(); }

    /// SIGKILL; nobody raises another until the next command, since the gateway sleeps.
    void killDaemon() const {
        const int daemon = m_home->daemonPid(), gateway = m_home->gatewayPid();
        ::kill(gateway, SIGSTOP);
        ::kill(daemon, SIGKILL);
        QVERIFY(eventually([&] { return !isRunning(daemon); }));
    }
    void wakeGateway(int gateway) const { ::kill(gateway, SIGCONT); }

  private slots:
    void init() { m_home = std::make_unique<SlipwayHome>(); }
    void cleanup() { m_home.reset(); }

    void aStartupProbeHoldsTheOthersBack() {
        const QString file = write(R"(    command: /bin/sleep 600
    startup_probe: {exec: {command: [sh, -c, "echo s >> asked; test -e started"]}, period: 20ms}
    readiness_probe: {exec: {command: [sh, -c, "echo r >> asked; test -e ready"]}, period: 20ms}
    liveness_probe: {exec: {command: [sh, -c, "echo l >> asked; test -e alive"]}, period: 20ms}
)");
        touch("alive");
        const auto up = m_home->start({"up", "-d", "-f", file});
        QVERIFY(eventually([&] { return content("asked").count('s') >= 3; }));
        QCOMPARE(state(), QString("starting"));
        touch("started");
        QVERIFY(eventually([&] { return content("asked").count('r') >= 3; }));
        QCOMPARE(state(), QString("starting"));
        touch("ready");
        QVERIFY(ends(*up));
        QCOMPARE(up->exitCode(), 0);
        QVERIFY(eventually([&] { return content("asked").contains('l'); }));
        const QByteArray asked = content("asked").replace("\n", "");
        QVERIFY2(asked.lastIndexOf('s') < asked.indexOf('r') && asked.indexOf('r') < asked.indexOf('l'),
                 asked.constData());
    }

    void eachPortOfTheListIsAnInstancesOwn() {
        // Listens on both, and says on either which one was asked; ready only when the second is.
        up(R"(    command:
      - python3
      - -c
      - |
        import os, socket, threading, time
        def serve(name):
            listener = socket.create_server(("127.0.0.1", int(os.environ[name])))
            while True:
                peer = listener.accept()[0]
                peer.sendall(name.encode())
                peer.close()
        for name in ("PORT", "PORT_ADMIN_API"):
            threading.Thread(target=serve, args=(name,)).start()
        with open("ports", "a") as ports:
            ports.write(os.environ["PORT"] + " " + os.environ["PORT_HTTP"] + " " + os.environ["PORT_ADMIN_API"] + "\n")
    ports: [{name: http, target: 0}, {name: admin-api, target: 0}]
    readiness_probe: {tcp_socket: {port: admin-api}, period: 20ms}
    deploy: {replicas: 2}
)");
        QSet<QByteArray> drawn;
        for (const QByteArray& line : content("ports").trimmed().split('\n')) {
            const auto ports = line.split(' ');
            QCOMPARE(ports.size(), 3);
            QCOMPARE(ports[0], ports[1]);
            for (const auto& [port, name] : {std::pair(ports[0], "PORT"), std::pair(ports[2], "PORT_ADMIN_API")}) {
                drawn.insert(port);
                QTcpSocket socket;
                socket.connectToHost("127.0.0.1", static_cast<quint16>(port.toInt()));
                QVERIFY(socket.waitForDisconnected(60'000));
                QCOMPARE(socket.readAll(), QByteArray(name));
            }
        }
        QCOMPARE(drawn.size(), 4);
    }

    void whoHangsIsRestarted_data() {
        QTest::addColumn<QByteArray>("readiness");
        QTest::newRow("with a readiness probe")
            << QByteArray("    readiness_probe: {exec: {command: [test, -e, ready]}, period: 50ms}\n");
        QTest::newRow("with none") << QByteArray();
    }

    void whoHangsIsRestarted() {
        QFETCH(const QByteArray, readiness);
        const QString file = write(
            "    command: /bin/sleep 600\n    liveness_probe: {exec: {command: [test, -e, alive]}, period: 50ms}\n" +
            readiness);
        touch("alive");
        touch("ready");
        const CliRun run = m_home->cli({"up", "-d", "-f", file});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        const int before = patient()["pid"].toInt();
        remove("alive");
        QVERIFY(eventually([&] { return patient()["restarts"].toInt() >= 1; }));
        touch("alive");
        QVERIFY2(becomes("ready"), shown().constData());
        const QJsonObject now = patient();
        QVERIFY(now["pid"].toInt() != before);
        QVERIFY(!isRunning(before));
        QVERIFY2(now["last_exit"].toObject()["reason"].toString().contains("liveness: "), shown().constData());
    }

    void aCrashLoopIsCalledOneWithItsLastLines() {
        const CliRun run = m_home->cli({"up", "-d", "-f", write(R"(    command:
      - /bin/sh
      - -c
      - "test -e well && exec sleep 600; echo I fall; exit 3"
    deploy: {restart_policy: {delay: 10ms, factor: 1, max_attempts: 4, window: 10m}}
)")});
        QVERIFY2(run.exitCode != 0, qPrintable(run.text()));
        QVERIFY2(becomes("crash_loop"), shown().constData());
        const QJsonObject now = patient();
        QCOMPARE(now["restarts"].toInt(), 4);
        QVERIFY2(
            now["why"].toString().contains("restarted 4 times within") && now["why"].toString().contains("exit code 3"),
            shown().constData());
        QVERIFY2(now["last_lines"].toArray().last().toString().contains("I fall"), shown().constData());
        // Nobody tries any more, until somebody says so.
        touch("well");
        const CliRun restart = m_home->cli({"restart", "patient"});
        QVERIFY2(restart.exitCode == 0, qPrintable(restart.text()));
        QCOMPARE(state(), QString("ready"));
    }

    void linesOfTheTimeWithoutADaemonHaveAnInterval() {
        up(R"(    command:
      - /bin/sh
      - -c
      - "echo watched; while ! test -e more; do sleep 0.02; done; echo unwatched; exec sleep 600"
)");
        const auto lines = [&] {
            std::map<QString, QJsonObject> found;
            for (const QString& line : m_home->cli({"logs", "--json", "patient"}).out.split('\n', Qt::SkipEmptyParts)) {
                const QJsonObject row = QJsonDocument::fromJson(line.toUtf8()).object();
                found[row["text"].toString()] = row;
            }
            return found;
        };
        QVERIFY(eventually([&] { return lines().contains("watched"); }));
        const int gateway = m_home->gatewayPid();
        killDaemon();
        constexpr qint64 kFileClockMs = 10;  // a file's times are those of the kernel's last tick
        const qint64 from = QDateTime::currentMSecsSinceEpoch();
        touch("more");
        QFile out(m_home->path() + "/projects/ward/logs/patient-1.out");
        QVERIFY(out.open(QIODevice::ReadOnly));
        QByteArray text;
        QVERIFY(eventually([&] {
            text += out.readAll();
            return text.contains("unwatched");
        }));
        const qint64 until = QDateTime::currentMSecsSinceEpoch();
        wakeGateway(gateway);
        auto found = lines();
        QVERIFY(eventually([&] {
            found = lines();
            return found.contains("unwatched");
        }));
        QCOMPARE(found["watched"]["interval_ms"].toInteger(), 0);
        const qint64 at = found["unwatched"]["at"].toInteger(),
                     interval = found["unwatched"]["interval_ms"].toInteger();
        QVERIFY2(interval > 0 && at - interval <= until && at + kFileClockMs >= from,
                 QJsonDocument(found["unwatched"]).toJson().constData());
    }

    /// What is found unready must become ready again under the next daemon, and what hangs must be found hanging.
    void theNextDaemonGoesOnAsking() {
        up(R"(    command: /bin/sleep 600
    readiness_probe: {exec: {command: [sh, -c, "! test -e ill"]}, period: 50ms}
    liveness_probe: {exec: {command: [sh, -c, "! test -e dead"]}, period: 50ms}
)");
        const int gateway = m_home->gatewayPid(), pid = patient()["pid"].toInt();
        touch("ill");
        QVERIFY2(becomes("unready"), shown().constData());
        killDaemon();
        remove("ill");
        wakeGateway(gateway);
        QVERIFY2(becomes("ready"), shown().constData());
        QCOMPARE(patient()["pid"].toInt(), pid);
        touch("dead");
        QVERIFY2(eventually([&] { return patient()["restarts"].toInt() >= 1; }), shown().constData());
        remove("dead");
        QVERIFY2(becomes("ready"), shown().constData());
    }

    /// The leader of an instance ends while no daemon runs, and leaves a child behind.
    void whatAnEndedInstanceLeftBehindIsSwept() {
        up(R"(    command: [/bin/sh, -c, "sleep 600 & echo $$! > child; wait"]
)");
        QVERIFY(eventually([&] { return content("child").endsWith('\n'); }));
        const int child = content("child").trimmed().toInt(), leader = patient()["pid"].toInt();
        const int gateway = m_home->gatewayPid();
        killDaemon();
        ::kill(leader, SIGKILL);
        QVERIFY(eventually([&] { return !isRunning(leader); }));
        QVERIFY(isRunning(child));
        wakeGateway(gateway);
        QVERIFY2(eventually([&] { return state() == "ready" && patient()["pid"].toInt() != leader; }),
                 shown().constData());
        QVERIFY(eventually([&] { return !isRunning(child); }));
    }
};

QTEST_GUILESS_MAIN(SupervisionTest)
#include "supervision_test.moc"
