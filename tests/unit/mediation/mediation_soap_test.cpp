#include <QtTest>

#include "mediation/soap.h"

using namespace slipway::mediation;

/// Envelopes of both versions as REST, REST as envelopes, and faults both ways.
class MediationSoapTest : public QObject {
    Q_OBJECT

    static SoapService shop() {
        SoapService service;
        service.targetNamespace = "urn:shop";
        service.operations.push_back(
            {"GetProduct", "urn:shop#GetProduct", "GET", *PathTemplate::compile("/products/{id}"), ""});
        service.operations.push_back(
            {"Order", "urn:shop#Order", "POST", *PathTemplate::compile("/orders"), "OrderPlaced"});
        service.operations.push_back(
            {"Cancel", "", "DELETE", *PathTemplate::compile("/orders/{order}/lines/{line}"), ""});
        service.mapping.numbers = {"quantity"};
        service.mapping.arrays = {"line"};
        return service;
    }
    static std::string envelope(std::string_view ns, const std::string& body, const std::string& header = "") {
        return "<e:Envelope xmlns:e=\"" + std::string(ns) + "\">" + header + "<e:Body>" + body +
               "</e:Body></e:Envelope>";
    }
    static QString call(const std::string& xml, std::string_view action = "") {
        const SoapService service = shop();
        const auto read = readSoapCall(xml, action, Format::Soap11, service, {});
        if (!read)
            return QString("%1 %2")
                       .arg(static_cast<int>(read.error().fault.code))
                       .arg(formatWord(read.error().version)) +
                   " " + QString::fromStdString(read.error().fault.reason);
        return QString::fromStdString(std::string(formatWord(read->version)) + " " + read->method + " " + read->target +
                                      (read->body ? " " + read->body->dump() : ""))
            .replace('"', '\'');
    }
    static QString code(const QString& told) { return told.section(' ', 0, 1); }
    // FaultCode's numbers, with the version in which the fault is said.
    const QString sender11 = "0 soap11", sender12 = "0 soap12", mustUnderstand11 = "2 soap11",
                  mustUnderstand12 = "2 soap12", mismatch = "3 soap11";
    const std::string get = "<GetProduct xmlns='urn:shop'><id>a/1 ü</id><locale>de</locale></GetProduct>";

  private slots:
    void becomesRest() {
        QCOMPARE(call(envelope(kSoap11Namespace, get)), "soap11 GET /products/a%2F1%20%C3%BC?locale=de");
        QCOMPARE(call(envelope(kSoap12Namespace, get)), "soap12 GET /products/a%2F1%20%C3%BC?locale=de");
        QCOMPARE(
            call(envelope(
                kSoap11Namespace,
                "<s:Order "
                "xmlns:s='urn:shop'><customer>c1</customer><line><sku>x</sku><quantity>2</quantity></line></s:Order>")),
            "soap11 POST /orders {'customer':'c1','line':[{'sku':'x','quantity':2}]}");
        QCOMPARE(call(envelope(kSoap11Namespace, "<s:Order xmlns:s='urn:shop'/>")), "soap11 POST /orders {}");
        QCOMPARE(
            call(envelope(kSoap12Namespace, "\n<Cancel xmlns='urn:shop'>\n<order>7</order><line>1</line>\n</Cancel>\n",
                          "<e:Header/>"))
                .section(' ', 0, 0),
            "0");
    }

    void ofRpcToolsAsWell() {
        QCOMPARE(call(envelope(
                     kSoap11Namespace,
                     "<s:GetProduct xmlns:s='urn:shop' e:encodingStyle='http://schemas.xmlsoap.org/soap/encoding/'>"
                     "<id xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='string'>7</id>"
                     "<locale xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/></s:GetProduct>")),
                 "soap11 GET /products/7");
    }

