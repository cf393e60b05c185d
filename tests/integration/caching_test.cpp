#include <QTcpSocket>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

namespace {

/// Counts what it is asked; an answer to /slow waits until a file is there.
constexpr const char* kService = R"PY(
import http.server, itertools, os, sys, threading, time
count = itertools.count(1)
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        if self.path == "/health":
            return self.answer(b"ok", "no-store")
        number = next(count)
        with open(sys.argv[1] + "/asked", "a") as log:
            log.write(self.path + "\n")
        while self.path.startswith("/slow") and not os.path.exists(sys.argv[1] + "/go"):
            time.sleep(0.01)
        self.answer(b"answer %d" % number, "max-age=600")
    def answer(self, body, control):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", control)
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
)PY";

#define VERIFY_RUN(run) QVERIFY2((run).exitCode == 0, qPrintable((run).text()))

}  // namespace

/// From `cache: true` in a manifest to the service that is not asked, with the real programs.
class CachingTest : public QObject {
    Q_OBJECT

    SlipwayHome m_home;
    int m_port = 0;

    int asked(const QByteArray& path) const {
        QFile file(m_home.folder() + "/asked");
        return file.open(QIODevice::ReadOnly) ? static_cast<int>(file.readAll().split('\n').count(path)) : 0;
    }
    QJsonObject stats() const { return m_home.cli({"cache", "stats", "--json"}).json().object(); }

  private slots:
    void initTestCase() {
        m_port = freePort();
        QFile service(m_home.folder() + "/counting.py");
        QVERIFY(service.open(QIODevice::WriteOnly));
        service.write(kService);
        service.close();
        const QByteArray folder = m_home.folder().toUtf8();
        const QString file = m_home.writeManifest(
            "kept", "name: kept\nservices:\n  counting:\n    command: [python3, " + folder + "/counting.py, " + folder +
                        "]\n    ports: [0]\n    readiness_probe: {http_get: {path: /health}, period: 50ms}\n"
                        "gateway:\n  listen: 127.0.0.1:" +
                        QByteArray::number(m_port) +
                        "\n  cache_memory: 2MiB\n  routes:\n"
                        "    - {path_prefix: /plain, to: counting}\n"
                        "    - {to: counting, cache: {wait: 60s}}\n");
        VERIFY_RUN(m_home.cli({"up", "-d", "-f", file}));
    }

    void aHundredMissesAreOneRequest() {
        std::vector<std::unique_ptr<QTcpSocket>> clients;
        for (int i = 0; i < 100; ++i) {
            clients.push_back(std::make_unique<QTcpSocket>());
            clients.back()->connectToHost("127.0.0.1", static_cast<quint16>(m_port));
            QVERIFY(clients.back()->waitForConnected());
            clients.back()->write("GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            QVERIFY(clients.back()->waitForBytesWritten());
        }
        QVERIFY(eventually([&] { return asked("/slow") == 1; }));
        QFile go(m_home.folder() + "/go");
        QVERIFY(go.open(QIODevice::WriteOnly));
        for (const auto& client : clients) {
            QVERIFY(client->state() == QAbstractSocket::UnconnectedState || client->waitForDisconnected());
            const QByteArray answer = client->readAll();
            QVERIFY2(answer.endsWith("answer 1"), answer.constData());
        }
        QCOMPARE(asked("/slow"), 1);
        QCOMPARE(stats()["misses"].toInt(), 1);
        QCOMPARE(stats()["hits"].toInt(), 99);
    }

    void whatIsPurgedIsAskedAgain() {
        const auto get = [&](const char* path) { QCOMPARE(httpGet(m_port, path).first, 200); };
        for (int round = 0; round < 2; ++round)
            for (const char* path : {"/a/1", "/a/2", "/b", "/plain/x"})
                get(path);
        QCOMPARE(asked("/a/1"), 1);
        QCOMPARE(asked("/plain/x"), 2);
        CliRun purged = m_home.cli({"cache", "purge", "--path", "/a/1"});
        VERIFY_RUN(purged);
        QCOMPARE(purged.out, QString("Purged 1 response.\n"));
        get("/a/1");
        get("/a/2");
        QCOMPARE(asked("/a/1"), 2);
        QCOMPARE(asked("/a/2"), 1);
        QCOMPARE(m_home.cli({"cache", "purge", "--prefix", "/a/", "--json"}).json().object()["removed"].toInt(), 2);
        get("/a/2");
        QCOMPARE(asked("/a/2"), 2);
        VERIFY_RUN(m_home.cli({"cache", "purge", "--all"}));
        QCOMPARE(stats()["entries"].toInt(), 0);
        QCOMPARE(stats()["max_bytes"].toInt(), 2 << 20);
        QVERIFY(m_home.cli({"cache", "purge"}).exitCode != 0);
        QVERIFY(m_home.cli({"cache", "purge", "--path", "a"}).exitCode != 0);
        // What is stored outlives the daemon, as the gateway does.
        get("/b");
        VERIFY_RUN(m_home.cli({"daemon", "stop"}));
        get("/b");
        QCOMPARE(asked("/b"), 2);
        const CliRun table = m_home.cli({"cache", "stats"});
        QVERIFY2(table.out.contains("HIT RATE"), qPrintable(table.text()));
    }
};

QTEST_GUILESS_MAIN(CachingTest)
#include "caching_test.moc"
