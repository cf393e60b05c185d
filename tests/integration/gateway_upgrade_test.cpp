#include <signal.h>

#include <QTcpSocket>
#include <QtTest>

#include "integration/slipway_home.h"
#include "support/load_generator.h"
#include "support/sanitized.h"

using namespace slipway::test;

namespace {

/// Answers "ok"; what asks for an upgrade gets an echo.
constexpr const char* kServer = R"(
import asyncio, os
async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if b"\r\nupgrade:" in head.lower():
                writer.write(b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                             b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
                while data := await reader.read(65536):
                    writer.write(data)
                break
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ["PORT"]), backlog=1024)
    await server.serve_forever()
asyncio.run(main())
)";

/// An upgraded connection, as a WebSocket is one.
class Tunnel {
  public:
    explicit Tunnel(int port) {
        m_socket.connectToHost("127.0.0.1", static_cast<quint16>(port));
        m_socket.waitForConnected(20'000);
        m_socket.write(
            "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        m_stands = waitFor("\r\n\r\n").startsWith("HTTP/1.1 101");
    }
    bool stands() const { return m_stands; }
    bool echoes() {
        const QByteArray word = "word" + QByteArray::number(++m_said) + "\n";
        m_socket.write(word);
        return waitFor("\n") == word;
    }
    void close() {
        m_socket.disconnectFromHost();
        if (m_socket.state() != QAbstractSocket::UnconnectedState)
            m_socket.waitForDisconnected(5000);
    }
    bool isCut() {
        return m_socket.state() == QAbstractSocket::UnconnectedState || m_socket.waitForDisconnected(20'000);
    }

  private:
    QByteArray waitFor(const QByteArray& end) {
        QByteArray got;
        while (!got.endsWith(end) && (m_socket.bytesAvailable() > 0 || m_socket.waitForReadyRead(20'000)))
            got += m_socket.read(1);
        return got;
    }
    QTcpSocket m_socket;
    int m_said = 0;
    bool m_stands = false;
};

}  // namespace

/// The processes of the data plane are replaced under load, and nothing is felt; whatever dies meanwhile, one is in
/// charge at the end.
class GatewayUpgradeTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;

    /// Pids of all that run as a gateway, in charge or not.
    QList<int> gateways() const {
        QList<int> found;
        for (const int pid : m_home->processes()) {
            QFile commandLine(QString("/proc/%1/cmdline").arg(pid));
            if (commandLine.open(QIODevice::ReadOnly) && commandLine.readAll().contains("slipway-gateway"))
                found.append(pid);
        }
        return found;
    }
    /// By the lock, without a question to anybody.
    int inCharge() const {
        QFile lock(m_home->path() + "/gateway.lock");
        return lock.open(QIODevice::ReadOnly) ? lock.readLine().trimmed().toInt() : 0;
    }
    LoadGenerator::Options load(bool keepAlive, bool gentle = false) const {
        LoadGenerator::Options options;
        options.port = m_port;
        options.connections = keepAlive ? 8 : 2;
        options.keepAlive = keepAlive;
        options.gentle = gentle;
        return options;
    }
    static void verifyClean(const LoadGenerator::Result& result) {
        QVERIFY2(result.requests > 100, result.text().c_str());
        QVERIFY2(result.socketErrors == 0, result.text().c_str());
        QVERIFY2(result.non2xx() == 0, result.text().c_str());
    }
    qint64 counted() const {
        for (const auto& row : m_home->cli({"topology", "-p", "up", "--json"}).json()["edges"].toArray())
            if (row.toObject()["from"] == "gateway")
                return row.toObject()["requests"].toInteger();
        return -1;
    }
    bool passes(const LoadGenerator& generator, std::int64_t more = 100) const {
        const auto answered = generator.answered();
        return eventually([&] { return generator.answered() > answered + more; });
    }
    QString script(const QString& name, const QByteArray& text) const {
        const QString path = m_home->folder() + "/" + name;
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s can't be written", qPrintable(path));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }

  private slots:
    void initTestCase() {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
        script("server.py", kServer);
        const QString file = m_home->writeManifest("up", QString(R"(
name: up
gateway:
  listen: 127.0.0.1:%1
  routes: [{path_prefix: /, to: one}]
services:
  one: {command: [python3, %2/server.py], ports: [{target: 0}], calls: [two]}
  two: {command: [python3, %2/server.py], ports: [{target: 0}]}
)")
                                                             .arg(m_port)
                                                             .arg(m_home->folder())
                                                             .toUtf8());
        const CliRun run = m_home->cli({"up", "-d", "-f", file});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
    }
    void cleanupTestCase() { m_home.reset(); }

    void upgradesUnderLoadLoseNothing() {
        const int rounds = qEnvironmentVariableIntValue("SLIPWAY_UPGRADES") > 0
                               ? qEnvironmentVariableIntValue("SLIPWAY_UPGRADES")
                           : sanitized ? 1
                                       : 3;
        const QJsonArray instances = m_home->ps();
        const qint64 before = counted();
        LoadGenerator kept(load(true)), fresh(load(false));
        QVERIFY(passes(kept) && passes(fresh));
        qint64 last = before;
        int pid = m_home->gatewayPid();
        for (int round = 0; round < rounds; ++round) {
            Tunnel tunnel(m_port);
            QVERIFY(tunnel.stands() && tunnel.echoes());
            const auto command = m_home->start({"gateway", "upgrade", "--json"});
            QVERIFY(eventually([&] { return m_home->gatewayPid() > 0 && m_home->gatewayPid() != pid; }));
            // The new one is in charge, and the tunnel stands where it was.
            QVERIFY(passes(kept) && passes(fresh));
            QVERIFY(tunnel.echoes());
            QCOMPARE(gateways().size(), 2);
            QVERIFY(counted() >= last);
            tunnel.close();
            QVERIFY(ends(*command));
            QCOMPARE(command->exitCode(), 0);
            const QJsonObject receipt = QJsonDocument::fromJson(command->readAllStandardOutput()).object();
            const QJsonObject hub = receipt["processes"].toArray()[0].toObject();
            QCOMPARE(receipt["state"].toString(), QString("done"));
            QCOMPARE(hub["from_pid"].toInt(), pid);
            QCOMPARE(hub["to_pid"].toInt(), m_home->gatewayPid());
            QVERIFY(hub["connections"].toInt() >= 9);
            QCOMPARE(hub["tunnels"].toInt(), 1);
            QCOMPARE(hub["tunnels_cut"].toInt(), 0);
            QCOMPARE(hub["connections_cut"].toInt(), 0);
            pid = m_home->gatewayPid();
            QCOMPARE(gateways(), QList<int>{pid});
            const qint64 now = counted();
            QVERIFY2(now >= last, qPrintable(QString("%1 requests after %2").arg(now).arg(last)));
            last = now;
        }
        const LoadGenerator::Result ofKept = kept.stop(), ofFresh = fresh.stop();
        verifyClean(ofKept);
        verifyClean(ofFresh);
        // Each request was counted once, by whichever process answered it.
        QCOMPARE(counted() - before, ofKept.requests + ofFresh.requests + rounds);
        QCOMPARE(m_home->ps().size(), instances.size());
        for (qsizetype i = 0; i < instances.size(); ++i)
            QCOMPARE(m_home->ps()[i].toObject()["pid"], instances[i].toObject()["pid"]);
    }

    void aTunnelThatStaysIsCutWhenTheTimeIsUp() {
        Tunnel tunnel(m_port);
        QVERIFY(tunnel.stands());
        const CliRun run = m_home->cli({"gateway", "upgrade", "--drain-timeout", "200ms", "--json"});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QCOMPARE(run.json()["processes"][0]["tunnels_cut"].toInt(), 1);
        QVERIFY(tunnel.isCut());
        QCOMPARE(gateways().size(), 1);
    }

    void whatDoesNotGetReadyLeavesTheOldOneInCharge() {
        const int pid = m_home->gatewayPid();
        LoadGenerator kept(load(true));
        QVERIFY(passes(kept));
        const CliRun ended = m_home->cli({"gateway", "upgrade", "--binary", "/bin/false"});
        QCOMPARE(ended.exitCode, 6);
        QVERIFY2(ended.err.contains("did not get ready: exit code 1"), qPrintable(ended.text()));
        QVERIFY2(ended.err.contains("still in charge"), qPrintable(ended.text()));
        const QString silent = script("silent.sh", "#!/bin/sh\nsleep 600\n");
        const CliRun waited =
            m_home->cli({"gateway", "upgrade", "--binary", silent, "--ready-timeout", "200ms", "--json"});
        QCOMPARE(waited.exitCode, 6);
        QCOMPARE(waited.json()["state"].toString(), QString("failed"));
        QVERIFY2(waited.json()["error"].toString().contains("within 200 ms"), qPrintable(waited.text()));
        QCOMPARE(m_home->cli({"gateway", "upgrade", "--binary", "/nowhere"}).exitCode, 2);
        QCOMPARE(m_home->cli({"gateway", "upgrade", "--binary", m_home->folder()}).exitCode, 2);
        QCOMPARE(m_home->gatewayPid(), pid);
        QVERIFY(passes(kept));
        verifyClean(kept.stop());
        QVERIFY(eventually([&] { return gateways() == QList<int>{pid}; }));
    }

    void aDrainUnderWayEndsRightly() {
        LoadGenerator kept(load(true)), fresh(load(false));
        QVERIFY(passes(kept) && passes(fresh));
        const auto redeploy = m_home->start({"redeploy", "one", "-p", "up", "--json"});
        for (int round = 0; round < (sanitized ? 1 : 3); ++round) {
            const CliRun run = m_home->cli({"gateway", "upgrade"});
            QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        }
        QVERIFY(ends(*redeploy));
        const QByteArray text = redeploy->readAllStandardOutput();
        QVERIFY2(redeploy->exitCode() == 0, text.constData());
        QCOMPARE(QJsonDocument::fromJson(text)["failed"].toInt(-1), 0);
        verifyClean(kept.stop());
        verifyClean(fresh.stop());
    }

    void sidecarsAreReplacedToo() {
        QCOMPARE(m_home->cli({"topology", "-p", "up", "--mode", "p2p"}).exitCode, 0);
        QVERIFY(eventually([&] { return gateways().size() == 2; }));
        const QList<int> before = gateways();
        const CliRun run = m_home->cli({"gateway", "upgrade", "--json"});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QCOMPARE(run.json()["processes"].toArray().size(), 2);
        QCOMPARE(run.json()["processes"][1]["process"].toString(), QString("up/one"));
        const QList<int> after = gateways();
        QCOMPARE(after.size(), 2);
        for (const int pid : after)
            QVERIFY(!before.contains(pid));
        QCOMPARE(m_home->cli({"topology", "-p", "up", "--mode", "hub-and-spoke"}).exitCode, 0);
        QVERIFY(eventually([&] { return gateways().size() == 1; }));
    }

    void oneIsInChargeWheneverTheDaemonDies_data() {
        QTest::addColumn<QString>("moment");
        QTest::newRow("the successor has been started") << "started";
        QTest::newRow("it has taken its names") << "bound";
        QTest::newRow("it is in charge") << "charge";
        if (sanitized)
            return;
        for (const int ms : {2, 6, 10, 14, 18, 25, 40})
            QTest::newRow(qPrintable(QString("%1 ms after the command").arg(ms))) << QString::number(ms);
    }

    void oneIsInChargeWheneverTheDaemonDies() {
        QFETCH(QString, moment);
        LoadGenerator kept(load(true, true)), fresh(load(false, true));
        QVERIFY(passes(kept) && passes(fresh));
        const int before = m_home->gatewayPid(), daemon = m_home->daemonPid();
        const auto command = m_home->start({"gateway", "upgrade"});
        const auto reached = [&] {
            return moment == "started" ? gateways().size() > 1
                   : moment == "bound" ? QFile::exists(m_home->path() + "/gateway.next.sock")
                                       : inCharge() != before;
        };
        const int wait = moment.toInt();
        if (wait > 0) {
            QVERIFY(eventually([&] { return command->state() == QProcess::Running; }));
            QThread::msleep(static_cast<unsigned long>(wait));
        } else {
            // The shortest moment is looked for without a rest. It may be missed: then the daemon dies afterwards.
            while (!reached() && command->state() != QProcess::NotRunning)
                command->waitForFinished(moment == "started" ? 0 : 1);
        }
        ::kill(daemon, SIGKILL);
        QVERIFY(eventually([&] { return m_home->daemonPid() > 0 && m_home->daemonPid() != daemon; }));
        QVERIFY(ends(*command));
        QVERIFY(eventually([&] { return gateways().size() == 1; }));
        QVERIFY(eventually([&] { return m_home->cli({"gateway", "status"}).out.contains("is serving"); }));
        QCOMPARE(gateways(), QList<int>{m_home->gatewayPid()});
        QVERIFY(passes(kept) && passes(fresh));
        verifyClean(kept.stop());
        verifyClean(fresh.stop());
        // And it can be upgraded.
        const CliRun run = m_home->cli({"gateway", "upgrade"});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QCOMPARE(gateways(), QList<int>{m_home->gatewayPid()});
    }

    void aTunnelOutlivesTheDaemonInItsOldGateway() {
        Tunnel tunnel(m_port);
        QVERIFY(tunnel.stands());
        const int before = inCharge(), daemon = m_home->daemonPid();
        const auto command = m_home->start({"gateway", "upgrade"});
        QVERIFY(eventually([&] { return inCharge() != before; }));
        ::kill(daemon, SIGKILL);
        QVERIFY(ends(*command));
        QVERIFY(eventually([&] { return m_home->daemonPid() > 0 && m_home->daemonPid() != daemon; }));
        QVERIFY(tunnel.echoes());
        const CliRun refused = m_home->cli({"gateway", "upgrade"});
        QCOMPARE(refused.exitCode, 5);
        QVERIFY2(refused.err.contains("still finishes what it has"), qPrintable(refused.text()));
        QCOMPARE(gateways().size(), 2);
        tunnel.close();
        QVERIFY(eventually([&] { return gateways() == QList<int>{m_home->gatewayPid()}; }));
    }
};

QTEST_GUILESS_MAIN(GatewayUpgradeTest)
#include "gateway_upgrade_test.moc"