    void theActionMustAgree() {
        QCOMPARE(code(call(envelope(kSoap11Namespace, get), "\"urn:shop#GetProduct\"")), "soap11 GET");
        QCOMPARE(code(call(envelope(kSoap11Namespace, get), "\"\"")), "soap11 GET");
        QCOMPARE(code(call(envelope(kSoap11Namespace, get), "urn:shop#GetProduct")), "soap11 GET");
        QCOMPARE(code(call(envelope(kSoap11Namespace, get), "\"urn:shop#Order\"")), sender11);
    }

    void refusesWithTheRightFault() {
        QCOMPARE(code(call("<a/>")), mismatch);
        QCOMPARE(code(call(envelope("http://www.w3.org/2001/12/soap-envelope", get))), mismatch);
        QCOMPARE(code(call("<!DOCTYPE a><a/>")), sender11);
        QCOMPARE(code(call("rubbish")), sender11);
        QCOMPARE(code(call(envelope(kSoap12Namespace, ""))), sender12);
        QCOMPARE(code(call(envelope(kSoap12Namespace, get + get))), sender12);
        QCOMPARE(code(call(envelope(kSoap12Namespace, "<Unknown xmlns='urn:shop'/>"))), sender12);
        QCOMPARE(code(call(envelope(kSoap12Namespace, "<GetProduct><id>1</id></GetProduct>"))), sender12);
        QCOMPARE(code(call(envelope(kSoap12Namespace, "<GetProduct xmlns='urn:shop'/>"))), sender12);
        QCOMPARE(code(call(envelope(kSoap12Namespace, "<GetProduct xmlns='urn:shop'><id>..</id></GetProduct>"))),
                 sender12);
        QCOMPARE(code(call(envelope(kSoap12Namespace, "<GetProduct xmlns='urn:shop'>text</GetProduct>"))), sender12);
        QCOMPARE(code(call(envelope(kSoap12Namespace,
                                    "<GetProduct xmlns='urn:shop'><id>1</id><deep><er/></deep></GetProduct>"))),
                 sender12);
        QCOMPARE(code(call(envelope(kSoap12Namespace, "<p:GetProduct/>"))), sender12);
        QCOMPARE(code(call("<e:Envelope xmlns:e='" + std::string(kSoap12Namespace) + "'/>")), sender12);
        QCOMPARE(
            code(call("<e:Envelope xmlns:e='" + std::string(kSoap12Namespace) + "'><e:Body/><e:Header/></e:Envelope>")),
            sender12);
        QCOMPARE(code(call("<e:Envelope xmlns:e='" + std::string(kSoap12Namespace) + "'><Body/></e:Envelope>")),
                 sender12);
    }

    void headersThatMustBeUnderstood() {
        const auto with = [&](std::string_view ns, const std::string& attributes) {
            return code(
                call(envelope(ns, get, "<e:Header><x:Tx xmlns:x='urn:tx' " + attributes + ">5</x:Tx></e:Header>")));
        };
        QCOMPARE(with(kSoap11Namespace, ""), "soap11 GET");
        QCOMPARE(with(kSoap11Namespace, "e:mustUnderstand='0'"), "soap11 GET");
        QCOMPARE(with(kSoap11Namespace, "mustUnderstand='1'"), "soap11 GET");
        QCOMPARE(with(kSoap11Namespace, "e:mustUnderstand='1'"), mustUnderstand11);
        QCOMPARE(with(kSoap11Namespace, "e:mustUnderstand='1' e:actor='urn:someone-else'"), "soap11 GET");
        QCOMPARE(with(kSoap11Namespace, "e:mustUnderstand='1' e:actor='http://schemas.xmlsoap.org/soap/actor/next'"),
                 mustUnderstand11);
        QCOMPARE(with(kSoap12Namespace, "e:mustUnderstand='true'"), mustUnderstand12);
        QCOMPARE(with(kSoap12Namespace, "e:mustUnderstand='false'"), "soap12 GET");
        QCOMPARE(with(kSoap12Namespace, "e:mustUnderstand='maybe'"), sender12);
        QCOMPARE(
            with(kSoap12Namespace, "e:mustUnderstand='1' e:role='http://www.w3.org/2003/05/soap-envelope/role/none'"),
            "soap12 GET");
        QCOMPARE(with(kSoap12Namespace,
                      "e:mustUnderstand='1' e:role='http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver'"),
                 mustUnderstand12);
    }

