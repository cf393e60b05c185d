#include <QtTest>

#include "integration/slipway_home.h"
#include "mediation/cbor.h"
#include "mediation/json.h"
#include "mediation/xml_mapping.h"

using namespace slipway::test;
namespace mediation = slipway::mediation;

/// Services that speak one format alone, behind a door where clients speak others; and one API document of them all.
class MediationServicesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    QString m_manifest;
    int m_port = 0;

    QJsonObject get(const QByteArray& path, int wanted = 200) const {
        const auto [status, body] = httpGet(m_port, path, "GET", {}, "Accept: application/json\r\n");
        if (wanted != 0 && status != wanted)
            qWarning("%s: %d %s", path.constData(), status, body.constData());
        return QJsonDocument::fromJson(body).object();
    }
    QByteArray manifest(const QByteArray& version) const {
        const QString folder = qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + "/tests/integration/door";
        QFile file(folder + "/slipway.yaml");
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no %s", qPrintable(file.fileName()));
        QByteArray text = file.readAll();
        return text.replace("FOLDER", folder.toUtf8())
            .replace("DOORPORT", QByteArray::number(m_port))
            .replace("VERSION", version);
    }
    static QByteArray envelope(const QByteArray& ns, const QByteArray& body) {
        return "<e:Envelope xmlns:e='" + ns + "'><e:Body>" + body + "</e:Body></e:Envelope>";
    }

    inline static const std::vector<std::pair<QByteArray, QByteArray>> kSoap = {
        {"text/xml", "http://schemas.xmlsoap.org/soap/envelope/"},
        {"application/soap+xml", "http://www.w3.org/2003/05/soap-envelope"}};

  private slots:
    void initTestCase() {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
        m_manifest = m_home->writeManifest("door", manifest("first"));
        const CliRun run = m_home->cli({"up", "-d", "-f", m_manifest});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
    }
    void cleanupTestCase() { m_home.reset(); }

    void aServiceOfSoapBehindRest() {
        QCOMPARE(get("/rates/EUR"), (QJsonObject{{"currency", "EUR"}, {"rate", 1.25}}));
        const QByteArray xml = httpGet(m_port, "/rates/EUR", "GET", {}, "Accept: application/xml\r\n").second;
        QVERIFY2(xml.contains("<rate ") && xml.contains(">1.25</rate>"), xml.constData());
        const QJsonObject unknown = get("/rates/XXX", 400);
        QCOMPARE(unknown["detail"].toString(), QString("no such currency"));
        const QJsonObject broken = get("/rates/broken", 502);
        QCOMPARE(broken["faultCode"].toString(), QString("Server"));
        QCOMPARE(broken["code"].toString(), QString("soap_fault"));
        QVERIFY(!broken["request_id"].toString().isEmpty());
        QCOMPARE(get("/rates/EUR/more", 400)["code"].toString(), QString("unknown_operation"));
    }

    void aServiceOfJsonBehindSoap() {
        for (const auto& [type, ns] : kSoap) {
            const auto [status, body] =
                httpGet(m_port, "/books", "POST",
                        envelope(ns, "<AddBook xmlns='urn:example:books'><title>Emma</title></AddBook>"),
                        "Content-Type: " + type + "\r\nSOAPAction: \"\"\r\n");
            QCOMPARE(status, 200);
            QVERIFY2(body.contains("AddBookResponse") && body.contains("<title>Emma</title>"), body.constData());
        }
        QCOMPARE(httpGet(m_port, "/books", "POST", "title=Emma", "Content-Type: application/x-www-form-urlencoded\r\n")
                     .second,
                 QByteArray("{\"title\": \"Emma\"}"));
    }

    /// A product of the shop, whichever language its reader speaks.
    void everyClientGetsTheSameProduct() {
        const QByteArray id = get("/products?limit=1")["items"].toArray()[0].toObject()["id"].toString().toUtf8();
        QVERIFY(!id.isEmpty());
        const auto as = [&](const QByteArray& type) {
            return httpGet(m_port, "/products/" + id, "GET", {}, "Accept: " + type + "\r\n").second.toStdString();
        };
        const mediation::Json product = *mediation::parseJson(as("application/json"));
        QVERIFY(product.size() >= 6 && product.at("price").is_object() && product.at("stock").is_number());
        QCOMPARE(*mediation::xmlToJson(as("application/xml")), product);
        QCOMPARE(*mediation::cborToJson(as("application/cbor")), product);
        QCOMPARE(*mediation::messagePackToJson(as("application/msgpack")), product);
        for (const auto& [type, ns] : kSoap) {
            const std::string answer =
                httpGet(m_port, "/products", "POST",
                        envelope(ns, "<GetProduct xmlns='urn:example:products'><id>" + id + "</id></GetProduct>"),
                        "Content-Type: " + type + "\r\nSOAPAction: \"\"\r\n")
                    .second.toStdString();
            // SOAP says no types: the reader knows what is a number, as its WSDL would tell.
            const auto read = mediation::xmlToJson(answer, {}, {true, {}, {"amount", "stock", "version"}, {}});
            QVERIFY2(read, answer.c_str());
            QVERIFY2(read->at("Envelope").at("Body").at("GetProductResponse") == product, answer.c_str());
        }
    }

    void bombsAndEntitiesNeverArrive() {
        const int before = get("/books/1")["posts"].toInt();
        QByteArray bomb = "<!DOCTYPE a [<!ENTITY b0 'ha'>";
        for (int i = 1; i < 20; ++i)
            bomb += "<!ENTITY b" + QByteArray::number(i) + " '&b" + QByteArray::number(i - 1) + ";&b" +
                    QByteArray::number(i - 1) + ";'>";
        bomb += "]><a>&b19;</a>";
        const QByteArray outside = "<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&f;</a>";
        const QByteArray deep = QByteArray("<a>").repeated(500) + QByteArray("</a>").repeated(500);
        for (const auto& [text, code, wanted] : {std::tuple{bomb, "doctype", 400}, std::tuple{outside, "doctype", 400},
                                                 std::tuple{deep, "too_deep", 413}}) {
            const auto [status, body] = httpGet(m_port, "/books", "POST", text,
                                                "Content-Type: application/xml\r\nAccept: application/json\r\n");
            QCOMPARE(status, wanted);
            QCOMPARE(QJsonDocument::fromJson(body)["code"].toString(), QString(code));
        }
        QCOMPARE(get("/books/1")["posts"].toInt(), before);
    }

    void pathQueryAndHeadersAreRewritten() {
        const QJsonObject seen = get("/v1/shelf/a%20b?lang=ko&debug=1&page=2");
        QCOMPARE(seen["path"].toString(), QString("/books/a%20b?locale=ko&page=2"));
        QCOMPARE(seen["door"].toString(), QString("shelf a b"));
    }

    void oneDocumentOfAllServices() {
        QVERIFY(eventually([&] { return get("/openapi.json", 0).value("paths").toObject().size() >= 2; }));
        const QJsonObject merged = get("/openapi.json");
        const QJsonObject paths = merged["paths"].toObject();
        QVERIFY(paths.contains("/rates/{currency}"));
        QVERIFY(paths.contains("/books/{id}"));
        QCOMPARE(paths["/rates/{currency}"]["get"]["tags"].toArray(), QJsonArray{"money"});
        // Both have an Item and an operation `read`: each is named by its service.
        QCOMPARE(merged["components"]["schemas"].toObject().size(), 2);
        QVERIFY(paths["/rates/{currency}"]["get"]["operationId"] != paths["/books/{id}"]["get"]["operationId"]);
        // Read again with the next revision.
        QFile file(m_manifest);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(manifest("second"));
        file.close();
        const CliRun run = m_home->cli({"up", "-d", "-f", m_manifest});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
        QVERIFY(eventually([&] {
            const QJsonValue now = get("/openapi.json").value("paths");
            return now["/rates/{currency}"]["get"]["summary"].toString() == "second";
        }));
    }
};

QTEST_GUILESS_MAIN(MediationServicesTest)
#include "mediation_services_test.moc"
