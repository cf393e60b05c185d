#include <signal.h>

#include <QtTest>

#include "integration/slipway_home.h"
#include "support/load_generator.h"
#include "support/sanitized.h"

using namespace slipway::test;

namespace {

/// One shop service behind the gateway: what rollouts under load need, and no more.
QByteArray productsManifest(int port, int replicas) {
    return QByteArray(R"(
name: shop
teams:
  catalog: {name: Catalog}
services:
  products:
    command: ${SLIPWAY_LIBEXEC}/shop-products
    owner: catalog
    data: {kind: lmdb, path: products}
    ports: [{name: http, target: 0}]
    readiness_probe: {http_get: {path: /health/ready}, period: 500ms}
    deploy: {replicas: )") +
           QByteArray::number(replicas) + R"(, update_config: {order: start-first, parallelism: 1, monitor: 200ms}}
gateway:
  listen: 127.0.0.1:)" +
           QByteArray::number(port) + R"(
  routes:
    - {path_prefix: /products, to: products}
)";
}

#define VERIFY_RUN(run) QVERIFY2((run).exitCode == 0, qPrintable((run).text()))

void verifyClean(const LoadGenerator::Result& result) {
    QVERIFY2(result.requests > 100, result.text().c_str());
    QVERIFY2(result.socketErrors == 0, result.text().c_str());
    QVERIFY2(result.non2xx() == 0, result.text().c_str());
}

}  // namespace

