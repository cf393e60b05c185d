#include <QtTest>
#include <csignal>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// The shop's composite with the real daemon, gateway, composer and services: what works takes effect once, and what
/// fails leaves nothing behind.
class CheckoutTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;
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
        const CliRun run = m_home->cli(
            {"up", "-d", "-f", qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + "/resources/examples/shop/slipway.yaml"});
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
        QCOMPARE(buy({}, 100'000).first, 422);
        QCOMPARE(httpGet(m_port, "/checkout/sagas/sg-none").first, 404);
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
