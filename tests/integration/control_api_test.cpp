#include <QLocalSocket>
#include <QRegularExpression>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// The control API as `curl --unix-socket` sees it.
class ControlApiTest : public QObject {
    Q_OBJECT

    SlipwayHome m_home;
    QString m_upSaid;

    struct Answer {
        int status = 0;
        QByteArray body;
        QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
        QJsonArray array() const { return QJsonDocument::fromJson(body).array(); }
    };

    std::unique_ptr<QLocalSocket> ask(const QByteArray& method, const QByteArray& path,
                                      const QByteArray& body = {}) const {
        auto socket = std::make_unique<QLocalSocket>();
        socket->connectToServer(m_home.path() + "/slipwayd.sock");
        if (!socket->waitForConnected(5000))
            return socket;
        socket->write(method + " " + path + " HTTP/1.1\r\nHost: slipway\r\nConnection: close\r\nContent-Length: " +
                      QByteArray::number(body.size()) + "\r\n\r\n" + body);
        socket->flush();
        return socket;
    }
    /// `headOnly`: the answer never ends by itself.
    static Answer answer(QLocalSocket& socket, bool headOnly = false) {
        QByteArray text;
        while (!(headOnly && text.contains("\r\n\r\n")) && socket.waitForReadyRead(20'000))
            text += socket.readAll();
        text += socket.readAll();
        const qsizetype end = text.indexOf("\r\n\r\n");
        return {text.mid(9, 3).toInt(), end < 0 ? QByteArray() : text.mid(end + 4)};
    }
    Answer call(const QByteArray& method, const QByteArray& path, const QByteArray& body = {},
                bool headOnly = false) const {
        return answer(*ask(method, path, body), headOnly);
    }

  private slots:
    void initTestCase() {
        const QString file = m_home.writeManifest("ward", R"(name: ward
services:
  patient:
    command: /bin/sleep 600
    ports: [0]
    readiness_probe: {exec: {command: ["true"]}}
    deploy: {update_config: {monitor: 50ms}}
gateway:
  listen: 127.0.0.1:0
  routes:
    - {path_prefix: /patient, to: patient}
)");
        const CliRun run = m_home.cli({"up", "-d", "-f", file});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        m_upSaid = run.out + run.err;
    }

    /// Port 0 is a wish; what is shown is where one can go.
    void aFrontDoorOnAnyPortIsShownWhereItIs() {
        const QString address = call("GET", "/v1/projects").array().first()["listen"].toArray().first().toString();
        const int port = address.section(':', -1).toInt();
        QVERIFY2(port > 0, qPrintable(address));
        QCOMPARE(httpGet(port, "/").first, 404);  // no route takes it, and that is the gateway's to say
        QVERIFY2(m_upSaid.contains(address) && !m_upSaid.contains("127.0.0.1:0\n"), qPrintable(m_upSaid));
        QCOMPARE(call("GET", "/v1/projects/ward/routes").array().first()["listener"].toString(), address);
        QCOMPARE(call("GET", "/v1/gateway").object()["listeners"].toArray().first()["address"].toString(), address);
        QCOMPARE(call("GET", "/v1/projects/ward").object()["project"].toObject()["listen"].toArray().first().toString(),
                 address);
    }

    void aSecondRedeployTakesOverAndAScaleWaits() {
        const auto one = ask("POST", "/v1/projects/ward/services/patient/redeploy", "{}");
        const auto two = ask("POST", "/v1/projects/ward/services/patient/redeploy", "{}");
        const auto three = ask("POST", "/v1/projects/ward/services/patient/scale", R"({"replicas": 1})");
        const QString ids[] = {answer(*one).object()["operation"].toString(),
                               answer(*two).object()["operation"].toString(),
                               answer(*three).object()["operation"].toString()};
        QJsonObject ended[3];
        for (const int i : {0, 1, 2}) {
            QVERIFY(ids[i].startsWith("op-"));
            QVERIFY(eventually([&] {
                ended[i] = call("GET", "/v1/operations/" + ids[i].toUtf8() + "?wait_ms=20000").object();
                return ended[i]["state"] == "succeeded" || ended[i]["state"] == "failed";
            }));
        }
        // The three came on connections of their own: which of the first two was earlier is not said.
        const int kept = ended[0]["state"] == "succeeded" ? 0 : 1;
        QCOMPARE(ended[1 - kept]["error"].toObject()["code"].toString(), QString("cancelled"));
        QCOMPARE(ended[kept]["state"].toString(), QString("succeeded"));
        QCOMPARE(ended[2]["state"].toString(), QString("succeeded"));
        const QJsonObject move = ended[kept]["receipt"].toObject(), scale = ended[2]["receipt"].toObject();
        QVERIFY2(move["ended_ms"].toInteger() <= scale["started_ms"].toInteger() ||
                     scale["ended_ms"].toInteger() <= move["started_ms"].toInteger(),
                 QJsonDocument(move).toJson().constData());
        QCOMPARE(move["from"].toInt(), 1);
        QCOMPARE(m_home.pids("patient").size(), 1);
    }

    void theListOfCallsIsThatOfTheDocument() {
        QFile file(qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + "/docs/control-api.md");
        QVERIFY(file.open(QIODevice::ReadOnly));
        QSet<QString> documented;
        const QString any = "*";
        const auto plain = [&](QString path) {
            return path.replace(QRegularExpression("\\{[a-z]+\\}"), any).remove(QRegularExpression("\\?.*"));
        };
        for (const QString& line : QString::fromUtf8(file.readAll()).split('\n')) {
            if (!line.contains(QRegularExpression("^\\| `(GET|POST|PUT|DELETE) ")))
                continue;
            // "`GET /v1/projects/{p}/topology`, `/owners`": what stands in code after a comma goes on from the last
            // folder; "…" stands for the project's path.
            const QString cell = line.section(" | ", 0, 0);
            QString method, base;
            auto codes = QRegularExpression("`([^`]+)`").globalMatch(cell);
            while (codes.hasNext()) {
                QString code = codes.next().captured(1);
                if (code.startsWith('{'))
                    continue;
                if (const auto verb = QRegularExpression("^(GET|POST|PUT|DELETE) (.*)$").match(code); verb.hasMatch()) {
                    method = verb.captured(1);
                    code = plain(verb.captured(2)).replace("…", "/v1/projects/*");
                    base = code.contains("/projects/*/services/*") ? "/v1/projects/*/services/*" : "/v1/projects/*";
                    documented.insert(method + " " + code);
                } else if (code.startsWith('/')) {
                    documented.insert(method + " " + base + plain(code));
                }
            }
        }
        QSet<QString> listed;
        const QJsonObject paths = call("GET", "/v1/openapi.json").object()["paths"].toObject();
        for (auto path = paths.begin(); path != paths.end(); ++path)
            for (const QString& method : path->toObject().keys())
                listed.insert(method.toUpper() + " " + plain(path.key()));
        QVERIFY(listed.size() >= 25);
        QVERIFY2((listed - documented).isEmpty(), qPrintable(QStringList((listed - documented).values()).join(", ")));
        QVERIFY2((documented - listed).isEmpty(), qPrintable(QStringList((documented - listed).values()).join(", ")));
    }

    /// Last: it ends with `down` and `shutdown`.
    void whatIsListedAnswers() {
        const QJsonObject paths = call("GET", "/v1/openapi.json").object()["paths"].toObject();
        const QByteArray receipt = call("GET", "/v1/projects/ward/rollouts").array().first()["id"].toString().toUtf8();
        const QByteArray operation = call("GET", "/v1/operations").array().last()["id"].toString().toUtf8();
        QVERIFY(!receipt.isEmpty() && !operation.isEmpty());
        QStringList last;
        for (auto path = paths.begin(); path != paths.end(); ++path)
            for (const QString& method : path->toObject().keys()) {
                QByteArray real = path.key().toUtf8();
                real.replace("/services/{service}", "/services/patient")
                    .replace("/queues/{caller}/{service}", "/queues/patient/visitor")
                    .replace("/messages/{id}", "/messages/ms-1")
                    .replace("/rollouts/{id}", "/rollouts/" + receipt)
                    .replace("/operations/{id}", "/operations/" + operation)
                    .replace("/rollout/{verb}", "/rollout/pause")
                    .replace("/jobs/{service}", "/jobs/patient")
                    .replace("/sagas/{id}", "/sagas/sg-1")
                    .replace("/traces/{id}", "/traces/4bf92f3577b34da6a3ce929d0e0e4736")
                    .replace("{project}", "ward");
                QVERIFY2(!real.contains('{'), real.constData());
                if (method == "delete" || real == "/v1/shutdown" || real == "/v1/gateway/restart") {
                    last += method.toUpper() + " " + real;
                    continue;
                }
                if (real.contains("/sagas")) {  // it has no composites, and says so
                    const Answer none = call(method.toUpper().toUtf8(), real);
                    QVERIFY2(none.status == 404 && none.body.contains("has no composites"), none.body.constData());
                    continue;
                }
                if (real.contains("/queues")) {
                    const Answer none = call(method.toUpper().toUtf8(), real);
                    QVERIFY2(none.status == 404 && none.body.contains("has no asynchronous calls"),
                             none.body.constData());
                    continue;
                }
                if (real == "/v1/gateway/upgrade" && method == "get") {
                    const Answer none = call("GET", real);
                    QVERIFY2(none.status == 404 && none.body.contains("upgraded no gateway"), none.body.constData());
                    continue;
                }
                if (real.contains("/traces/")) {
                    const Answer none = call(method.toUpper().toUtf8(), real);
                    QVERIFY2(none.status == 404 && none.body.contains("no trace"), none.body.constData());
                    continue;
                }
                const Answer got = call(method.toUpper().toUtf8(), real, {}, real == "/v1/events");
                QVERIFY2(got.status >= 200 && got.status != 404 && got.status != 405 && got.status < 500,
                         qPrintable(method + " " + real + ": " + QString::number(got.status) + " " + got.body));
                const Answer wrong = call("PATCH", real);
                QCOMPARE(wrong.status, 405);
            }
        last.sort();
        QCOMPARE(last, QStringList({"DELETE /v1/projects/ward", "DELETE /v1/projects/ward/cache",
                                    "POST /v1/gateway/restart", "POST /v1/shutdown"}));
        QCOMPARE(call("DELETE", "/v1/projects/ward/cache?all=true").status, 200);
        for (const char* path : {"/v1/gateway/restart", "/v1/projects/ward", "/v1/shutdown"}) {
            const Answer got = call(QByteArray(path).endsWith("ward") ? "DELETE" : "POST", path);
            QCOMPARE(got.status, 202);
        }
        QVERIFY(eventually([&] { return !QFile::exists(m_home.path() + "/slipwayd.sock"); }));
    }
};

QTEST_GUILESS_MAIN(ControlApiTest)
#include "control_api_test.moc"
