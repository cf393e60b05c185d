#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>
#include <csignal>
#include <functional>

#include "integration/slipway_home.h"

using namespace slipway::test;

namespace {

/// A collector of spans: takes each request that is posted to it, and says 200.
class Collector : public QObject {
  public:
    QList<QJsonObject> spans;  ///< with "service", the service.name of their resource
    QList<QByteArray> heads;

    Collector() {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* socket = m_server.nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { take(*socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }
    int port() const { return m_server.serverPort(); }

  private:
    void take(QTcpSocket& socket) {
        const QByteArray seen = socket.peek(socket.bytesAvailable());
        const qsizetype end = seen.indexOf("\r\n\r\n");
        const auto length = QRegularExpression("content-length: (\\d+)", QRegularExpression::CaseInsensitiveOption)
                                .match(QString::fromLatin1(seen.left(end)));
        const qsizetype size = end + 4 + length.captured(1).toInt();
        if (end < 0 || seen.size() < size)
            return;
        const QByteArray whole = socket.read(size);
        heads.append(whole.left(end));
        for (const auto& resource : QJsonDocument::fromJson(whole.mid(end + 4))["resourceSpans"].toArray()) {
            QString service;
            for (const auto& each : resource.toObject()["resource"].toObject()["attributes"].toArray())
                if (each.toObject()["key"] == "service.name")
                    service = each.toObject()["value"].toObject()["stringValue"].toString();
            for (const auto& scope : resource.toObject()["scopeSpans"].toArray())
                for (const auto& span : scope.toObject()["spans"].toArray()) {
                    QJsonObject kept = span.toObject();
                    kept["service"] = service;
                    spans.append(kept);
                }
        }
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    }

    QTcpServer m_server;
};

}  // namespace

/// The shop's composite with the real daemon, gateway, composer and services: what works takes effect once, and what
/// fails leaves nothing behind.
class CheckoutTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    Collector m_collector;
    int m_port = 0, m_metricsPort = 0;
    QString m_user, m_product;

    struct Books {
        int stock = 0, placed = 0, points = 0;
        bool operator==(const Books&) const = default;
        QString text() const { return QString("stock %1, placed %2, points %3").arg(stock).arg(placed).arg(points); }
    };

    QJsonDocument get(const QString& path) const {
        return QJsonDocument::fromJson(httpGet(m_port, path.toUtf8()).second);
    }
    Books books() const {
        Books now;
        now.stock = get("/products/" + m_product)["stock"].toInt();
        for (const auto& order : get("/orders?limit=100&user_id=" + m_user)["items"].toArray())
            now.placed += order.toObject()["state"] == "placed" ? 1 : 0;
        now.points = get("/points/" + m_user)["balance"].toInt();
        return now;
    }
    QByteArray body(int quantity = 1) const {
        return QJsonDocument(
                   QJsonObject{{"user_id", m_user},
                               {"items", QJsonArray{QJsonObject{{"product_id", m_product}, {"quantity", quantity}}}}})
            .toJson(QJsonDocument::Compact);
    }
    std::pair<int, QJsonObject> buy(const QByteArray& headers = {}, int quantity = 1) const {
        const auto [status, text] = httpGet(m_port, "/checkout", "POST", body(quantity), headers);
        return {status, QJsonDocument::fromJson(text).object()};
    }
    QJsonArray sagas(const QString& state) const {
        return m_home->cli({"saga", "ls", "--state", state, "--json"}).json().array();
    }

  private slots:
    void initTestCase() {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
        m_home->environment.insert("SHOP_LISTEN", "127.0.0.1:" + QString::number(m_port));
        m_home->environment.insert("SHOP_FAULTS", "header");
        m_metricsPort = freePort();
        QFile example(qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + "/resources/examples/shop/slipway.yaml");
        QVERIFY(example.open(QIODevice::ReadOnly));
        QByteArray shop = example.readAll();
        shop.replace(
            "composites:\n",
            "composites:\n  peek: {mode: async, owner: sales, steps: [{name: a, call: users, path: /users}]}\n");
        shop.replace("  routes:\n", "  routes:\n    - {path_prefix: /peek, to: {composite: peek}}\n");
        const QByteArray manifest = shop + "\nobservability:\n  tracing: {sample: 1}\n  otlp: {endpoint: " +
                                    "\"http://127.0.0.1:" + QByteArray::number(m_collector.port()) +
                                    "\"}\n  metrics: {listen: \"127.0.0.1:" + QByteArray::number(m_metricsPort) +
                                    "\"}\n";
        const CliRun run = m_home->cli({"up", "-d", "-f", m_home->writeManifest("shop", manifest)});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        m_user = get("/users")["items"].toArray()[0].toObject()["id"].toString();
        m_product = get("/products")["items"].toArray()[0].toObject()["id"].toString();
        QVERIFY(!m_user.isEmpty() && !m_product.isEmpty());
    }
    void cleanupTestCase() { m_home.reset(); }

