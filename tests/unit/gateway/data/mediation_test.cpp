// Routes that mediate: clients of every format and one service that speaks JSON, over real sockets.

#include <QtTest>

#include "mediation/cbor.h"
#include "mediation/route_config.h"
#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using mediation::Json;

class MediationTest : public QObject {
    Q_OBJECT

    static Json tea() { return {{"id", 7}, {"name", "Tea <green>"}, {"price", 12.5}}; }

    /// GET /products/7, and an echo of what is posted. The heads that it saw are in `seen`.
    static Backend::Script shop(std::vector<std::string>* seen = nullptr) {
        return [seen](Peer& peer, int) {
            for (;;) {
                const std::string message = peer.readMessage();
                if (message.empty())
                    return;
                if (seen)
                    seen->push_back(message);
                const auto json = [](int status, const std::string& body, const char* type = "application/json") {
                    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: " + type +
                           "\r\nETag: \"v1\"\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
                };
                const std::string product = tea().dump();
                if (message.starts_with("HEAD /products/7 "))
                    peer.send(json(200, product));
                else if (message.starts_with("GET /products/7 "))
                    peer.send(json(200, product) + product);
                else if (message.starts_with("POST "))
                    peer.send(json(201, bodyOf(message)) + bodyOf(message));
                else if (message.starts_with("GET /picture "))
                    peer.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: "
                        "chunked\r\n\r\n4\r\n\x89PNG\r\n0\r\n\r\n");
                else if (message.starts_with("GET /large "))
                    peer.send(json(200, std::string(100'000, ' ')) + std::string(100'000, ' '));
                else if (message.starts_with("GET /broken "))
                    peer.send(json(200, "{\"a\":") + "{\"a\":");
                else if (message.starts_with("GET /cut "))
                    return static_cast<void>(
                        peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"));
                else if (message.starts_with("GET /chunked "))
                    peer.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                        "chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n");
                else if (message.starts_with("GET /empty "))
                    peer.send("HTTP/1.1 204 No Content\r\n\r\n");
                else
                    peer.send(json(404, "{\"title\":\"No such product\"}", "application/problem+json") +
                              "{\"title\":\"No such product\"}");
            }
        };
    }
    static const char* everything() {
        return "{\"clients\":[\"xml\",\"cbor\",\"msgpack\",\"soap11\",\"soap12\"],\"limits\":{\"bytes\":65536},"
               "\"soap\":{\"namespace\":\"urn:shop\",\"numbers\":[\"id\",\"price\"],\"operations\":[{\"name\":"
               "\"GetProduct\",\"path\":\"/products/{id}\"}]},"
               "\"path\":{\"from\":\"/v1/items/{id}\",\"to\":\"/products/"
               "{id}\"},\"request_headers\":[{\"set\":\"X-Door\",\"value\":\"front\"}]}";
    }
    static std::string get(const std::string& path, const std::string& accept, const std::string& more = "") {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + (accept.empty() ? "" : "Accept: " + accept + "\r\n") +
               more + "\r\n";
    }
    static std::string post(const std::string& type, const std::string& body, const std::string& more = "") {
        return "POST /products HTTP/1.1\r\nHost: h\r\nContent-Type: " + type + "\r\n" + more +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    static std::string envelope(std::string_view ns, const std::string& id) {
        return "<e:Envelope xmlns:e='" + std::string(ns) + "'><e:Body><GetProduct xmlns='urn:shop'><id>" + id +
               "</id></GetProduct></e:Body></e:Envelope>";
    }

    struct Shop {
        explicit Shop(std::vector<std::string>* seen = nullptr, const char* mediate = everything())
            : backend(shop(seen)) {
            rig.setEndpoints({&backend});
            rig.route().mediate = mediate;
            rig.publish();
            client = rig.dial();
        }
        /// On the one connection, which thus has to stay.
        std::string ask(const std::string& request) {
            client.send(request);
            return client.readMessage();
        }
        Backend backend;
        Rig rig;
        Peer client;
    };

  private slots:
    void allClientsGetTheSameAnswer() {
        Shop shop;
        const std::string json = shop.ask(get("/products/7", "application/json"));
        QCOMPARE(statusOf(json), 200);
        QCOMPARE(*mediation::parseJson(bodyOf(json)), tea());
        QCOMPARE(fieldOf(json, "Vary"), std::string("Accept"));
        QCOMPARE(fieldOf(json, "ETag"), std::string("\"v1\""));
        const std::string xml = shop.ask(get("/products/7", "application/xml"));
        QCOMPARE(statusOf(xml), 200);
        QCOMPARE(fieldOf(xml, "Content-Type"), std::string("application/xml"));
        QCOMPARE(fieldOf(xml, "ETag"), std::string("W/\"v1-slipway-xml\""));
        QCOMPARE(fieldOf(xml, "Content-Length"), std::to_string(bodyOf(xml).size()));
        QCOMPARE(*mediation::xmlToJson(bodyOf(xml)), tea());
        QCOMPARE(*mediation::cborToJson(bodyOf(shop.ask(get("/products/7", "application/cbor")))), tea());
        QCOMPARE(*mediation::messagePackToJson(bodyOf(shop.ask(get("/products/7", "application/msgpack")))), tea());
        const auto route = mediation::compileMediation(*mediation::parseJson(everything()));
        for (const auto& [type, ns] : {std::pair{"text/xml", mediation::kSoap11Namespace},
                                       std::pair{"application/soap+xml", mediation::kSoap12Namespace}}) {
            const std::string soap = shop.ask(post(type, envelope(ns, "7"), "SOAPAction: \"\"\r\n"));
            QCOMPARE(statusOf(soap), 200);
            const auto read = mediation::readSoapAnswer(bodyOf(soap), *route->soap, {});
            QVERIFY(read && !read->problem);
            QCOMPARE(read->value, tea());
        }
        QCOMPARE(shop.backend.connections(), 1);
    }

    void bodiesAreConvertedOnTheWayIn() {
        std::vector<std::string> seen;
        Shop shop(&seen);
        const std::string xml =
            shop.ask(post("application/xml", *mediation::jsonToXml(tea()), "Accept: application/xml\r\n"));
        QCOMPARE(statusOf(xml), 201);
        QCOMPARE(*mediation::xmlToJson(bodyOf(xml)), tea());
        QCOMPARE(*mediation::parseJson(bodyOf(seen.at(0))), tea());
        QCOMPARE(fieldOf(seen.at(0), "Content-Type"), std::string("application/json"));
        QCOMPARE(fieldOf(seen.at(0), "Accept"), std::string("application/json"));
        QCOMPARE(fieldOf(seen.at(0), "X-Door"), std::string("-"));  // the path is none of the rule's
        // A chunked one, in pieces, whose client waits to be told to go on.
        shop.client.send(
            "POST /products HTTP/1.1\r\nHost: h\r\nContent-Type: application/xml\r\nTransfer-Encoding: "
            "chunked\r\nExpect: 100-continue\r\n\r\n");
        QCOMPARE(shop.client.readHead(), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
        shop.client.send("4\r\n<a>x\r\n");
        shop.client.send("4\r\n</a>\r\n0\r\n\r\n");
        QCOMPARE(bodyOf(shop.client.readMessage()), std::string("{\"a\":\"x\"}"));
        QCOMPARE(fieldOf(seen.at(1), "Expect"), std::string("-"));
        QCOMPARE(fieldOf(seen.at(1), "Transfer-Encoding"), std::string("-"));
        // What the service speaks passes as it came, chunks and all.
        const std::string json =
            "POST /products HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nTransfer-Encoding: "
            "chunked\r\n\r\n3\r\n{ }\r\n0\r\n\r\n";
        QVERIFY(shop.ask(json).find("3\r\n{ }\r\n") != std::string::npos);  // the echo keeps the chunks' marks
        QCOMPARE(fieldOf(seen.at(2), "Transfer-Encoding"), std::string("chunked"));
    }

    void pathsAreRewritten() {
        std::vector<std::string> seen;
        Shop shop(&seen);
        QCOMPARE(statusOf(shop.ask(get("/v1/items/7", ""))), 200);
        QVERIFY(seen.at(0).starts_with("GET /products/7 HTTP/1.1\r\n"));
        QCOMPARE(fieldOf(seen.at(0), "X-Door"), std::string("front"));
    }

    void whatNeedsNoConversionStreams() {
        Shop shop;
        const std::string picture = shop.ask(get("/picture", "*/*"));
        QCOMPARE(fieldOf(picture, "Transfer-Encoding"), std::string("chunked"));
        QCOMPARE(fieldOf(picture, "Vary"), std::string("Accept"));
        // Larger than what would be converted: nothing has to be.
        QCOMPARE(bodyOf(shop.ask(get("/large", "application/json"))).size(), std::size_t(100'000));
        QCOMPARE(bodyOf(shop.ask(get("/chunked", "application/xml"))).find("<a xmlns:j"),
                 std::string("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").size());
        QCOMPARE(statusOf(shop.ask(get("/empty", "application/xml"))), 204);
    }

    void headHasTheFieldsOfGet() {
        Shop shop;
        shop.client.send("HEAD /products/7 HTTP/1.1\r\nHost: h\r\nAccept: application/xml\r\n\r\n");
        const std::string head = shop.client.readHead();
        QCOMPARE(statusOf(head), 200);
        QCOMPARE(fieldOf(head, "Content-Type"), std::string("application/xml"));
        QCOMPARE(fieldOf(head, "ETag"), std::string("W/\"v1-slipway-xml\""));
        QCOMPARE(fieldOf(head, "Content-Length"), std::string("-"));
        QCOMPARE(statusOf(shop.ask(get("/products/7", ""))), 200);
    }

    void refusalsAreProblems_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, const std::string& request, int status, const char* word) {
            QTest::newRow(name) << QByteArray::fromStdString(request) << status << word;
        };
        row("no format of anybody's", post("image/png", "x"), 415, "unsupported_media_type");
        row("nothing acceptable", get("/products/7", "image/png"), 406, "not_acceptable");
        row("a bomb", post("application/xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), 400, "doctype");
        row("no XML", post("application/xml", "<a>"), 400, "malformed");
        row("too large", post("application/xml", "<a>" + std::string(70'000, 'x') + "</a>"), 413, "too_large");
        row("compressed", post("application/xml", "x", "Content-Encoding: gzip\r\n"), 415, "unsupported_media_type");
        row("an envelope that is none", post("application/soap+xml", "<a/>"), 500, "soap:VersionMismatch");
        row("an error, in the client's format", get("/other", "application/xml"), 404, "No such product");
        row("an answer that is no JSON", get("/broken", "application/xml"), 502, "malformed");
        row("an answer too large", get("/large", "application/xml"), 502, "answer_too_large");
        row("an answer cut off", get("/cut", "application/xml"), 502, "upstream_truncated");
    }
    void refusalsAreProblems() {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        QFETCH(QString, word);
        Shop shop;
        const std::string answer = shop.ask(request.toStdString());
        QCOMPARE(statusOf(answer), status);
        QVERIFY2(bodyOf(answer).find(word.toStdString()) != std::string::npos, answer.c_str());
        QVERIFY(eventually([&] { return shop.rig.routeCounters().requests == 1; }));
        QCOMPARE(shop.rig.endpoint("p/s-1").inFlight(), std::uint64_t{0});
    }

    void clientsThatGoLeaveNothing() {
        Shop shop;
        for (int round = 0; round < 50; ++round) {
            Peer client = shop.rig.dial();
            client.send(round % 2 ? get("/products/7", "application/xml") : post("application/xml", "<a>x</a>"));
            if (round % 3 == 0)
                client.reset();
            else
                client.close();
        }
        QCOMPARE(statusOf(shop.ask(get("/products/7", "application/xml"))), 200);
        QVERIFY(eventually([&] { return shop.rig.endpoint("p/s-1").inFlight() == 0; }));
    }

    void stopsWhileBodiesAreConverted() {
        for (int round = 0; round < 10; ++round) {
            Shop shop;
            std::vector<Peer> clients;
            for (int number = 0; number < 8; ++number) {
                clients.push_back(shop.rig.dial());
                clients.back().send(post("application/xml", "<a>" + std::string(60'000, 'x') + "</a>"));
            }
        }
    }

    void oldClientsGetALength() {
        Shop shop;
        const std::string answer =
            shop.rig.exchange("GET /products/7 HTTP/1.0\r\nHost: h\r\nAccept: application/cbor\r\n\r\n");
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(fieldOf(answer, "Content-Length"), std::to_string(bodyOf(answer).size()));
        QCOMPARE(*mediation::cborToJson(bodyOf(answer)), tea());
    }

    void aFormNeedsItsTemplate() {
        Shop shop(nullptr,
                  "{\"clients\":[\"form\",\"xml\"],\"request_template\":{\"n\":{\"$as_number\":{\"$ptr\":\"/n\"}}},"
                  "\"response_template\":{\"twice\":[{\"$ptr\":\"/n\"},{\"$ptr\":\"/n\"}]}}");
        QCOMPARE(bodyOf(shop.ask(post("application/x-www-form-urlencoded", "n=3"))), std::string("{\"twice\":[3,3]}"));
        QCOMPARE(statusOf(shop.ask(post("application/x-www-form-urlencoded", "m=3"))), 422);
    }

    void aPrefixIsPutInFront() {
        std::vector<std::string> seen;
        Backend backend(shop(&seen));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.route().addPrefix = "/-/send/orders/points";
        rig.publish();
        rig.exchange("POST /users/7?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        QVERIFY2(seen.at(0).starts_with("POST /-/send/orders/points/users/7?a=1 HTTP/1.1\r\n"), seen.at(0).c_str());
        rig.route().addPrefix = "no/path";
        QVERIFY(!gateway::compile(rig.snapshot, rig.registry()));
    }

    void theDoorHasADocument() {
        Shop shop;
        QCOMPARE(statusOf(shop.ask(get("/openapi.json", ""))), 404);
        shop.rig.snapshot.listeners.at(0).openapi = R"({"openapi":"3.0.3"})";
        shop.rig.publish();
        const std::string answer = shop.ask(get("/openapi.json", ""));
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(bodyOf(answer), std::string(R"({"openapi":"3.0.3"})"));
        QCOMPARE(fieldOf(answer, "Content-Type"), std::string("application/json"));
        shop.client.send("HEAD /openapi.json HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(fieldOf(shop.client.readHead(), "Content-Length"), std::string("19"));
        QCOMPARE(statusOf(shop.ask(get("/products/7", ""))), 200);
        QCOMPARE(statusOf(shop.ask(post("application/json", "{}"))), 201);
    }

    void aWrongOneIsNeverInForce() {
        Shop shop;
        shop.rig.route().mediate = "{\"clients\":[\"yaml\"]}";
        const auto compiled = gateway::compile(shop.rig.snapshot, shop.rig.registry());
        QVERIFY(!compiled);
        QVERIFY(QString::fromStdString(compiled.error().path).endsWith("/mediate"));
    }
};

QTEST_GUILESS_MAIN(MediationTest)
#include "mediation_test.moc"
