#include <QtTest>

#include "integration/slipway_home.h"
#include "support/load_generator.h"

using namespace slipway::test;

namespace {
/// On a machine that does much else.
constexpr int kPatience = 60'000;
}  // namespace

/// docs/extraction.md, step by step: the catalogue leaves the monolith. The shop's own programs, with the same data in
/// both stores; a mirror that finds nothing, then what was put in; traffic that moves by weight while it flows.
class ExtractionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;

    /// Each store was filled at a moment of its own.
    static QByteArray compare(const QByteArray& more = {}) {
        return "compare: {ignore: [/created_at, /updated_at, /items/*/created_at, /items/*/updated_at" + more + "]}";
    }

    CliRun up(const QByteArray& route, bool shadow) const {
        const QString file = m_home->writeManifest(
            "apart",
            "name: apart\n"
            "services:\n"
            "  monolith:\n"
            "    command: ${SLIPWAY_LIBEXEC}/shop-monolith\n"
            "    data: {kind: sqlite, path: shop.db}\n"
            "    ports: [0]\n"
            "    readiness_probe: {http_get: {path: /health/ready}, period: 100ms}\n"
            "  products:\n"
            "    command: ${SLIPWAY_LIBEXEC}/shop-products\n"
            "    data: {kind: lmdb, path: products.mdb" +
                QByteArray(shadow ? ", shadow: true" : "") +
                "}\n"
                "    ports: [0]\n"
                "    readiness_probe: {http_get: {path: /health/ready}, period: 100ms}\n"
                "gateway:\n"
                "  listen: 127.0.0.1:" +
                QByteArray::number(m_port) + "\n  routes:\n    - {id: catalog, path_prefix: /products, " + route +
                "}\n    - {to: monolith}\n");
        return m_home->cli({"up", "-d", "-f", file});
    }
    QJsonObject mirror() const { return m_home->cli({"mirror", "show", "catalog", "--json"}).json().object(); }
    bool compared(qint64 atLeast) const {
        return eventually([&] { return mirror()["compared"].toInteger() >= atLeast; }, kPatience);
    }
    int portOf(const QString& service) const {
        for (const auto& row : m_home->ps())
            if (row.toObject()["service"] == service)
                return row.toObject()["port"].toInt();
        return 0;
    }
    QStringList ids() const {
        QStringList list;
        const QJsonObject page = QJsonDocument::fromJson(httpGet(m_port, "/products").second).object();
        for (const auto& each : page["items"].toArray())
            list << each.toObject()["id"].toString();
        return list;
    }
    qint64 askedOf(const QString& service) const {
        for (const auto& row : m_home->cli({"topology", "--json"}).json()["edges"].toArray())
            if (row.toObject()["from"] == "gateway" && row.toObject()["to"] == service)
                return row.toObject()["requests"].toInteger();
        return 0;
    }

  private slots:
    void initTestCase() {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
        const CliRun run = up("to: monolith, mirror: {service: products, " + compare() + "}", true);
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
    }
    void cleanupTestCase() { m_home.reset(); }

    void aShadowAnswersNobody() {
        const CliRun run = up("to: [{service: monolith}, {service: products}]", true);
        QVERIFY(run.exitCode != 0);
        QVERIFY2(run.text().contains("keeps a shadow of other data"), qPrintable(run.text()));
    }

    void noDifferenceWhereThereIsNone() {
        const QStringList products = ids();
        QVERIFY(products.size() > 3);
        for (const QString& id : products)
            QCOMPARE(httpGet(m_port, "/products/" + id.toUtf8()).first, 200);
        QCOMPARE(httpGet(m_port, "/products/p_nobody").first, 404);
        QVERIFY(compared(products.size() + 2));
        QVERIFY2(mirror()["different"].toInteger() == 0, QJsonDocument(mirror()).toJson().constData());
        QCOMPARE(mirror()["failed"].toInteger(), 0);
    }

    void aDifferenceThatWasPutInIsFound() {
        const QStringList products = ids();
        const QByteArray wrong = "/products/" + products[1].toUtf8();
        const auto [status, body] =
            httpGet(portOf("products"), wrong, "PATCH", R"({"price":{"amount":1,"currency":"EUR"}})",
                    "Content-Type: application/json\r\n");
        QVERIFY2(status == 200, body.constData());
        for (const QString& id : products)
            QCOMPARE(httpGet(m_port, "/products/" + id.toUtf8()).first, 200);
        QVERIFY(compared(2 * products.size() + 3));  // those of the test before among them
        const QJsonObject found = mirror();
        QStringList paths;
        QString pointer;
        for (const auto& each : found["differences"].toArray()) {
            const QString path = each.toObject()["path"].toString();
            if (path == "/products")
                continue;  // the list has the price too, and may have been asked for of the shadow after the change
            paths << path;
            pointer = each.toObject()["pointer"].toString();
        }
        QCOMPARE(paths, QStringList(QString::fromUtf8(wrong)));
        QCOMPARE(pointer, QString("/price/amount"));
        // What may differ is named, and the rest is compared on.
        const CliRun run = up("to: monolith, mirror: {service: products, " + compare(", /price, /version") + "}", true);
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QCOMPARE(httpGet(m_port, wrong).first, 200);
        QVERIFY(compared(1));
        QCOMPARE(mirror()["different"].toInteger(), 0);
    }

    void whatChangesSomethingIsNotCopied() {
        const QByteArray product = "/products/" + ids()[2].toUtf8();
        const QByteArray before = httpGet(portOf("products"), product).second;
        QCOMPARE(httpGet(m_port, product, "PATCH", R"({"price":{"amount":777,"currency":"EUR"}})",
                         "Content-Type: application/json\r\n")
                     .first,
                 200);
        QVERIFY(eventually([&] { return mirror()["kept"].toInteger() == 1; }, kPatience));
        QVERIFY(mirror()["why"].toString().contains("unsafe"));
        QCOMPARE(httpGet(portOf("products"), product).second, before);
        // To a shadow it may be.
        const CliRun run = up("to: monolith, mirror: {service: products, unsafe: shadow}", true);
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QCOMPARE(httpGet(m_port, product, "PATCH", R"({"price":{"amount":778,"currency":"EUR"}})",
                         "Content-Type: application/json\r\n")
                     .first,
                 200);
        QVERIFY(eventually([&] { return httpGet(portOf("products"), product).second.contains("778"); }, kPatience));
    }

    void trafficMovesWithoutAFailedRequest() {
        LoadGenerator::Options options;
        options.port = m_port;
        options.path = "/products";
        options.connections = 4;
        LoadGenerator load(options);
        for (const QByteArray& to :
             {QByteArray("to: [{service: monolith, weight: 75}, {service: products, weight: 25}], "
                         "sticky: {cookie: catalog}"),
              QByteArray("to: [{service: monolith, weight: 1}, {service: products, weight: 99}]"),
              QByteArray("to: products")}) {
            const CliRun run = up(to, false);
            QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
            const std::int64_t answered = load.answered();
            QVERIFY(eventually([&] { return load.answered() > answered + 200; }, kPatience));
        }
        const qint64 monolith = askedOf("monolith");
        const std::int64_t answered = load.answered();
        QVERIFY(eventually([&] { return load.answered() > answered + 200; }, kPatience));
        const LoadGenerator::Result result = load.stop();
        QVERIFY2(result.socketErrors == 0 && result.non2xx() == 0, result.text().c_str());
        QVERIFY(result.requests > 800);
        QCOMPARE(askedOf("monolith"), monolith);
        QVERIFY(askedOf("products") > 200);
    }
};

QTEST_GUILESS_MAIN(ExtractionTest)
#include "extraction_test.moc"
