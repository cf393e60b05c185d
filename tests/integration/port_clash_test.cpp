#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

namespace {

/// A stranger that says 200 to whatever it is asked.
class Impostor : public QTcpServer {
  public:
    explicit Impostor(int port) : m_good(listen(QHostAddress::LocalHost, static_cast<quint16>(port))) {
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                    if (!socket->readAll().contains("\r\n\r\n"))
                        return;
                    ++m_answered;
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nme");
                });
            }
        });
    }
    bool good() const { return m_good; }
    int answered() const { return m_answered; }

  private:
    int m_answered = 0;
    bool m_good;
};

QByteArray manifest(const QByteArray& project, const QByteArray& service, int listen) {
    return "name: " + project + R"(
services:
  patient:
)" + service +
           R"(
gateway:
  listen: 127.0.0.1:)" +
           QByteArray::number(listen) + R"(
  routes:
    - {path_prefix: /, to: patient}
)";
}

QJsonObject row(const SlipwayHome& home) {
    return home.ps().first().toObject();
}

}  // namespace

/// Whoever answers on an instance's port is asked for its name: another process there makes nobody ready.
class PortClashTest : public QObject {
    Q_OBJECT

  private slots:
    void aStrangerOnThePortMakesNobodyReady_data() {
        QTest::addColumn<QByteArray>("probe");
        QTest::newRow("http_get") << QByteArray(
            "    readiness_probe: {http_get: {path: /health/ready}, period: 50ms}\n");
        QTest::newRow("tcp_socket") << QByteArray("    readiness_probe: {tcp_socket: {}, period: 50ms}\n");
        QTest::newRow("exec") << QByteArray(
            "    readiness_probe: {exec: {command: [test, -e, ready]}, period: 50ms}\n");
        QTest::newRow("no probe") << QByteArray();
        QTest::newRow("startup_probe") << QByteArray("    startup_probe: {tcp_socket: {}, period: 50ms}\n");
    }

    void aStrangerOnThePortMakesNobodyReady() {
        QFETCH(const QByteArray, probe);
        SlipwayHome home;
        const QString file = home.writeManifest(
            "ward", manifest("ward", "    command: /bin/sleep 600\n    ports: [0]\n    start_timeout: 60s\n" + probe,
                             freePort()));
        const auto up = home.start({"up", "-d", "-f", file});
        int port = 0;
        QVERIFY(eventually([&] {
            const auto rows = home.ps();
            port = rows.isEmpty() || rows.first()["state"] != "starting" ? 0 : rows.first()["port"].toInt();
            return port != 0;
        }));
        Impostor impostor(port);
        QVERIFY(impostor.good());
        QFile mark(QFileInfo(file).path() + "/ready");
        QVERIFY(mark.open(QIODevice::WriteOnly));
        // It is started again, on a port of which the stranger knows nothing.
        QJsonObject now;
        const bool moved = eventually([&] {
            now = row(home);
            return now["restarts"].toInt() == 1 && now["port"].toInt() != port && now["pid"].toInt() != 0;
        });
        QVERIFY2(moved, qPrintable(QJsonDocument(now).toJson()));
        const QString reason = now["last_exit"].toObject()["reason"].toString();
        const QString holder = QString("port_clash_test (pid %1)").arg(QCoreApplication::applicationPid());
        QVERIFY2(reason.contains("port " + QString::number(port)) && reason.contains(holder) &&
                     reason.contains("tests/port_clash_test"),
                 qPrintable(reason));
        up->kill();
        up->waitForFinished();
    }

    void aFixedPortThatAStrangerTakesIsTold() {
        SlipwayHome home;
        const int port = freePort();
        // The command waits, as a slow starter does, while somebody else is quicker.
        const QString file = home.writeManifest(
            "ward", manifest("ward",
                             "    command: /bin/sleep 600\n    ports: [" + QByteArray::number(port) +
                                 "]\n    start_timeout: 60s\n    deploy: {restart_policy: {condition: none}}\n",
                             freePort()));
        const auto up = home.start({"up", "-d", "-f", file});
        QVERIFY(eventually([&] {
            const auto rows = home.ps();
            return !rows.isEmpty() && rows.first()["state"] == "starting";
        }));
        Impostor impostor(port);
        QVERIFY(impostor.good());
        QVERIFY(eventually([&] { return up->state() == QProcess::NotRunning; }, 60'000));
        const QString said = up->readAllStandardOutput() + up->readAllStandardError();
        QVERIFY2(up->exitCode() != 0, qPrintable(said));
        QVERIFY2(said.contains(QString("port %1 belongs to another process, port_clash_test (pid %2)")
                                   .arg(port)
                                   .arg(QCoreApplication::applicationPid())),
                 qPrintable(said));
        QCOMPARE(row(home)["state"].toString(), QString("failed"));
    }

    /// Two homes gave one port: the slow starter of the first finds it taken by the instance of the second, which
    /// answers its probe. It must end on a port of its own.
    void twoHomesThatGaveOnePortPartWays() {
        SlipwayHome slow, quick;
        const int front = freePort(), other = freePort();
        const QByteArray probe = "    readiness_probe: {http_get: {path: /health/ready}, period: 50ms}\n";
        const QString file = slow.writeManifest(
            "slow",
            manifest(
                "slow",
                R"(    command: ["/bin/sh", "-c", "while ! test -e go; do sleep 0.02; done; exec ${SLIPWAY_LIBEXEC}/shop-products"]
    data: {kind: lmdb, path: products}
    ports: [0]
)" + probe,
                front));
        const auto up = slow.start({"up", "-d", "-f", file});
        int port = 0;
        QVERIFY(eventually([&] {
            const auto rows = slow.ps();
            port = rows.isEmpty() || rows.first()["state"] != "starting" ? 0 : rows.first()["port"].toInt();
            return port != 0;
        }));
        const QString quickFile = quick.writeManifest(
            "quick", manifest("quick",
                              "    command: ${SLIPWAY_LIBEXEC}/shop-products\n    data: {kind: lmdb, path: products}\n"
                              "    ports: [" +
                                  QByteArray::number(port) + "]\n" + probe,
                              other));
        const CliRun quickUp = quick.cli({"up", "-d", "-f", quickFile});
        QVERIFY2(quickUp.exitCode == 0, qPrintable(quickUp.text()));
        QVERIFY(eventually([&] { return row(slow)["port"].toInt() != port && row(slow)["pid"].toInt() != 0; }));
        QFile go(QFileInfo(file).path() + "/go");
        QVERIFY(go.open(QIODevice::WriteOnly));
        QVERIFY(eventually([&] { return up->state() == QProcess::NotRunning; }, 60'000));
        QVERIFY2(up->exitCode() == 0, up->readAllStandardError().constData());
        QCOMPARE(row(slow)["state"].toString(), QString("ready"));
        QCOMPARE(row(quick)["port"].toInt(), port);
        QCOMPARE(row(quick)["restarts"].toInt(), 0);
        QCOMPARE(httpGet(front, "/products").first, 200);
        QCOMPARE(httpGet(other, "/products").first, 200);
    }
};

QTEST_GUILESS_MAIN(PortClashTest)
#include "port_clash_test.moc"
