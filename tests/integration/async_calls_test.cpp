#include <QtTest>
#include <csignal>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// Asynchronous calls with the real daemon, gateway and composer: what was taken is delivered, in order per key, once
/// in effect, whoever dies meanwhile.
class AsyncCallsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_link = 0;  ///< the port of ledger's URL as its caller sees it
    QByteArray m_manifest;

    QJsonObject edge() const {
        for (const auto& row : m_home->cli({"topology", "--json"}).json()["edges"].toArray())
            if (row.toObject()["from"] == "teller" && row.toObject()["to"] == "ledger")
                return row.toObject();
        return {};
    }
    QJsonObject queue() const { return m_home->cli({"queue", "ls", "--json"}).json()[0].toObject(); }
    QJsonArray letters(const QString& state) const {
        return m_home->cli({"queue", "show", "teller/ledger", "--state", state, "--json"}).json().array();
    }
    std::pair<int, QJsonObject> post(const QByteArray& path, const QByteArray& key, int number) const {
        const QByteArray text = key + ' ' + QByteArray::number(number);
        const auto [status, body] =
            httpGet(m_link, path, "POST", text, "X-Ordering-Key: " + key + "\r\nIdempotency-Key: " + text + "\r\n");
        return {status, QJsonDocument::fromJson(body).object()};
    }
    /// What the ledger has written, by key, in its order.
    std::map<QByteArray, QList<int>> written() const {
        std::map<QByteArray, QList<int>> all;
        for (const QByteArray& line : httpGet(m_link, "/lines").second.split('\n'))
            if (const QList<QByteArray> words = line.split(' '); words.size() == 2)
                all[words[0]].append(words[1].toInt());
        return all;
    }
    bool empties(int patienceMs = 120'000) const {
        return eventually(
            [&] {
                const QJsonObject row = queue();
                return !row.isEmpty() && row["depth"].toInt() == 0;
            },
            patienceMs);
    }
    void kill(const QString& service) const {
        for (const int pid : m_home->pids(service))
            ::kill(pid, SIGKILL);
    }

  private slots:
    void initTestCase() {
        m_home = std::make_unique<SlipwayHome>();
        // The ledger writes each key's entries once, and fails now and then: before it has written, and after.
        m_manifest = R"(
name: letters
services:
  ledger:
    command:
      - python3
      - -c
      - |
        import http.server, os, threading
        path, lock, tries = os.environ["DATA_PATH"], threading.Lock(), 0
        lines = open(path).read().splitlines() if os.path.exists(path) else []
        store = open(path, "a")
        class Ledger(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *ignored): pass
            def answer(self, status, body=b""):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                with lock: body = "\n".join(lines).encode()
                self.answer(200, body)
            def do_POST(self):
                global tries
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.path != "/entries?n=1" or self.headers["Idempotency-Key"] != body:
                    return self.answer(409)
                with lock:
                    tries += 1
                    mood = tries % 11
                    if mood == 4: return self.answer(500)
                    if body not in lines:
                        lines.append(body)
                        store.write(body + "\n")
                        store.flush()
                self.answer(500 if mood == 9 else 204)
        http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ledger).serve_forever()
    data: {kind: files, path: ledger.txt}
    ports: [{target: 0}]
    readiness_probe: {tcp_socket: {}, period: 50ms}
    deploy: {restart_policy: {delay: 20ms, max_attempts: 0}}
  teller:
    command: [sleep, "100000"]
    calls:
      - {service: ledger, mode: async, delay: 20ms, max_delay: 300ms, timeout: 5s}
)";
        const CliRun run = m_home->cli({"up", "-d", "-f", m_home->writeManifest("letters", m_manifest)});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        m_link = edge()["address"].toString().section(':', -1).toInt();
        QVERIFY(m_link != 0);
    }
    void cleanupTestCase() { m_home.reset(); }

    void aCallIsTakenAtOnceAndDelivered() {
        const auto [status, taken] = post("/entries?n=1", "first", 0);
        QCOMPARE(status, 202);
        const QString place = taken["status_url"].toString();
        QVERIFY(place.startsWith("/-/messages/ms-"));
        QVERIFY(eventually(
            [&] { return QJsonDocument::fromJson(httpGet(m_link, place.toUtf8()).second)["state"] == "delivered"; }));
        // The same key is the same message, and another body under it is none.
        const QJsonObject again = post("/entries?n=1", "first", 0).second;
        QCOMPARE(again["message"].toString(), taken["message"].toString());
        QCOMPARE(again["state"].toString(), QString("delivered"));
        QCOMPARE(httpGet(m_link, "/other", "POST", "x", "Idempotency-Key: first 0\r\n").first, 422);
        // Reading goes straight to the service, for its answer is wanted now.
        QCOMPARE(httpGet(m_link, "/lines").second, QByteArray("first 0"));
        QVERIFY(eventually([&] { return edge()["queue"].isObject(); }));
        QCOMPARE(edge()["mode"].toString(), QString("async"));
        QCOMPARE(edge()["declared"].toBool(), true);
        for (const auto& row : m_home->cli({"topology", "--json"}).json()["edges"].toArray())
            QVERIFY2(row.toObject()["declared"].toBool(), qPrintable(row.toObject()["to"].toString()));
    }

    void aRefusalIsADeadLetter() {
        const auto [status, taken] = post("/refuse", "second", 0);
        QCOMPARE(status, 202);
        const QString id = taken["message"].toString();
        // It does not hold up the next one of its key.
        QCOMPARE(post("/entries?n=1", "second", 1).first, 202);
        QVERIFY(eventually([&] { return queue()["dead"].toInt() == 1 && written()["second"] == QList<int>{1}; }));
        // What became of the one is not forgotten for the other's success.
        QCOMPARE(queue()["error"].toString(), QString("ledger answered 409"));
        QVERIFY(eventually([&] { return edge()["queue"].toObject()["dead"].toInt() == 1; }));
        QCOMPARE(letters("dead")[0].toObject()["message"].toString(), id);
        const QJsonObject shown = m_home->cli({"queue", "show", "teller/ledger", id, "--json"}).json().object();
        QCOMPARE(shown["body"].toString(), QString("second 0"));
        QCOMPARE(shown["status"].toInt(), 409);
        QCOMPARE(m_home->cli({"queue", "redeliver", "teller/ledger", id, "--json"}).json()["redelivered"].toInt(), 1);
        QVERIFY(eventually([&] { return letters("dead").size() == 1; }));
        QVERIFY(eventually([&] { return queue()["failed_tries"].toInt() >= 2 && queue()["depth"].toInt() == 0; }));
        const CliRun purged = m_home->cli({"queue", "purge", "teller/ledger"});
        QVERIFY2(purged.out.contains("1 purged"), qPrintable(purged.text()));
        QCOMPARE(queue()["dead"].toInt(), 0);
        QCOMPARE(m_home->cli({"queue", "show", "teller/nobody"}).exitCode, 4);
        QCOMPARE(m_home->cli({"queue", "show", "teller"}).exitCode, 2);
    }

    // SLIPWAY_ASYNC_POSTS=10000 for the whole of it.
    void killsLoseNothing() {
        constexpr int kKeys = 5;
        const int posts = qEnvironmentVariable("SLIPWAY_ASYNC_POSTS", "200").toInt();
        // However many posts: the composer dies 25 times at most, the others less often, for each restart in a row
        // waits longer.
        const int beat = qMax(40, posts / 25);
        int again = 0;
        for (int n = 0; n < posts; ++n) {
            const QByteArray key = "k" + QByteArray::number(n % kKeys);
            if (n % beat == 17)
                kill("composer");
            if (n % (2 * beat) == 50)
                kill("ledger");
            if (n % (3 * beat) == 90)
                ::kill(m_home->daemonPid(), SIGKILL);
            if (n % (4 * beat) == 110)
                ::kill(m_home->gatewayPid(), SIGKILL);
            QVERIFY(eventually(
                [&] {
                    const bool taken = post("/entries?n=1", key, n / kKeys).first == 202;
                    again += taken ? 0 : 1;
                    return taken;
                },
                60'000));
        }
        kill("composer");
        QVERIFY2(empties(), qPrintable(m_home->cli({"queue", "ls"}).text()));
        qInfo("%d posts, %d of them sent again", posts, again);
        const auto all = written();
        for (int key = 0; key < kKeys; ++key) {
            QList<int> wanted;
            for (int n = 0; n * kKeys + key < posts; ++n)
                wanted.append(n);
            QCOMPARE(all.at("k" + QByteArray::number(key)), wanted);
        }
        QCOMPARE(queue()["dead"].toInt(), 0);
    }

    void anOutageWaitsAndPeerToPeerIsTheSame() {
        QCOMPARE(m_home->cli({"topology", "--mode", "p2p"}).exitCode, 0);
        QCOMPARE(m_home->cli({"stop", "ledger"}).exitCode, 0);
        QCOMPARE(post("/entries?n=1", "third", 0).first, 202);
        QCOMPARE(post("/entries?n=1", "third", 1).first, 202);
        QVERIFY(eventually(
            [&] { return queue()["failed_tries"].toInt() > 0 && edge()["queue"].toObject()["depth"].toInt() == 2; }));
        QVERIFY(queue()["lag_ms"].toInt() > 0);
        // Without the call nothing is lost: they are named, and wait for it.
        const QByteArray fewer = m_manifest.left(m_manifest.indexOf("    calls:"));
        const CliRun without = m_home->cli({"up", "-d", "-f", m_home->writeManifest("letters", fewer)});
        QVERIFY2(without.exitCode == 0, qPrintable(without.text()));
        QVERIFY2(without.text().contains("2 messages for ledger stay in the queue teller/ledger"),
                 qPrintable(without.text()));
        QVERIFY(eventually([&] { return queue()["depth"].toInt() == 2 && !queue()["configured"].toBool(true); }));
        QCOMPARE(m_home->cli({"up", "-d", "-f", m_home->writeManifest("letters", m_manifest)}).exitCode, 0);
        QCOMPARE(m_home->cli({"start", "ledger"}).exitCode, 0);
        QVERIFY(empties());
        QCOMPARE(written()["third"], (QList<int>{0, 1}));
    }
};

QTEST_GUILESS_MAIN(AsyncCallsTest)
#include "async_calls_test.moc"
