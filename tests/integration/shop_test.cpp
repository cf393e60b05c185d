#include <QCborMap>
#include <QCborValue>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// The sample shop as users get it: its own manifest, every service, real stores.
class ShopTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;

    /// Requests that instances of a service say they have served, probes and metrics apart.
    qint64 servedBy(const QString& service) const {
        qint64 sum = 0;
        for (const auto& row : m_home->ps()) {
            if (row.toObject()["service"] != service)
                continue;
            for (const QByteArray& line : httpGet(row.toObject()["port"].toInt(), "/metrics").second.split('\n'))
                if (line.startsWith("shop_requests_served_total"))
                    sum += line.mid(line.lastIndexOf(' ') + 1).toLongLong();
        }
        return sum;
    }
    QJsonObject edge(const QString& from, const QString& to) const {
        for (const auto& row : m_home->cli({"topology", "--json"}).json()["edges"].toArray())
            if (row.toObject()["from"] == from && row.toObject()["to"] == to)
                return row.toObject();
        return {};
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
    void cleanupTestCase() { m_home.reset(); }

    void everyServiceIsReadyAndOwned() {
        const QJsonArray rows = m_home->ps();
        QVERIFY(rows.size() >= 5);
        QSet<QString> services;
        for (const auto& row : rows) {
            services.insert(row.toObject()["service"].toString());
            QCOMPARE(row.toObject()["state"].toString(), QString("ready"));
            QVERIFY(row.toObject()["pid"].toInt() > 0 && row.toObject()["port"].toInt() > 0 &&
                    row.toObject()["revision"].toInt() > 0);
            QVERIFY(!row.toObject()["owner"].toString().isEmpty());
            QVERIFY(row.toObject()["instance"].toString().startsWith(row.toObject()["service"].toString() + "-"));
        }
        QCOMPARE(services,
                 QSet<QString>({"users", "products", "orders", "points", "reviews", "storefront", "composer"}));
    }

    void edgesCountWhatServicesServedAndClientsAsked() {
        const QJsonArray users = QJsonDocument::fromJson(httpGet(m_port, "/users").second)["items"].toArray();
        const QJsonArray products = QJsonDocument::fromJson(httpGet(m_port, "/products").second)["items"].toArray();
        QVERIFY(!users.isEmpty() && !products.isEmpty());
        const QByteArray order =
            QJsonDocument(
                QJsonObject{{"user_id", users[0]["id"]},
                            {"items", QJsonArray{QJsonObject{{"product_id", products[0]["id"]}, {"quantity", 1}}}}})
                .toJson(QJsonDocument::Compact);
        const int buys = 7;
        for (int i = 0; i < buys; ++i) {
            const auto [status, body] =
                httpGet(m_port, "/orders", "POST", order, "Idempotency-Key: edge-" + QByteArray::number(i) + "\r\n");
            QVERIFY2(status == 201, body.constData());
        }
        QCOMPARE(edge("gateway", "orders")["requests"].toInt(), buys);
        QCOMPARE(edge("gateway", "users")["requests"].toInt(), 1);
        QCOMPARE(edge("gateway", "products")["requests"].toInt(), 1);
        const QPair<QString, QString> measured[] = {{"orders", "users"}, {"orders", "products"}, {"orders", "points"}};
        for (const auto& [from, to] : measured)
            QVERIFY2(edge(from, to)["requests"].toInt() >= buys, qPrintable(from + "->" + to));
        for (const QString& to : {QString("users"), QString("products"), QString("points"), QString("orders")}) {
            qint64 tries = 0;
            for (const auto& row : m_home->cli({"topology", "--json"}).json()["edges"].toArray())
                if (row.toObject()["to"] == to)
                    tries += row.toObject()["tries"].toInteger();
            QCOMPARE(tries, servedBy(to));
        }
    }

    void ownersTopologyAndRoutesAreShown() {
        const QJsonDocument topology = m_home->cli({"topology", "--json"}).json();
        QCOMPARE(topology["mode"].toString(), QString("hub-and-spoke"));
        QVERIFY(topology["nodes"].toArray().size() == 8);
        const CliRun owners = m_home->cli({"owners"});
        QVERIFY2(owners.exitCode == 0 && owners.out.contains("users"), qPrintable(owners.text()));
        const CliRun routes = m_home->cli({"routes"});
        QVERIFY2(routes.exitCode == 0 && routes.out.contains("/products"), qPrintable(routes.text()));
    }

    void productsSpeakWhatTheirClientsDo() {
        const QByteArray path =
            "/products/" +
            QJsonDocument::fromJson(httpGet(m_port, "/products").second)["items"][0]["id"].toString().toUtf8();
        const QJsonObject product = QJsonDocument::fromJson(httpGet(m_port, path).second).object();
        const auto [status, xml] = httpGet(m_port, path, "GET", {}, "Accept: application/xml\r\n");
        QCOMPARE(status, 200);
        QVERIFY2(xml.contains("<id>" + product["id"].toString().toUtf8() + "</id>"), xml.constData());
        const auto cbor = httpGet(m_port, path, "GET", {}, "Accept: application/cbor\r\n").second;
        QCOMPARE(QCborValue::fromCbor(cbor).toMap().toJsonObject(), product);
        const QByteArray envelope =
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><GetProduct "
            "xmlns='urn:example:shop'><id>" +
            product["id"].toString().toUtf8() + "</id></GetProduct></s:Body></s:Envelope>";
        const auto soap = httpGet(m_port, "/products", "POST", envelope, "Content-Type: text/xml\r\n");
        QVERIFY2(soap.first == 200 && soap.second.contains("GetProductResponse"), soap.second.constData());
    }

    void oneDocumentDescribesAllOfIt() {
        QJsonObject paths, get;
        QVERIFY(eventually([&] {
            paths = QJsonDocument::fromJson(httpGet(m_port, "/openapi.json").second)["paths"].toObject();
            get = paths["/users/{id}"].toObject()["get"].toObject();
            return !get.isEmpty() && paths.contains("/products/{id}") && paths.contains("/orders/{id}") &&
                   paths.contains("/reviews/{id}") && paths.contains("/checkout");
        }));
        QCOMPARE(paths["/checkout"].toObject().keys(), QStringList{"post"});
        QVERIFY(paths.contains("/checkout/sagas/{id}"));
        QCOMPARE(get["tags"].toArray(), QJsonArray{"accounts"});
        QVERIFY(!paths.contains("/payments/{id}"));  // no route leads there
    }

    void logsAreThere() {
        const CliRun logs = m_home->cli({"logs", "--tail", "50", "orders"});
        QVERIFY2(logs.exitCode == 0 && logs.out.contains("/orders"), qPrintable(logs.text()));
    }

    void redeployingOrdersTouchesNothingElse() {
        const CliRun run = m_home->cli({"redeploy", "orders", "--json"});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        const QJsonObject receipt = run.json().object();
        QVERIFY(receipt["untouched"].toArray().size() == 6);
        for (const auto& row : receipt["untouched"].toArray())
            QVERIFY(row.toObject()["same"].toBool());
        const CliRun stored = m_home->cli({"rollouts", "orders", "--json"});
        QCOMPARE(stored.json().array().first()["id"], receipt["id"]);
    }

    void ordersSurviveARestartOfEverything() {
        const auto before = QJsonDocument::fromJson(httpGet(m_port, "/orders").second)["items"].toArray().size();
        QVERIFY(before > 0);
        const QString file = qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + "/resources/examples/shop/slipway.yaml";
        QCOMPARE(m_home->cli({"down", "-p", "shop"}).exitCode, 0);
        QCOMPARE(m_home->cli({"up", "-d", "-f", file}).exitCode, 0);
        QCOMPARE(QJsonDocument::fromJson(httpGet(m_port, "/orders").second)["items"].toArray().size(), before);
    }
};

QTEST_GUILESS_MAIN(ShopTest)
#include "shop_test.moc"
