#include <signal.h>

#include <QTcpSocket>
#include <QtTest>
#include <thread>

#include "integration/slipway_home.h"
#include "support/load_generator.h"
#include "support/sanitized.h"

using namespace slipway::test;

/// Who carries the calls between services, the hub or a sidecar a caller, is switched under load, and nothing is felt.
class TopologySwitchTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;

    void switchTo(const QString& mode) const {
        const CliRun run = m_home->cli({"topology", "-p", "shop", "--mode", mode});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QCOMPARE(m_home->cli({"topology", "--json"}).json()["mode"].toString(), mode);
    }
    QJsonObject edge(const QString& from, const QString& to) const {
        for (const auto& row : m_home->cli({"topology", "--json"}).json()["edges"].toArray())
            if (row.toObject()["from"] == from && row.toObject()["to"] == to)
                return row.toObject();
        return {};
    }
    int egressPort(const QString& from, const QString& to) const {
        return edge(from, to)["address"].toString().section(':', -1).toInt();
    }
    /// Pids of the sidecars, by what their command line says.
    QList<int> sidecars() const {
        QList<int> found;
        for (const int pid : m_home->processes()) {
            QFile commandLine(QString("/proc/%1/cmdline").arg(pid));
            if (commandLine.open(QIODevice::ReadOnly) && commandLine.readAll().contains("--egress"))
                found.append(pid);
        }
        return found;
    }
    /// SIGSTOP, and waits until each of its threads rests: the signal alone is only a wish.
    static void freeze(int pid) {
        ::kill(pid, SIGSTOP);
        QVERIFY(eventually([&] {
            const QDir tasks(QString("/proc/%1/task").arg(pid));
            const QStringList threads = tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
            return std::all_of(threads.begin(), threads.end(), [&](const QString& thread) {
                QFile stat(tasks.filePath(thread + "/stat"));
                return stat.open(QIODevice::ReadOnly) && stat.readAll().contains(") T ");
            });
        }));
    }
    QList<int> instances() const {
        QList<int> pids;
        for (const auto& row : m_home->ps())
            pids.append(row.toObject()["pid"].toInt());
        return pids;
    }
    // Of a product that is not sold out, however often a fast machine buys.
    QByteArray order() const {
        const QJsonArray users = QJsonDocument::fromJson(httpGet(m_port, "/users").second)["items"].toArray();
        const QJsonArray products = QJsonDocument::fromJson(httpGet(m_port, "/products").second)["items"].toArray();
        const auto stocked =
            httpGet(m_port, ("/products/" + products[0]["id"].toString()).toUtf8(), "PATCH", R"({"stock": 1000000})");
        if (stocked.first != 200)
            qWarning() << "the product was not stocked:" << stocked.first << stocked.second;
        return QJsonDocument(
                   QJsonObject{{"user_id", users[0]["id"]},
                               {"items", QJsonArray{QJsonObject{{"product_id", products[0]["id"]}, {"quantity", 1}}}}})
            .toJson(QJsonDocument::Compact);
    }
    /// Declared calls between services.
    qsizetype declaredCalls() const {
        qsizetype count = 0;
        for (const auto& row : m_home->cli({"topology", "--json"}).json()["edges"].toArray())
            count += row.toObject()["from"] != "gateway" ? 1 : 0;
        return count;
    }
    void measureHops(const QString& mode) const {
        const CliRun run = m_home->cli({"topology", "--price", "--json"});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        const QJsonArray prices = run.json().array();
        QCOMPARE(prices.size(), declaredCalls());
        for (const auto& row : prices) {
            const QJsonObject price = row.toObject();
            QCOMPARE(price["mode"].toString(), mode);
            QCOMPARE(price["requests"].toInt(), 200);
            QVERIFY(price["direct_us"].toDouble() > 0 && price["through_us"].toDouble() > 0);
            QVERIFY(qAbs(price["through_us"].toDouble() - price["direct_us"].toDouble() -
                         price["price_us"].toDouble()) < 0.01);
        }
        // They went the way that they say: the proxy has counted them.
        QVERIFY(edge("orders", "users")["requests"].toInteger() >= 200);
    }
    LoadGenerator::Options calls(bool keepAlive) const {
        LoadGenerator::Options options;
        options.port = egressPort("orders", "products");
        options.path = "/products?limit=3";
        options.connections = keepAlive ? 16 : 4;
        options.keepAlive = keepAlive;
        return options;
    }
    static void verifyClean(const LoadGenerator::Result& result) {
        QVERIFY2(result.requests > 100, result.text().c_str());
        QVERIFY2(result.socketErrors == 0, result.text().c_str());
        QVERIFY2(result.non2xx() == 0, result.text().c_str());
    }

  private slots:
    void initTestCase() {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
        m_home->environment.insert("SHOP_LISTEN", "127.0.0.1:" + QString::number(m_port));
        const CliRun run = m_home->cli(
            {"up", "-d", "-f", qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + "/resources/examples/shop/slipway.yaml"});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
    }
    void cleanup() {
        switchTo("hub-and-spoke");
        QVERIFY(eventually([&] { return sidecars().isEmpty(); }));
    }
    void cleanupTestCase() { m_home.reset(); }

    void switchingDropsNothing_data() {
        QTest::addColumn<bool>("keepAlive");
        QTest::addColumn<int>("rounds");
        QTest::newRow("kept connections") << true << (sanitized ? 1 : 5);
        QTest::newRow("a connection a request") << false << (sanitized ? 1 : 2);
    }

    void switchingDropsNothing() {
        QFETCH(bool, keepAlive);
        QFETCH(int, rounds);
        const QList<int> before = instances();
        const int address = egressPort("orders", "products");
        const QByteArray body = order();
        const qint64 bought = edge("gateway", "composer")["requests"].toInteger();
        LoadGenerator generator(calls(keepAlive));
        QVERIFY(eventually([&] { return generator.answered() > 100; }));
        std::atomic<bool> stop{false};
        QList<std::pair<int, QByteArray>> answers;
        std::thread buyer([&] {
            while (!stop.load()) {
                answers.append(httpGet(m_port, "/checkout", "POST", body));
                if (sanitized)
                    QThread::msleep(20);
            }
        });
        QVERIFY(sidecars().isEmpty());
        for (int round = 0; round < rounds; ++round) {
            switchTo("p2p");
            QCOMPARE(sidecars().size(), 4);  // orders, users, reviews and the composer call
            const auto answered = generator.answered();
            QVERIFY(eventually([&] { return generator.answered() > answered + 100; }));
            switchTo("hub-and-spoke");
            QVERIFY(eventually([&] { return sidecars().isEmpty(); }));
        }
        stop = true;
        buyer.join();
        QVERIFY(!answers.isEmpty());
        for (const auto& [status, text] : answers)
            QVERIFY2(status == 201, (QByteArray::number(status) + ' ' + text).constData());
        const LoadGenerator::Result result = generator.stop();
        verifyClean(result);
        QCOMPARE(instances(), before);
        QCOMPARE(egressPort("orders", "products"), address);
        // Nobody's count went with the process that had counted: the generator's requests and the buyer's.
        QVERIFY(edge("orders", "products")["requests"].toInteger() >= result.requests);
        QCOMPARE(edge("gateway", "composer")["requests"].toInteger() - bought, qint64(answers.size()));
    }

    void withoutTheHubCallsGoOnFromPeerToPeer() {
        const int port = egressPort("orders", "users");
        measureHops("hub-and-spoke");
        switchTo("p2p");
        measureHops("p2p");
        QCOMPARE(m_home->cli({"topology", "--json"}).json()["prices"].toArray().size(), 2 * declaredCalls());
        const int hub = m_home->gatewayPid();
        freeze(hub);
        for (const char* callee : {"users", "products", "points"}) {
            const QByteArray path = callee == QByteArray("points") ? "/points" : QByteArray("/") + callee;
            const int direct = httpGet(egressPort("orders", callee), path).first;
            QVERIFY2(direct >= 200 && direct < 500, callee);
        }
        ::kill(hub, SIGCONT);
        switchTo("hub-and-spoke");
        freeze(hub);
        QTcpSocket socket;
        socket.connectToHost("127.0.0.1", static_cast<quint16>(port));
        QVERIFY(socket.waitForConnected(5000));  // by the backlog
        socket.write("GET /users HTTP/1.1\r\nHost: users\r\nConnection: close\r\n\r\n");
        QVERIFY(!socket.waitForReadyRead(1000));
        ::kill(hub, SIGCONT);
        QVERIFY(socket.waitForReadyRead(20'000));
    }

    void theDeathOfASidecarLosesOnlyWhatWasInFlight() {
        switchTo("p2p");
        LoadGenerator generator(calls(false));
        QVERIFY(eventually([&] { return generator.answered() > 100; }));
        for (const int pid : sidecars())
            ::kill(pid, SIGKILL);
        const auto answered = generator.answered();
        QVERIFY(eventually([&] { return generator.answered() > answered + 200; }));
        QVERIFY(eventually([&] { return sidecars().size() == 4; }));
        QVERIFY(m_home->cli({"events", "-p", "shop"}).out.contains("ended: killed by SIGKILL; it is started again"));
        const LoadGenerator::Result result = generator.stop();
        QVERIFY2(result.non2xx() == 0, result.text().c_str());
        QVERIFY2(result.socketErrors <= 4, result.text().c_str());
        for (const auto& [what, count] : result.errors)
            QVERIFY2(what.find("connect") == std::string::npos, result.text().c_str());
    }

    void theNextDaemonTakesTheSidecarsUp() {
        switchTo("p2p");
        const QList<int> before = sidecars();
        LoadGenerator generator(calls(true));
        QVERIFY(eventually([&] { return generator.answered() > 100; }));
        const int daemon = m_home->daemonPid();
        ::kill(daemon, SIGKILL);
        QVERIFY(eventually([&] { return !isRunning(daemon); }));
        QVERIFY(eventually([&] { return m_home->daemonPid() > 0 && m_home->daemonPid() != daemon; }));
        QCOMPARE(m_home->cli({"topology", "--json"}).json()["mode"].toString(), QString("p2p"));
        QCOMPARE(sidecars(), before);
        // It still knows who takes requests where: a rollout of a callee is drained in the sidecar, too.
        const CliRun redeploy = m_home->cli({"redeploy", "products", "--json"});
        QVERIFY2(redeploy.exitCode == 0, qPrintable(redeploy.text()));
        QCOMPARE(redeploy.json()["failed"].toInt(-1), 0);
        QVERIFY(redeploy.json()["requests"].toInt() > 0);
        verifyClean(generator.stop());
    }

    void theManifestsWordStands() {
        const QString file = m_home->writeManifest("pair", R"(
name: pair
topology: p2p
services:
  one: {command: /bin/sleep 600, calls: [two]}
  two: {command: [sh, -c, "exec python3 -m http.server $$PORT"], ports: [{target: 0}]}
)");
        const CliRun up = m_home->cli({"up", "-d", "-f", file});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        QCOMPARE(m_home->cli({"topology", "--json", "-p", "pair"}).json()["mode"].toString(), QString("p2p"));
        QVERIFY(eventually([&] { return sidecars().size() == 1; }));
        QVERIFY2(m_home->cli({"down", "-p", "pair"}).exitCode == 0, "down");
        QVERIFY(eventually([&] { return sidecars().isEmpty(); }));
    }
};

QTEST_GUILESS_MAIN(TopologySwitchTest)
#include "topology_switch_test.moc"