/// The promise: under load, nothing that Slipway does, and no death of its own processes, is felt.
class TrafficTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;

    void up(int replicas) {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
        const CliRun run =
            m_home->cli({"up", "-d", "-f", m_home->writeManifest("shop", productsManifest(m_port, replicas))});
        VERIFY_RUN(run);
    }
    LoadGenerator::Options load(bool keepAlive) const {
        LoadGenerator::Options options;
        options.port = m_port;
        options.path = "/products?limit=3";
        options.connections = keepAlive ? 32 : 8;
        options.keepAlive = keepAlive;
        return options;
    }

  private slots:
    void cleanup() { m_home.reset(); }

    void rolloutsAndScalingDropNothing_data() {
        QTest::addColumn<bool>("keepAlive");
        QTest::newRow("kept connections") << true;
        QTest::newRow("a connection a request") << false;
    }

    void rolloutsAndScalingDropNothing() {
        QFETCH(bool, keepAlive);
        up(1);
        LoadGenerator generator(load(keepAlive));
        QVERIFY(eventually([&] { return generator.answered() > 200; }));
        for (int round = 0; round < (sanitized ? 1 : 5); ++round) {
            const QList<int> before = m_home->pids("products");
            const CliRun redeploy = m_home->cli({"redeploy", "products", "--json"});
            VERIFY_RUN(redeploy);
            const QJsonObject receipt = redeploy.json().object();
            QCOMPARE(receipt["outcome"].toString(), QString("succeeded"));
            QCOMPARE(receipt["failed"].toInt(-1), 0);
            QVERIFY(receipt["requests"].toInt() > 0);
            const QList<int> after = m_home->pids("products");
            QCOMPARE(after.size(), 1);
            QVERIFY(before != after);
            const QJsonObject moved = receipt["instances"].toArray().first().toObject();
            QCOMPARE(moved["old_pid"].toInt(), before.first());
            QCOMPARE(moved["new_pid"].toInt(), after.first());
            QVERIFY(moved["drained"].toBool());
        }
        VERIFY_RUN(m_home->cli({"scale", "products=4"}));
        QCOMPARE(m_home->pids("products").size(), 4);
        VERIFY_RUN(m_home->cli({"scale", "products=1"}));
        QCOMPARE(m_home->pids("products").size(), 1);
        verifyClean(generator.stop());
    }

    void aServiceInPythonIsRedeployedWithNothingDropped() {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
        m_home->environment.insert("HELLO_LISTEN", "127.0.0.1:" + QString::number(m_port));
        VERIFY_RUN(m_home->cli(
            {"up", "-d", "-f",
             qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + "/resources/examples/hello-python/slipway.yaml"}));
        LoadGenerator::Options options;
        options.port = m_port;
        LoadGenerator generator(options);
        QVERIFY(eventually([&] { return generator.answered() > 100; }));
        VERIFY_RUN(m_home->cli({"redeploy", "hello", "-p", "hello"}));
        VERIFY_RUN(m_home->cli({"scale", "hello=1", "-p", "hello"}));
        verifyClean(generator.stop());
    }

    void theDeathOfAnInstanceIsNotFelt() {
        up(2);
        LoadGenerator generator(load(true));
        QVERIFY(eventually([&] { return generator.answered() > 200; }));
        for (int round = 0; round < (sanitized ? 1 : 3); ++round) {
            const QList<int> before = m_home->pids("products");
            QCOMPARE(before.size(), 2);
            ::kill(before.first(), SIGKILL);
            QVERIFY(eventually([&] {
                const QList<int> now = m_home->pids("products");
                int ready = 0;
                for (const auto& row : m_home->ps())
                    ready += row.toObject()["state"] == "ready";
                return now.size() == 2 && !now.contains(before.first()) && ready == 2;
            }));
        }
        verifyClean(generator.stop());
    }

    void theDeathOfTheDaemonIsNotFelt() {
        up(2);
        LoadGenerator generator(load(true));
        QVERIFY(eventually([&] { return generator.answered() > 200; }));
        const QList<int> before = m_home->pids("products");
        const int gateway = m_home->gatewayPid();
        for (int round = 0; round < (sanitized ? 1 : 3); ++round) {
            const int daemon = m_home->daemonPid();
            QVERIFY(daemon > 0);
            ::kill(daemon, SIGKILL);
            QVERIFY(eventually([&] { return !isRunning(daemon); }));
            // Nobody calls it: the gateway raises it.
            QFile lock(m_home->path() + "/slipwayd.lock");
            QVERIFY(eventually([&] {
                if (!lock.open(QIODevice::ReadOnly))
                    return false;
                const int now = lock.readAll().toInt();
                lock.close();
                return now > 0 && now != daemon && isRunning(now);
            }));
            QVERIFY(m_home->daemonPid() != daemon);
            QCOMPARE(m_home->pids("products"), before);
            QCOMPARE(m_home->gatewayPid(), gateway);
        }
        VERIFY_RUN(m_home->cli({"redeploy", "products"}));
        QCOMPARE(m_home->pids("products").size(), 2);
        verifyClean(generator.stop());
    }

    void theDeathOfTheGatewayLosesOnlyWhatWasInFlight() {
        up(2);
        LoadGenerator::Options options = load(false);
        options.connections = 4;
        LoadGenerator generator(options);
        QVERIFY(eventually([&] { return generator.answered() > 200; }));
        const int gateway = m_home->gatewayPid();
        const QList<int> before = m_home->pids("products");
        ::kill(gateway, SIGKILL);
        QVERIFY(eventually([&] { return !isRunning(gateway); }));
        const auto answered = generator.answered();
        QVERIFY(eventually([&] { return generator.answered() > answered + 200; }));
        QVERIFY(m_home->gatewayPid() != gateway);
        QCOMPARE(m_home->pids("products"), before);
        const LoadGenerator::Result result = generator.stop();
        QVERIFY2(result.non2xx() == 0, result.text().c_str());
        QVERIFY2(result.socketErrors <= options.connections, result.text().c_str());
        for (const auto& [what, count] : result.errors)
            QVERIFY2(what.find("connect") == std::string::npos, result.text().c_str());
    }

    void bothDeadComeBackWithTheNextCommand() {
        up(2);
        const QList<int> before = m_home->pids("products");
        const int daemon = m_home->daemonPid(), gateway = m_home->gatewayPid();
        ::kill(gateway, SIGSTOP);  // so that it raises no daemon between the two
        ::kill(daemon, SIGKILL);
        ::kill(gateway, SIGKILL);
        QVERIFY(eventually([&] { return !isRunning(daemon) && !isRunning(gateway); }));
        QCOMPARE(m_home->pids("products"), before);
        QVERIFY(eventually([&] { return httpGet(m_port, "/products").first == 200; }));
    }
};

QTEST_GUILESS_MAIN(TrafficTest)
#include "traffic_test.moc"