    void aPurchaseIsComposed() {
        const Books before = books();
        const auto [status, order] = buy({}, 2);
        QVERIFY2(status == 201, QJsonDocument(order).toJson().constData());
        QCOMPARE(order["state"].toString(), QString("placed"));
        const Books after = books();
        QCOMPARE(after.stock, before.stock - 2);
        QCOMPARE(after.placed, before.placed + 1);
        QCOMPARE(after.points, before.points + order["points"].toInt());
        const QJsonArray done = sagas("done");
        QVERIFY(done.size() == 1);
        const CliRun shown = m_home->cli({"saga", "show", done[0]["id"].toString()});
        QVERIFY2(shown.exitCode == 0 && shown.out.contains("payment"), qPrintable(shown.text()));
        const QByteArray status_url = "/checkout/sagas/" + done[0]["id"].toString().toUtf8();
        QCOMPARE(QJsonDocument::fromJson(httpGet(m_port, status_url).second)["state"].toString(), QString("done"));
        QVERIFY(httpGet(m_port, "/-/sagas").first == 404);
    }

    void onePurchaseIsOneTrace() {
        const QString trace = "4bf92f3577b34da6a3ce929d0e0e4736", client = "00f067aa0ba902b7";
        const auto [status, order] = buy(("Traceparent: 00-" + trace + "-" + client + "-01\r\n").toLatin1());
        QCOMPARE(status, 201);
        // The last exchange to end is the client's own: with it, all spans are written.
        QJsonArray spans;
        const auto whole = [&] {
            const CliRun shown = m_home->cli({"trace", "show", trace, "--json"});
            spans = shown.json()["spans"].toArray();
            return std::any_of(spans.begin(), spans.end(),
                               [&](const auto& span) { return span.toObject()["parent"] == client; });
        };
        QVERIFY(eventually(whole));
        QMap<QString, QJsonObject> byId;
        for (const auto& span : spans)
            byId[span.toObject()["id"].toString()] = span.toObject();
        QCOMPARE(byId.size(), spans.size());
        // From the service's try up to the client, each by its parent.
        const auto chain = [&](QJsonObject span) {
            QStringList kinds;
            for (; !span.isEmpty(); span = byId.value(span["parent"].toString()))
                kinds << span["kind"].toString();
            return kinds.join(' ');
        };
        QMap<QString, QString> found;  // the service asked, and the step that asked it
        for (const QJsonObject& span : byId) {
            if (span["parent"] == client)
                QCOMPARE(span["name"].toString(), QString("POST /checkout"));
            else
                QVERIFY2(byId.contains(span["parent"].toString()), QJsonDocument(span).toJson().constData());
            QVERIFY2(!span["failed"].toBool(), QJsonDocument(span).toJson().constData());
            const QString kinds = chain(span);
            if (kinds != "try exchange step saga try exchange")
                continue;
            const QJsonObject step = byId[byId[span["parent"].toString()]["parent"].toString()];
            found[step["name"].toString()] = span["target"].toString();
        }
        const QMap<QString, QString> steps = {
            {"user", "users"}, {"stock", "products"}, {"order", "orders"}, {"payment", "orders"}, {"points", "points"}};
        QVERIFY2(found == steps, QJsonDocument(spans).toJson().constData());

        const CliRun drawn = m_home->cli({"trace", "show", trace});
        QVERIFY2(drawn.exitCode == 0, qPrintable(drawn.text()));
        for (const QString& word : QStringList{"POST /checkout", "saga checkout", "step stock", "step points", "201"})
            QVERIFY2(drawn.out.contains(word), qPrintable(drawn.out));
        const CliRun listed = m_home->cli({"trace", "ls", "--service", "points", "--json"});
        const QJsonArray rows = listed.json().array();
        QVERIFY2(std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.toObject()["id"] == trace; }),
                 qPrintable(listed.text()));

