#include <signal.h>
#include <unistd.h>

#include <QProcess>
#include <QTemporaryDir>
#include <fstream>
#include <nlohmann/json.hpp>
#include "support/patience.h"

#include "base/files.h"
#include "support/gateway_client.h"
#include "support/tiny_http.h"

using namespace slipway;
using namespace slipway::protocol;
using namespace slipway::testing;
using namespace std::chrono_literals;

namespace {

QString binary(const char* name) {
    return QCoreApplication::applicationDirPath() + "/../bin/" + name;
}

/// The real program in a home of its own, ended with the test.
class GatewayProcess {
  public:
    /// Runs a copy in a folder of its own: beside the real one there may be a real slipwayd to raise, which would
    /// outlive the test.
    GatewayProcess() {
        if (!QFile::copy(binary("slipway-gateway"), libexec.filePath("slipway-gateway")))
            qFatal("slipway-gateway is not built");
        start();
    }
    ~GatewayProcess() {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    void start() {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("SLIPWAY_LIBEXEC", libexec.path());
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(libexec.filePath("slipway-gateway"), {"--home", home.path(), "--workers", "2"});
        if (!m_process.waitForStarted())
            qFatal("slipway-gateway does not start");
    }
    GatewayClient daemon() {
        auto client = GatewayClient::connect(home.path().toStdString());
        if (!client || !client->sayHello())
            qFatal("the gateway does not answer");
        return std::move(*client);
    }
    void kill() {
        m_process.kill();
        m_process.waitForFinished();
    }
    void terminate() { ::kill(static_cast<pid_t>(m_process.processId()), SIGTERM); }
    bool ended() { return m_process.waitForFinished(10'000); }
    int exitCode() const { return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1; }
    pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }
    std::string file(const char* name) const { return home.filePath(name).toStdString(); }
    void fakeDaemon(const char* script) {
        const QString path = libexec.filePath("slipwayd");
        std::ofstream(path.toStdString()) << "#!/bin/sh\n" << script << "\n";
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    QTemporaryDir home, libexec;

  private:
    QProcess m_process;
};

Snapshot shop(uint64_t generation, std::vector<SnapshotEndpoint> endpoints) {
    Snapshot snapshot;
    snapshot.generation = generation;
    SnapshotRoute route;
    route.id = "products";
    route.pathPrefix = "/products";
    route.to = {{"shop/products", 1}};
    SnapshotListener listener;
    listener.id = "shop/in";
    listener.kind = ListenerKind::Ingress;
    listener.project = "shop";
    listener.caller = "gateway";
    listener.routes = {route};
    snapshot.listeners = {listener};
    snapshot.services = {{"shop/products", "products", Policy::RoundRobin, Millis(1000), {}, std::move(endpoints)}};
    return snapshot;
}
SnapshotEndpoint endpoint(const char* id, const TinyBackend& backend, EndpointState state = EndpointState::Active) {
    return {id, backend.address(), 1, state};
}

bool acked(const Result<GatewayClient::Verdict>& verdict) {
    return verdict && std::holds_alternative<Ack>(*verdict);
}

QString body(const Result<TinyResponse>& response) {
    return response ? QString("%1 %2").arg(response->status).arg(QString::fromStdString(response->body))
                    : QString::fromStdString(response.error().message);
}

const GatewayStats::Endpoint* find(const GatewayStats& stats, const std::string& id) {
    for (const auto& each : stats.endpoints)
        if (each.id == id)
            return &each;
    return nullptr;
}

}  // namespace

class GatewayProcessTest : public QObject {
    Q_OBJECT
  private slots:
    void linksNoQtAndNoCurl() {
        QProcess ldd;
        ldd.start("ldd", {binary("slipway-gateway")});
        QVERIFY(ldd.waitForFinished());
        const QString libraries = QString::fromLocal8Bit(ldd.readAllStandardOutput());
        QVERIFY(libraries.contains("libc.so"));
        QVERIFY2(!libraries.contains("Qt") && !libraries.contains("curl"), qPrintable(libraries));
    }

    void servesCountsAndLogs() {
        GatewayProcess gateway;
        auto daemon = gateway.daemon();
        const LoopbackListener listener;
        TinyBackend backend("one");
        QVERIFY(daemon.addListener("shop/in", listener.address(), listener.socket.get()));
        QVERIFY(acked(daemon.apply(shop(1, {endpoint("shop/products-1", backend)}))));
        auto client = TinyClient::connect(listener.port);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(body(client->get("/products/7")), QString("200 one /products/7"));
        QCOMPARE(client->get("/elsewhere")->status, 404);
        QVERIFY(daemon.ping());  // the workers have counted what they have answered
        const auto stats = daemon.stats().value();
        QCOMPARE(stats.pid, std::int64_t{gateway.pid()});
        QCOMPARE(stats.workers, 2u);
        const auto* one = find(stats, "shop/products-1");
        QVERIFY(one);
        QCOMPARE(one->counters.tries, 5u);
        QCOMPARE(one->counters.requests, 5u);
        QCOMPARE(one->counters.latency.count, 5u);
        QCOMPARE(one->inFlight, 0u);
        QCOMPARE(stats.edges[0].counters.requests, 5u);
        QCOMPARE(stats.edges[0].counters.status[1], 5u);
        QCOMPARE(stats.routes[0].counters.requests, 5u);
        QCOMPARE(stats.connectionsAccepted, 1u);
        const auto lines = [&] {
            const std::string log = readFile(gateway.file("logs/access.log")).value_or("");
            return std::count(log.begin(), log.end(), '\n');
        };
        QTRY_COMPARE(lines(), 6);
        const std::string log = readFile(gateway.file("logs/access.log")).value();
        const auto line = nlohmann::json::parse(log.substr(0, log.find('\n')));
        QCOMPARE(line["target"], "/products/7");
        QCOMPARE(line["endpoint"], "shop/products-1");
        QCOMPARE(line["status"], 200);
    }

    void aLostDaemonIsRaisedWhileTrafficGoesOn() {
        GatewayProcess gateway;
        gateway.fakeDaemon("echo $* >> $SLIPWAY_HOME/raised");
        const LoopbackListener listener;
        TinyBackend backend("one");
        auto client = TinyClient::connect(listener.port);
        {
            auto daemon = gateway.daemon();
            QVERIFY(daemon.addListener("shop/in", listener.address(), listener.socket.get()));
            QVERIFY(acked(daemon.apply(shop(1, {endpoint("shop/products-1", backend)}))));
            QCOMPARE(body(client->get("/products")), QString("200 one /products"));
        }
        const auto raised = [&] { return QString::fromStdString(readFile(gateway.file("raised")).value_or("")); };
        QTRY_VERIFY(raised().contains("--adopt"));
        QCOMPARE(body(client->get("/products")), QString("200 one /products"));
        QCOMPARE(body(tinyGet(listener.port, "/products/9")), QString("200 one /products/9"));
        // The next daemon finds generation and listeners as they are, and its word counts.
        auto daemon = GatewayClient::connect(gateway.home.path().toStdString()).value();
        QCOMPARE(daemon.gateway().generation, 1u);
        QVERIFY(daemon.handedBack().contains("shop/in"));
        QVERIFY(daemon.sayHello());
        TinyBackend other("two");
        QVERIFY(acked(daemon.apply(shop(2, {endpoint("shop/products-2", other)}))));
        QCOMPARE(body(client->get("/products")), QString("200 two /products"));
    }

    void aDrainEndsWithItsLastRequest() {
        GatewayProcess gateway;
        auto daemon = gateway.daemon();
        const LoopbackListener listener;
        TinyBackend old("old"), fresh("fresh");
        QVERIFY(daemon.addListener("shop/in", listener.address(), listener.socket.get()));
        QVERIFY(acked(daemon.apply(shop(1, {endpoint("shop/products-1", old)}))));
        old.hold();
        auto slow = TinyClient::connect(listener.port);
        QVERIFY(slow->send("GET /products/slow HTTP/1.1\r\nHost: x\r\n\r\n"));
        QTRY_COMPARE(old.requests(), 1);
        QVERIFY(acked(daemon.apply(
            shop(2, {endpoint("shop/products-1", old, EndpointState::Draining), endpoint("shop/products-2", fresh)}))));
        for (int i = 0; i < 10; ++i)
            QCOMPARE(body(tinyGet(listener.port, "/products")), QString("200 fresh /products"));
        QCOMPARE(find(daemon.stats().value(), "shop/products-1")->inFlight, 1u);
        QVERIFY(!daemon.hasWaiting());
        old.release();
        QCOMPARE(body(slow->receive()), QString("200 old /products/slow"));
        const auto drained = daemon.await<Drained>().value();
        QCOMPARE(drained.endpoint, std::string("shop/products-1"));
        QCOMPARE(drained.generation, 2u);
        QCOMPARE(old.requests(), 1);
        // Left out for good, it is reported once more and then forgotten.
        QVERIFY(acked(daemon.apply(shop(3, {endpoint("shop/products-2", fresh)}))));
        const auto forgotten = [&] { return find(daemon.stats().value(), "shop/products-1") == nullptr; };
        QTRY_VERIFY(forgotten());
    }

    void aNackDisturbsNothing() {
        GatewayProcess gateway;
        auto daemon = gateway.daemon();
        const LoopbackListener listener;
        TinyBackend backend("one");
        QVERIFY(daemon.addListener("shop/in", listener.address(), listener.socket.get()));
        QVERIFY(acked(daemon.apply(shop(1, {endpoint("shop/products-1", backend)}))));
        Snapshot wrong = shop(2, {endpoint("shop/products-1", backend)});
        wrong.listeners[0].routes[0].to[0].service = "shop/nothing";
        const auto verdict = daemon.apply(wrong);
        QVERIFY(verdict && std::holds_alternative<Nack>(*verdict));
        QCOMPARE(std::get<Nack>(*verdict).path, std::string("/listeners/0/routes/0/to/0/service"));
        QCOMPARE(body(tinyGet(listener.port, "/products")), QString("200 one /products"));
        QCOMPARE(daemon.stats().value().generation, 1u);
    }

    void aKilledGatewayIsReplacedWithoutARefusedConnection() {
        GatewayProcess gateway;
        const LoopbackListener listener;
        TinyBackend backend("one");
        const auto serve = [&](uint64_t generation) {
            auto daemon = gateway.daemon();
            QVERIFY(daemon.addListener("shop/in", listener.address(), listener.socket.get()));
            QVERIFY(acked(daemon.apply(shop(generation, {endpoint("shop/products-1", backend)}))));
            QVERIFY(daemon.goodbye());
        };
        serve(1);
        QCOMPARE(body(tinyGet(listener.port, "/products")), QString("200 one /products"));
        gateway.kill();
        auto waiting = TinyClient::connect(listener.port);  // into the backlog
        QVERIFY(waiting);
        QVERIFY(waiting->send("GET /products/waited HTTP/1.1\r\nHost: x\r\n\r\n"));
        gateway.start();
        serve(2);
        QCOMPARE(body(waiting->receive()), QString("200 one /products/waited"));
    }

    void terminationFinishesWhatIsInFlight() {
        GatewayProcess gateway;
        auto daemon = gateway.daemon();
        const LoopbackListener listener;
        TinyBackend backend("one");
        QVERIFY(daemon.addListener("shop/in", listener.address(), listener.socket.get()));
        QVERIFY(acked(daemon.apply(shop(1, {endpoint("shop/products-1", backend)}))));
        QVERIFY(QFile::exists(gateway.home.filePath("gateway.lock")));
        backend.hold();
        auto slow = TinyClient::connect(listener.port);
        QVERIFY(slow->send("GET /products/slow HTTP/1.1\r\nHost: x\r\n\r\n"));
        QTRY_COMPARE(backend.requests(), 1);
        gateway.terminate();
        QVERIFY(!daemon.await<Goodbye>(200ms));
        backend.release();
        QCOMPARE(body(slow->receive()), QString("200 one /products/slow"));
        QVERIFY(daemon.await<Goodbye>());
        QVERIFY(gateway.ended());
        QCOMPARE(gateway.exitCode(), 0);
        for (const char* file : {"gateway.sock", "gateway.lock"})
            QVERIFY2(!QFile::exists(gateway.home.filePath(file)), file);
        QVERIFY(QFile::exists(gateway.home.filePath("gateway-snapshot.json")));
    }

    void hangupReopensTheAccessLog() {
        GatewayProcess gateway;
        auto daemon = gateway.daemon();
        const LoopbackListener listener;
        TinyBackend backend("one");
        QVERIFY(daemon.addListener("shop/in", listener.address(), listener.socket.get()));
        QVERIFY(acked(daemon.apply(shop(1, {endpoint("shop/products-1", backend)}))));
        QVERIFY(tinyGet(listener.port, "/products/before"));
        const auto contains = [&](const char* file, const char* word) {
            return readFile(gateway.file(file)).value_or("").find(word) != std::string::npos;
        };
        QTRY_VERIFY(contains("logs/access.log", "/products/before"));
        QVERIFY(QFile::rename(gateway.home.filePath("logs/access.log"), gateway.home.filePath("logs/access.old")));
        ::kill(gateway.pid(), SIGHUP);
        QTRY_VERIFY(QFile::exists(gateway.home.filePath("logs/access.log")));
        QVERIFY(tinyGet(listener.port, "/products/after"));
        QTRY_VERIFY(contains("logs/access.log", "/products/after"));
        QVERIFY(!contains("logs/access.old", "/products/after"));
    }

    void shutdownOverTheSocketEndsIt() {
        GatewayProcess gateway;
        auto daemon = gateway.daemon();
        QVERIFY(daemon.shutdown(1000ms));
        QVERIFY(gateway.ended());
        QCOMPARE(gateway.exitCode(), 0);
    }

    void oneGatewayAHome() {
        GatewayProcess gateway;
        gateway.daemon();
        QProcess second;
        second.start(binary("slipway-gateway"), {"--home", gateway.home.path()});
        QVERIFY(second.waitForFinished());
        QCOMPARE(second.exitCode(), 7);
        QVERIFY(second.readAllStandardError().contains("pid " + QByteArray::number(gateway.pid())));
        QVERIFY(GatewayClient::connect(gateway.home.path().toStdString()));
    }

    void aDeepHomeAndWrongWordsAreRefused() {
        const QTemporaryDir base;
        const auto run = [](const QStringList& words) {
            QProcess process;
            process.start(binary("slipway-gateway"), words);
            process.waitForFinished();
            return std::pair(process.exitCode(), process.readAllStandardError());
        };
        const auto [deep, said] = run({"--home", base.filePath(QString(100, 'd'))});
        QCOMPARE(deep, 7);
        QVERIFY(said.contains("107"));
        QCOMPARE(run({"--hom", "/tmp"}).first, 2);
        QCOMPARE(run({"--workers", "0"}).first, 2);
        QCOMPARE(run({"--workers"}).first, 2);
        QCOMPARE(run({"--home", "relative"}).first, 2);
        QCOMPARE(run({"--version"}).first, 0);
    }
};

QTEST_GUILESS_MAIN(GatewayProcessTest)
#include "gateway_process_test.moc"