    void answersAreWrapped() {
        const SoapService service = shop();
        const auto wrapped = [&](const Json& value, std::size_t operation = 0) {
            const auto written = writeSoapAnswer(Format::Soap11, service, service.operations[operation], value, {});
            if (!written)
                return QString(reasonWord(written.error().reason));
            const QString all = QString::fromStdString(*written);
            return all.section("<soap:Body>", 1).section("</soap:Body>", 0, 0);
        };
        QCOMPARE(wrapped(Json{{"id", 7}, {"name", "Tea & co"}, {"tags", {"a", "b"}}, {"gone", nullptr}}),
                 "<GetProductResponse xmlns=\"urn:shop\" "
                 "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><id>7</id><name>Tea &amp; co</name>"
                 "<tags>a</tags><tags>b</tags><gone xsi:nil=\"true\"/></GetProductResponse>");
        QCOMPARE(wrapped(Json::array({1, 2}), 1),
                 "<OrderPlaced xmlns=\"urn:shop\"><return>1</return><return>2</return></OrderPlaced>");
        QCOMPARE(wrapped(nullptr), "<GetProductResponse xmlns=\"urn:shop\"/>");
        QCOMPARE(wrapped(Json{{"no name", 1}}), "not_expressible");
        // What was written, a client reads.
        const auto whole =
            writeSoapAnswer(Format::Soap12, service, service.operations[0], Json{{"quantity", 7}, {"name", "Tea"}}, {});
        const auto back = readSoapAnswer(*whole, service, {});
        QVERIFY(back && !back->problem);
        QCOMPARE(QString::fromStdString(back->value.dump()).replace('"', '\''), "{'quantity':7,'name':'Tea'}");
    }

    void faultsAreProblemsAndBack_data() {
        QTest::addColumn<int>("version");
        QTest::newRow("1.1") << static_cast<int>(Format::Soap11);
        QTest::newRow("1.2") << static_cast<int>(Format::Soap12);
    }
    void faultsAreProblemsAndBack() {
        QFETCH(int, version);
        const auto format = static_cast<Format>(version);
        for (const int status : {400, 404, 409, 500, 503}) {
            const Json problem{{"type", "about:blank"},
                               {"title", "Not <here>"},
                               {"status", status},
                               {"detail", "no product 'x' & co"}};
            const SoapFault fault = faultOfProblem(status, problem);
            QCOMPARE(fault.code, status < 500 ? FaultCode::Sender : FaultCode::Receiver);
            const auto read = readSoapAnswer(writeSoapFault(format, fault), shop(), {});
            QVERIFY(read && read->problem);
            QCOMPARE(read->status, status);
            QCOMPARE(read->value["title"], Json("Not <here>"));
            QCOMPARE(read->value["detail"], Json("no product 'x' & co"));
            QCOMPARE(read->value["status"], Json(status));
        }
    }

    void faultsOfOthersAreProblems() {
        const auto read11 = readSoapAnswer(
            envelope(kSoap11Namespace,
                     "<e:Fault><faultcode>e:Client.Authentication</faultcode><faultstring>who?</faultstring>"
                     "<detail><x>1</x></detail></e:Fault>"),
            shop(), {});
        QVERIFY(read11);
        QCOMPARE(read11->status, 400);
        QCOMPARE(read11->value["detail"], Json("who?"));
        QCOMPARE(read11->value["faultCode"], Json("Client"));
        QCOMPARE(read11->value["code"], Json("soap_fault"));
        QCOMPARE(read11->value["faultDetail"], Json({{"x", "1"}}));
        const auto read12 = readSoapAnswer(
            envelope(kSoap12Namespace,
                     "<e:Fault><e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason>"
                     "<e:Text xml:lang='en'>down</e:Text><e:Text xml:lang='de'>aus</e:Text></e:Reason></e:Fault>"),
            shop(), {});
        QVERIFY(read12);
        QCOMPARE(read12->status, 502);
        QCOMPARE(read12->value["detail"], Json("down"));
        QVERIFY(!readSoapAnswer("<a/>", shop(), {}));
        QVERIFY(!readSoapAnswer("nonsense", shop(), {}));
    }