        const auto arrived = [&] {
            return std::count_if(m_collector.spans.begin(), m_collector.spans.end(),
                                 [&](const QJsonObject& span) { return span["traceId"] == trace; });
        };
        QVERIFY(eventually([&] { return arrived() == spans.size(); }));
        QVERIFY(m_collector.heads.first().startsWith("POST /v1/traces HTTP/1.1"));
        for (const QJsonObject& span : m_collector.spans)
            if (span["traceId"] == trace) {
                QVERIFY(byId.contains(span["spanId"].toString()));
                QCOMPARE(span["service"].toString(), byId[span["spanId"].toString()]["service"].toString());
            }
    }

    void figuresAreReadByPrometheus() {
        QCOMPARE(httpGet(m_metricsPort, "/v1/projects").first, 404);
        const auto [status, text] = httpGet(m_metricsPort, "/metrics");
        QCOMPARE(status, 200);
        const QRegularExpression comment("^# (HELP|TYPE) [a-z_]+ .+$");
        const QRegularExpression sample(
            R"re(^([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (\d+(?:\.\d+)?(?:e[+-]\d+)?)$)re");
        QMap<QString, QString> types;
        QSet<QString> series;
        QVERIFY(text.endsWith('\n'));
        for (const QString& line : QString::fromUtf8(text).chopped(1).split('\n')) {
            if (line.startsWith("# TYPE ")) {
                QVERIFY2(!types.contains(line.section(' ', 2, 2)), qPrintable(line));
                types[line.section(' ', 2, 2)] = line.section(' ', 3);
            }
            if (line.startsWith('#')) {
                QVERIFY2(comment.match(line).hasMatch(), qPrintable(line));
                continue;
            }
            const auto match = sample.match(line);
            QVERIFY2(match.hasMatch(), qPrintable(line));
            const QString name = match.captured(1);
            const QString family = QString(name).remove(QRegularExpression("_(bucket|sum|count)$"));
            QVERIFY2(types.contains(name) || types.value(family) == "histogram", qPrintable(line));
            QVERIFY2(!series.contains(match.captured(1) + match.captured(2)), qPrintable(line));
            series.insert(match.captured(1) + match.captured(2));
        }
        for (const char* name :
             {"slipway_route_requests_total", "slipway_call_requests_total", "slipway_instance_state"})
            QVERIFY2(types.contains(name), text.constData());
    }

    void whatFailsLeavesNothingBehind_data() {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("step");
        QTest::addColumn<int>("status");
        const std::pair<const char*, const char*> steps[] = {
            {"reservations", "stock"}, {"purchases", "order"}, {"payments", "payment"}, {"accruals", "points"}};
        for (const auto& [path, step] : steps) {
            QTest::addRow("%s refused", step) << QByteArray("PUT/") + path + "=refuse" << QString(step) << 409;
            QTest::addRow("%s down", step) << QByteArray("PUT/") + path + "=down" << QString(step) << 503;
            QTest::addRow("%s lost", step) << QByteArray("PUT/") + path + "=lost" << QString(step) << 502;
        }
    }
    void whatFailsLeavesNothingBehind() {
        QFETCH(QByteArray, fault);
        QFETCH(QString, step);
        QFETCH(int, status);
        const Books before = books();
        const auto [got, problem] = buy("Shop-Fault: " + fault + "\r\n");
        QVERIFY2(got == status, QJsonDocument(problem).toJson().constData());
        QCOMPARE(problem["step"].toString(), step);
        QCOMPARE(problem["state"].toString(), QString("undone"));
        QVERIFY(!problem["request_id"].toString().isEmpty());
        const Books after = books();
        QVERIFY2(after == before, qPrintable(before.text() + " -> " + after.text()));
    }

    void oneKeyIsOnePurchase() {
        const Books before = books();
        const auto [status, order] = buy("Idempotency-Key: one\r\n");
        const auto [again, same] = buy("Idempotency-Key: one\r\n");
        QCOMPARE(status, 201);
        QCOMPARE(again, 201);
        QCOMPARE(same["id"], order["id"]);
        QCOMPARE(buy("Idempotency-Key: one\r\n", 2).first, 422);
        QCOMPARE(books().placed, before.placed + 1);
        // A refusal is remembered as well.
        QCOMPARE(buy("Idempotency-Key: two\r\nShop-Fault: PUT/payments=refuse\r\n").first, 409);
        QCOMPARE(buy("Idempotency-Key: two\r\n").first, 409);
        QCOMPARE(books().placed, before.placed + 1);
    }

    void whatTheClientGotWrongIsSaid() {
        QCOMPARE(httpGet(m_port, "/checkout", "POST", "{}").first, 422);
        QCOMPARE(httpGet(m_port, "/checkout", "POST", "{").first, 400);
        QCOMPARE(httpGet(m_port, "/checkout").first, 405);
        QCOMPARE(httpGet(m_port, "/checkout", "DELETE").first, 405);
        QCOMPARE(
            httpGet(m_port, "/checkout", "POST", "user_id=1", "Content-Type: application/x-www-form-urlencoded\r\n")
                .first,
            415);
        QCOMPARE(buy({}, 100'000).first, 422);
        QCOMPARE(httpGet(m_port, "/checkout/sagas/sg-none").first, 404);
    }

    void whatOnlyReadsIsKeptIfItWasOnlyBegun() {
        const auto [status, text] = httpGet(m_port, "/peek");
        QCOMPARE(status, 202);
        const QByteArray place = QJsonDocument::fromJson(text)["status_url"].toString().toUtf8();
        const auto state = [&] { return QJsonDocument::fromJson(httpGet(m_port, place).second).object(); };
        QVERIFY(eventually([&] { return state()["state"] == "done"; }));
        QVERIFY2(state()["steps"].toArray().size() == 1, QJsonDocument(state()).toJson().constData());
        QCOMPARE(m_home->cli({"saga", "ls", "--composite", "peek", "--json"}).json().array().size(), 1);
    }

    void theComposerMayDieInTheMiddle() {
        const Books before = books();
        const QByteArray headers = "Idempotency-Key: killed\r\nShop-Fault: PUT/payments=slow\r\n";
        std::unique_ptr<QThread> client(QThread::create([&] { buy(headers); }));
        client->start();
        // Its intent is durable once the order stands, for one write holds both.
        QVERIFY(eventually([&] { return books().placed == before.placed + 1; }));
        const QList<int> composer = m_home->pids("composer");
        QCOMPARE(composer.size(), 1);
        QCOMPARE(::kill(composer[0], SIGKILL), 0);
        client->wait();
        // The client knows nothing, and asks again with its key: for the same purchase.
        QJsonObject order;
        QVERIFY(eventually(
            [&] {
                const auto [status, answer] = buy(headers);
                order = answer;
                return status == 201;
            },
            60'000));
        QVERIFY(m_home->pids("composer") != composer);
        const Books after = books();
        QCOMPARE(after.placed, before.placed + 1);
        QCOMPARE(after.stock, before.stock - 1);
        QCOMPARE(after.points, before.points + order["points"].toInt());
        QVERIFY(sagas("open").isEmpty());
    }

    void whatIsStuckIsSeenAndGivenUpByHand() {
        const Books before = books();
        const auto [status, problem] = buy("Shop-Fault: PUT/accruals=refuse, DELETE/payments=down\r\n");
        QCOMPARE(status, 409);
        QCOMPARE(problem["state"].toString(), QString("stuck"));
        QCOMPARE(problem["stuck"].toArray()[0].toObject()["step"].toString(), QString("payment"));
        const QJsonArray stuck = sagas("stuck");
        QCOMPARE(stuck.size(), 1);
        const QString id = stuck[0]["id"].toString();
        QVERIFY(m_home->cli({"saga", "ls", "--state", "stuck"}).out.contains(id));
        QCOMPARE(m_home->cli({"saga", "retry", id}).exitCode, 0);
        QCOMPARE(m_home->cli({"saga", "resume", id}).exitCode, 5);
        QCOMPARE(m_home->cli({"saga", "abandon", id}).exitCode, 0);
        QVERIFY(sagas("open").isEmpty());
        QCOMPARE(m_home->cli({"saga", "resume", id, "--json"}).json()["state"].toString(), QString("compensating"));
        QCOMPARE(m_home->cli({"saga", "abandon", id}).exitCode, 0);
        QCOMPARE(m_home->cli({"saga", "show", "sg-none"}).exitCode, 4);
        QCOMPARE(books().points, before.points);
    }
};

QTEST_GUILESS_MAIN(CheckoutTest)
#include "checkout_test.moc"
