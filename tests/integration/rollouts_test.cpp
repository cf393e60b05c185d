#include <signal.h>

#include <QFile>
#include <QtTest>

#include "integration/slipway_home.h"
#include "support/load_generator.h"
#include "support/sanitized.h"

using namespace slipway::test;

namespace {

/// Answers 200, or 500 to the share of requests that the file `fail` beside it says.
constexpr const char* kProgram = R"(
import http.server, os, random, signal, threading
folder = os.path.dirname(os.path.abspath(__file__))
def share():
    try: return float(open(folder + '/fail').read())
    except OSError: return 0
failing = share()
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        body = os.environ.get('GREETING', 'hello').encode()
        bad = self.path != '/health' and random.random() < failing
        self.send_response(500 if bad else 200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *arguments): pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler)
signal.signal(signal.SIGTERM, lambda *a: threading.Thread(target=server.shutdown).start())
server.serve_forever()
)";

}  // namespace

/// Strategies of rollouts on real processes under load: what a new revision may hurt, and what a user does meanwhile.
class RolloutsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;

    QString write(const QByteArray& deploy, const QByteArray& more = {}) const {
        const QString path = m_home->writeManifest("ship", R"(
name: ship
services:
  web:
    command: python3 web.py
    ports: [0]
    readiness_probe: {http_get: {path: /health}, period: 100ms}
)" + more + R"(
    deploy:
      replicas: 2
      update_config: {monitor: 100ms, )" + deploy + R"(}
gateway:
  listen: 127.0.0.1:)" + QByteArray::number(m_port) +
                                                               R"(
  routes: [{path_prefix: /, to: web}]
)");
        put(path, "web.py", kProgram);
        return path;
    }
    static void put(const QString& manifest, const QString& name, const QByteArray& content) {
        QFile file(QFileInfo(manifest).dir().filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    void up(const QString& manifest) {
        const CliRun run = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
    }
    std::unique_ptr<LoadGenerator> load() const {
        LoadGenerator::Options options;
        options.port = m_port;
        options.connections = 4;
        options.gentle = true;
        return std::make_unique<LoadGenerator>(options);
    }

  private slots:
    void init() {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
    }
    void cleanup() { m_home.reset(); }

    void aGoodRevisionTakesOverUnderLoad_data() {
        QTest::addColumn<QByteArray>("deploy");
        QTest::addColumn<QString>("strategy");
        QTest::newRow("canary") << QByteArray("strategy: canary, steps: [{weight: 30, duration: 1s}]") << "canary";
        if (sanitized)
            return;
        QTest::newRow("blue_green") << QByteArray("strategy: blue_green, bake: 500ms") << "blue_green";
        QTest::newRow("stop-first") << QByteArray("order: stop-first") << "rolling";
    }

    void aGoodRevisionTakesOverUnderLoad() {
        QFETCH(QByteArray, deploy);
        QFETCH(QString, strategy);
        up(write(deploy));
        const QList<int> before = m_home->pids("web");
        const auto clients = load();
        const CliRun run = m_home->cli({"redeploy", "web", "--json"});
        const LoadGenerator::Result result = clients->stop();
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QVERIFY2(result.socketErrors == 0 && result.non2xx() == 0, result.text().c_str());
        QVERIFY(result.requests > 0);
        const QJsonObject receipt = run.json().object();
        QCOMPARE(receipt["outcome"].toString(), QString("succeeded"));
        QCOMPARE(receipt["strategy"].toString(), strategy);
        QCOMPARE(receipt["failed"].toInt(), 0);
        QVERIFY(receipt["p99_us"].toObject()["during"].toInt() > 0);
        QCOMPARE(receipt["trial"].toArray().isEmpty(), strategy == "rolling");
        for (const int pid : m_home->pids("web"))
            QVERIFY(!before.contains(pid));
    }

    void aBuildThatFailsRequestsIsTakenBack() {
        const QString manifest = write(
            "strategy: canary, steps: [{weight: 30, duration: 60s}], analysis: {error_percent: 3, min_requests: 40}");
        up(manifest);
        const QList<int> before = m_home->pids("web");
        put(manifest, "fail", "0.3");
        const auto clients = load();
        const CliRun run = m_home->cli({"redeploy", "web", "--json"});
        const LoadGenerator::Result result = clients->stop();
        QCOMPARE(run.exitCode, 6);
        const QJsonObject receipt = run.json().object();
        QCOMPARE(receipt["outcome"].toString(), QString("rolled_back"));
        QVERIFY2(receipt["why"].toString().contains("the new revision failed"), qPrintable(run.text()));
        QCOMPARE(m_home->pids("web"), before);
        QVERIFY2(result.socketErrors == 0, result.text().c_str());
        // No more than its share is hurt: 30 % of the requests, of which 30 % fail, and chance.
        QVERIFY2(result.non2xx() * 100 < result.requests * 20, result.text().c_str());
        const QJsonArray revisions = m_home->cli({"rollout", "revisions", "web", "--json"}).json().array();
        QCOMPARE(revisions[0].toObject()["outcome"].toString(), QString("rolled_back"));
        QVERIFY(revisions[1].toObject()["current"].toBool());
    }

    void aNewerRedeployTakesOverAndAnAbortGoesBack() {
        up(write("strategy: canary, steps: [{weight: 50, duration: 60s}]"));
        const QList<int> before = m_home->pids("web");
        const auto first = m_home->start({"redeploy", "web", "--json"});
        QVERIFY(eventually([&] { return m_home->pids("web").size() == 3; }));
        const auto second = m_home->start({"redeploy", "web", "--json"});
        // The first is over at once; who asked for it waits for what took its place.
        QVERIFY(eventually([&] {
            return m_home->cli({"rollout", "ls", "web", "--json"}).json().array().first().toObject()["outcome"] ==
                   "superseded";
        }));
        QVERIFY(eventually([&] { return m_home->cli({"rollout", "pause", "web"}).exitCode == 0; }));
        QCOMPARE(m_home->cli({"rollout", "pause", "web"}).exitCode, 5);
        QCOMPARE(m_home->cli({"rollout", "resume", "web"}).exitCode, 0);
        QCOMPARE(m_home->cli({"rollout", "abort", "web"}).exitCode, 0);
        QVERIFY(ends(*second) && ends(*first));
        const QJsonObject receipt = QJsonDocument::fromJson(second->readAllStandardOutput()).object();
        QCOMPARE(receipt["outcome"].toString(), QString("aborted"));
        QCOMPARE(QJsonDocument::fromJson(first->readAllStandardOutput()).object()["id"], receipt["id"]);
        QCOMPARE(first->exitCode(), second->exitCode());
        QCOMPARE(receipt["from"].toInt(), 1);
        QCOMPARE(receipt["to"].toInt(), 3);
        QCOMPARE(m_home->pids("web"), before);
        QCOMPARE(m_home->cli({"rollout", "abort", "web"}).exitCode, 5);
    }

    void aRolloutGoesOnAfterTheDaemonsDeath() {
        up(write("strategy: canary, steps: [{weight: 50, duration: 2s}]"));
        const auto clients = load();
        const auto redeploy = m_home->start({"redeploy", "web", "--json"});
        QVERIFY(eventually([&] { return m_home->pids("web").size() == 3; }));
        ::kill(m_home->daemonPid(), SIGKILL);
        QVERIFY(ends(*redeploy));
        const QByteArray printed = redeploy->readAllStandardOutput();
        const QJsonObject receipt = QJsonDocument::fromJson(printed).object();
        QVERIFY2(receipt["outcome"].toString() == "succeeded", printed + redeploy->readAllStandardError());
        const LoadGenerator::Result result = clients->stop();
        QVERIFY2(result.socketErrors == 0 && result.non2xx() == 0, result.text().c_str());
        QCOMPARE(m_home->pids("web").size(), 2);
    }

    void rollbackTakesTheDefinitionBack() {
        up(write(""));
        up(write("", "    environment: {GREETING: bonjour}\n"));
        QCOMPARE(httpGet(m_port, "/").second, QByteArray("bonjour"));
        const CliRun run = m_home->cli({"rollback", "web", "--json"});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QCOMPARE(httpGet(m_port, "/").second, QByteArray("hello"));
        QCOMPARE(run.json().object()["changes"].toArray(), QJsonArray{"environment: GREETING removed"});
        QCOMPARE(m_home->cli({"rollback", "web", "--to", "2"}).exitCode, 0);
        QCOMPARE(httpGet(m_port, "/").second, QByteArray("bonjour"));
        QCOMPARE(m_home->cli({"rollback", "web", "--to", "9"}).exitCode, 4);
    }

    void aBuildComesFirstAndItsFailureTouchesNothing() {
        const QString manifest = write("", "    build: [sh, -c, \"echo compiling; test -e built || exit 3\"]\n");
        up(manifest);
        const QList<int> before = m_home->pids("web");
        const CliRun failed = m_home->cli({"redeploy", "web"});
        QCOMPARE(failed.exitCode, 6);
        QVERIFY2(failed.err.contains("exit code 3") && failed.err.contains("compiling"), qPrintable(failed.text()));
        QCOMPARE(m_home->pids("web"), before);
        QCOMPARE(m_home->cli({"redeploy", "web", "--no-build"}).exitCode, 0);
        put(manifest, "built", "");
        QCOMPARE(m_home->cli({"redeploy", "web"}).exitCode, 0);
    }
};

QTEST_GUILESS_MAIN(RolloutsTest)
#include "rollouts_test.moc"