    void faultsHaveTheirStatus() {
        QCOMPARE(faultStatus(Format::Soap11, {FaultCode::Sender, "", {}, {}}), 500);
        QCOMPARE(faultStatus(Format::Soap12, {FaultCode::Sender, "", {}, {}}), 400);
        QCOMPARE(faultStatus(Format::Soap12, {FaultCode::Receiver, "", {}, {}}), 500);
        QCOMPARE(faultStatus(Format::Soap12, {FaultCode::MustUnderstand, "", {}, {}}), 500);
    }

    void notUnderstoodIsTold() {
        const SoapService service = shop();
        const auto read = readSoapCall(
            envelope(kSoap12Namespace, get, "<e:Header><x:Tx xmlns:x='urn:tx' e:mustUnderstand='1'/></e:Header>"), "",
            Format::Soap12, service, {});
        QVERIFY(!read);
        const std::string fault = writeSoapFault(read.error().version, read.error().fault);
        QVERIFY2(fault.find("<soap:NotUnderstood qname=\"h:Tx\" xmlns:h=\"urn:tx\"/>") != std::string::npos,
                 fault.c_str());
        QVERIFY(fault.find("soap:MustUnderstand") != std::string::npos);
        QVERIFY(xmlToJson(fault));
    }

    void messagesCanHoldAnything() {
        const auto written = writeSoapFault(Format::Soap11, {FaultCode::Sender, "a\x01<b>\xFF", {}, {}});
        QVERIFY(xmlToJson(written));
    }

    void restBecomesAnEnvelope() {
        const SoapService service = shop();
        const auto get11 = writeSoapRequest(Format::Soap11, service, "GET", "/products/a%2F1?locale=de", nullptr, {});
        QVERIFY(get11);
        QCOMPARE(get11->soapAction, std::string("\"urn:shop#GetProduct\""));
        QCOMPARE(get11->contentType, std::string("text/xml; charset=utf-8"));
        QCOMPARE(call(get11->envelope, get11->soapAction), "soap11 GET /products/a%2F1?locale=de");
        const auto post12 = writeSoapRequest(Format::Soap12, service, "POST", "/orders", Json{{"customer", "c"}}, {});
        QVERIFY(post12);
        QVERIFY(post12->soapAction.empty());
        QCOMPARE(post12->contentType, std::string("application/soap+xml; charset=utf-8; action=\"urn:shop#Order\""));
        QCOMPARE(call(post12->envelope), "soap12 POST /orders {'customer':'c'}");
        const auto reason = [&](const char* method, const char* target, const Json& body) {
            const auto written = writeSoapRequest(Format::Soap11, service, method, target, body, {});
            return QString(written ? "written" : reasonWord(written.error().reason));
        };
        QCOMPARE(reason("PUT", "/orders", nullptr), "unknown_operation");
        QCOMPARE(reason("GET", "/products", nullptr), "unknown_operation");
        QCOMPARE(reason("GET", "/products/1?id=2", nullptr), "duplicate_key");
        QCOMPARE(reason("POST", "/orders", Json::array({1})), "bad_value");
        QCOMPARE(reason("GET", "/products/1?a=%zz", nullptr), "malformed");
    }
};

QTEST_GUILESS_MAIN(MediationSoapTest)
#include "mediation_soap_test.moc"
