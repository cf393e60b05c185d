#include <QtTest>

#include "mediation/cbor.h"
#include "mediation/mediator.h"

using namespace slipway::mediation;

/// Whole exchanges: clients of all formats against one service that speaks JSON.
class MediationMediatorTest : public QObject {
    Q_OBJECT

    static RouteMediation products() {
        RouteMediation route;
        route.offer.clients = {Format::Xml,  Format::Cbor,   Format::MessagePack,
                               Format::Form, Format::Soap11, Format::Soap12};
        route.soap.emplace();
        route.soap->targetNamespace = "urn:shop";
        route.soap->operations.push_back({"GetProduct", "", "GET", *PathTemplate::compile("/products/{id}"), ""});
        route.soap->operations.push_back({"AddProduct", "", "POST", *PathTemplate::compile("/products"), ""});
        route.soap->mapping.numbers = {"id", "price"};
        return route;
    }
    static Json tea() { return {{"id", 7}, {"name", "Tea <green> & \"mint\""}, {"price", 12.5}}; }

    /// The service: GET of one product, POST of one, problems for all else.
    static Answer service(const Request& request) {
        const auto json = [](int status, const Json& value, const char* type = "application/json") {
            return Answer{status, {{"Content-Type", type}, {"ETag", "\"v1\""}, {"Content-Length", "1"}}, value.dump()};
        };
        if (request.method != "POST" && request.target.starts_with("/products/7"))
            return json(200, tea());
        if (request.method == "POST" && request.target == "/products" &&
            field(request.headers, "Content-Type") == "application/json") {
            const auto body = parseJson(request.body);
            if (body && *body == tea())
                return json(201, tea());
            return json(422, {{"title", "Not tea"}, {"detail", request.body}, {"status", 422}},
                        "application/problem+json");
        }
        return json(404, {{"title", "No such product"}, {"status", 404}}, "application/problem+json");
    }
    static std::string field(const Fields& headers, const std::string& name) {
        for (const auto& [key, value] : headers)
            if (key == name)
                return value;
        return {};
    }
    static Answer ask(const RouteMediation& route, const Request& request) {
        const RequestResult result = mediateRequest(route, request);
        if (result.answer)
            return *result.answer;
        return mediateAnswer(route, result.conversation, service(*result.request));
    }
    static Request get(const std::string& accept) { return {"GET", "/products/7", {{"Accept", accept}}, "", false}; }
    static Request post(const std::string& type, const std::string& body, const std::string& accept = "") {
        Request request{"POST", "/products", {{"Content-Type", type}}, body, true};
        if (!accept.empty())
            request.headers.emplace_back("Accept", accept);
        return request;
    }
    static std::string envelope(std::string_view ns, const std::string& body) {
        return "<e:Envelope xmlns:e='" + std::string(ns) + "'><e:Body>" + body + "</e:Body></e:Envelope>";
    }

  private slots:
    void allClientsGetTheSameAnswer() {
        const RouteMediation route = products();
        const Answer json = ask(route, get("application/json"));
        QCOMPARE(json.status, 200);
        QCOMPARE(*parseJson(json.body), tea());
        QCOMPARE(field(json.headers, "ETag"), std::string("\"v1\""));
        QCOMPARE(field(json.headers, "Vary"), std::string("Accept"));
        const Answer xml = ask(route, get("application/xml"));
        QCOMPARE(*xmlToJson(xml.body), tea());
        QCOMPARE(field(xml.headers, "Content-Type"), std::string("application/xml"));
        QCOMPARE(field(xml.headers, "ETag"), std::string("W/\"v1-slipway-xml\""));
        QCOMPARE(field(xml.headers, "Content-Length"), std::string());
        QCOMPARE(*cborToJson(ask(route, get("application/cbor")).body), tea());
        QCOMPARE(*messagePackToJson(ask(route, get("application/msgpack")).body), tea());
        for (const Format version : {Format::Soap11, Format::Soap12}) {
            Request request = post(fieldValue(mediaTypeOf(version)),
                                   envelope(version == Format::Soap11 ? kSoap11Namespace : kSoap12Namespace,
                                            "<GetProduct xmlns='urn:shop'><id>7</id></GetProduct>"),
                                   "text/html");
            if (version == Format::Soap11)
                request.headers.emplace_back("SOAPAction", "\"\"");
            const Answer soap = ask(route, request);
            QCOMPARE(soap.status, 200);
            QCOMPARE(field(soap.headers, "Content-Type"), fieldValue(mediaTypeOf(version)));
            const auto read = readSoapAnswer(soap.body, *route.soap, {});
            QVERIFY(read && !read->problem);
            QCOMPARE(read->value, tea());
        }
    }

    void allClientsCanSay() {
        const RouteMediation route = products();
        QCOMPARE(ask(route, post("application/json", tea().dump())).status, 201);
        const Answer xml = ask(route, post("application/xml", *jsonToXml(tea()), "application/xml"));
        QCOMPARE(xml.status, 201);
        QCOMPARE(*xmlToJson(xml.body), tea());
        QCOMPARE(ask(route, post("application/cbor", *jsonToCbor(tea()))).status, 201);
        QCOMPARE(ask(route, post("application/msgpack", *jsonToMessagePack(tea()))).status, 201);
        QCOMPARE(
            ask(route, post("application/soap+xml",
                            envelope(kSoap12Namespace,
                                     "<AddProduct xmlns='urn:shop'><id>7</id><name>Tea &lt;green> &amp; \"mint\"</name>"
                                     "<price>12.5</price></AddProduct>")))
                .status,
            200);
    }

    void aFormNeedsATemplate() {
        RouteMediation route = products();
        QCOMPARE(ask(route, post("application/x-www-form-urlencoded", "id=7&name=x&price=12.5")).status, 422);
        route.requestTemplate =
            *BodyTemplate::compile(Json::parse("{\"id\":{\"$as_number\":{\"$ptr\":\"/id\"}},\"name\":{\"$ptr\":\"/"
                                               "name\"},\"price\":{\"$as_number\":{\"$ptr\":\"/price\"}}}"));
        QCOMPARE(
            ask(route, post("application/x-www-form-urlencoded", "id=7&name=Tea+%3Cgreen%3E+%26+%22mint%22&price=12.5"))
                .status,
            201);
        const Answer missing = ask(route, post("application/x-www-form-urlencoded", "id=7"));
        QCOMPARE(missing.status, 422);
        QCOMPARE((*parseJson(missing.body))["code"], Json("missing"));
    }

    void anAnswerHasATemplate() {
        RouteMediation route = products();
        route.answerTemplate = *BodyTemplate::compile(Json::parse("{\"label\":{\"$text\":\"${/name}: ${/price}\"}}"));
        const Answer answer = ask(route, get("application/json"));
        QCOMPARE((*parseJson(answer.body))["label"], Json("Tea <green> & \"mint\": 12.5"));
        QCOMPARE(field(answer.headers, "ETag"), std::string("W/\"v1-slipway-json\""));
        // An error has its own shape.
        QCOMPARE((*parseJson(ask(route, {"GET", "/other", {}, "", false}).body))["title"], Json("No such product"));
    }

    void problemsAreTranslated() {
        const RouteMediation route = products();
        const Answer xml = ask(route, {"GET", "/other", {{"Accept", "application/xml"}}, "", false});
        QCOMPARE(xml.status, 404);
        QCOMPARE(field(xml.headers, "Content-Type"), std::string("application/problem+xml"));
        QVERIFY(xml.body.find("<problem xmlns=\"urn:ietf:rfc:7807\"") != std::string::npos);
        const Answer soap =
            ask(route, post("application/soap+xml",
                            envelope(kSoap12Namespace, "<GetProduct xmlns='urn:shop'><id>8</id></GetProduct>")));
        QCOMPARE(soap.status, 400);
        const auto read = readSoapAnswer(soap.body, *route.soap, {});
        QVERIFY(read && read->problem);
        QCOMPARE(read->status, 404);
    }

    void aServiceThatSpeaksSoapAlone() {
        for (const Format version : {Format::Soap11, Format::Soap12}) {
            RouteMediation route = products();
            route.offer.clients = {Format::Xml, Format::Cbor};
            route.backend = version;
            route.backendTarget = "/ws?v=1";
            const auto answered = [&](const Request& request, const std::string& inBody) {
                const RequestResult result = mediateRequest(route, request);
                if (!result.request)
                    return *result.answer;
                [&] {
                    QCOMPARE(result.request->method, std::string("POST"));
                    QCOMPARE(result.request->target, std::string("/ws?v=1"));
                    QCOMPARE(field(result.request->headers, "Content-Type"), fieldValue(mediaTypeOf(version)));
                    QCOMPARE(field(result.request->headers, "SOAPAction"),
                             std::string(version == Format::Soap11 ? "\"\"" : ""));
                    QVERIFY(needsWholeAnswer(route, result.conversation, 200, "text/xml"));
                    const auto call = readSoapCall(result.request->body, "", version, *route.soap, {});
                    QVERIFY(call.has_value());
                    QCOMPARE(call->target, request.target);
                }();
                const std::string ns(version == Format::Soap11 ? kSoap11Namespace : kSoap12Namespace);
                return mediateAnswer(route, result.conversation,
                                     {200, {{"Content-Type", fieldValue(mediaTypeOf(version))}}, envelope(ns, inBody)});
            };
            QVERIFY(needsWholeBody(route, {"", "", false, false}));
            const std::string found =
                "<GetProductResponse xmlns='urn:shop'><id>7</id><name>Tea</name></GetProductResponse>";
            const Json tea{{"id", 7}, {"name", "Tea"}};
            const Answer json = answered(get("application/json"), found);
            QCOMPARE(json.status, 200);
            QCOMPARE(field(json.headers, "Content-Type"), std::string("application/json"));
            QCOMPARE(*parseJson(json.body), tea);
            QCOMPARE(*xmlToJson(answered(get("application/xml"), found).body), tea);
            QCOMPARE(*cborToJson(answered(get("application/cbor"), found).body), tea);
            QCOMPARE(answered(post("application/json", "{\"id\":7}"), "<AddProductResponse xmlns='urn:shop'/>").status,
                     200);
            const std::string fault =
                version == Format::Soap11
                    ? "<e:Fault><faultcode>e:Client</faultcode><faultstring>No such product</faultstring></e:Fault>"
                    : "<e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text xml:lang='en'>No such "
                      "product</e:Text></e:Reason></e:Fault>";
            const Answer refused = answered(get("application/json"), fault);
            QCOMPARE(refused.status, 400);
            QCOMPARE(field(refused.headers, "Content-Type"), std::string("application/problem+json"));
            QCOMPARE((*parseJson(refused.body))["detail"], Json("No such product"));
            QCOMPARE(answered(get("application/json"), "<x").status, 502);
            QCOMPARE((*parseJson(answered({"DELETE", "/other", {}, "", false}, "").body))["code"],
                     Json("unknown_operation"));
            // The page of whoever stands in front of it passes.
            const Conversation conversation = mediateRequest(route, get("application/json")).conversation;
            const Answer page = mediateAnswer(route, conversation, {503, {{"Content-Type", "text/html"}}, "<h1>"});
            QCOMPARE(page.status, 503);
            QCOMPARE(page.body, std::string("<h1>"));
        }
    }

    void refusalsAreProblems() {
        const RouteMediation route = products();
        const auto code = [&](const Request& request) {
            const Answer answer = ask(route, request);
            const auto body = parseJson(answer.body);
            return QString("%1 %2")
                .arg(answer.status)
                .arg(body ? QString::fromStdString((*body)["code"].get<std::string>()) : "no problem");
        };
        QCOMPARE(code(post("application/xml", "<!DOCTYPE a><a/>")), "400 doctype");
        QCOMPARE(code(post("application/xml", "<a>")), "400 malformed");
        QCOMPARE(code(post("image/png", "x")), "415 unsupported_media_type");
        QCOMPARE(code(get("image/png")), "406 not_acceptable");
        QCOMPARE(code(post("application/xml", std::string(2'000'000, ' '))), "413 too_large");
        Request packed = post("application/xml", "x");
        packed.headers.emplace_back("Content-Encoding", "gzip");
        QCOMPARE(code(packed), "415 unsupported_media_type");
        const Answer fault = ask(route, post("application/soap+xml", "<!DOCTYPE a><a/>"));
        QCOMPARE(fault.status, 400);
        QVERIFY(readSoapAnswer(fault.body, *route.soap, {})->problem);
    }

    /// SOAP 1.1 wants a SOAPAction, and many clients send none: the envelope says what it is.
    void anEnvelopeNeedsNoAction() {
        RouteMediation route = products();
        const auto ask11 = [&](const std::string& body) { return ask(route, post("text/xml; charset=utf-8", body)); };
        const std::string call = "<GetProduct xmlns='urn:shop'><id>7</id></GetProduct>";
        for (const auto ns : {kSoap11Namespace, kSoap12Namespace})
            for (const std::string before : {"", "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <a> -->\n"}) {
                const Answer answer = ask11(before + envelope(ns, call));
                QCOMPARE(answer.status, 200);
                const auto read = readSoapAnswer(answer.body, *route.soap, {});
                QVERIFY(read && !read->problem);
                QCOMPARE(read->value, tea());
            }
        // What comes behind the root's tag is told by a fault, with its place.
        const Answer broken =
            ask11("<e:Envelope b='1' xmlns:e = \"" + std::string(kSoap11Namespace) + "\">\n<e:Body></e>");
        QCOMPARE(broken.status, 500);
        QVERIFY2(
            readSoapAnswer(broken.body, *route.soap, {})->value["detail"].get<std::string>().starts_with("line 2, "),
            broken.body.c_str());
        // Plain XML stays plain, and so does an envelope of somebody else's.
        QCOMPARE(ask(route, post("text/xml", *jsonToXml(tea()))).status, 201);
        for (const char* other :
             {"<Envelope xmlns='urn:post'/>", "<e:Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'/>",
              "<Envelope/>", "<Envelope a>", "", "<", "<!--", "{}"})
            QVERIFY2(!opensEnvelope(other), other);
        QVERIFY(needsWholeBody(route, {"text/xml", "", true, false}));
        route.offer.service = {Format::Xml};
        QVERIFY(needsWholeBody(route, {"text/xml", "", true, false}));
        QVERIFY(!needsWholeBody(route, {"application/xml", "", true, false}));
    }

    void faultsGiveTheServicesReason() {
        const RouteMediation route = products();
        const std::string call = envelope(kSoap11Namespace, "<GetProduct xmlns='urn:shop'><id>8</id></GetProduct>");
        const auto reason = [&](const char* type, const char* body) {
            const auto asked = mediateRequest(route, post("text/xml", call));
            const Answer fault = mediateAnswer(route, asked.conversation, {404, {{"Content-Type", type}}, body});
            const std::size_t from = fault.body.find("<faultstring>") + 13;
            return fault.body.substr(from, fault.body.find("</faultstring>") - from);
        };
        const std::string none = "No such product";
        QCOMPARE(reason("application/problem+json", R"({"title":"Not Found","detail":"No such product"})"), none);
        QCOMPARE(reason("application/problem+json", R"({"title":"No such product","status":404})"), none);
        QCOMPARE(
            reason("application/problem+xml",
                   "<problem xmlns='urn:ietf:rfc:7807'><title>x</title><detail>No such product</detail></problem>"),
            none);
        QCOMPARE(reason("application/json", R"({"error":{"code":"not_found","message":"No such product"}})"), none);
        QCOMPARE(reason("application/json", "[]"), std::string("HTTP status 404"));
    }

    void refusalsNameThePlace() {
        RouteMediation route = products();
        const auto detail = [&](const std::string& type, const std::string& body) {
            return QString::fromStdString(parseJson(ask(route, post(type, body)).body)->value("detail", ""));
        };
        QVERIFY2(detail("application/xml", "<a>\n  <ü/><b></a>").startsWith("line 2, column 13: "),
                 qPrintable(detail("application/xml", "<a>\n  <ü/><b></a>")));
        QCOMPARE(detail("application/xml", "<a>\n<p:b/></a>"), "line 2, column 2: the prefix 'p' is not declared");
        QVERIFY(detail("application/cbor", "\x82\x01\xff").startsWith("byte "));
        QVERIFY(detail("application/x-www-form-urlencoded", "a=1&b=%zz").startsWith("byte "));
        route.requestTemplate = *BodyTemplate::compile(Json::parse(R"({"id":{"$as_number":{"$ptr":"/id"}}})"));
        QCOMPARE(detail("application/json", "{\"a\":\n {"),
                 "line 2, column 3: syntax error while parsing object key - unexpected end of input; expected string "
                 "literal");
        QCOMPARE(detail("application/json", R"({"a":[1,{"b/c":123456789012345678901}]})"),
                 "at /a/1/b~1c: an integer of 21 digits would lose some of them: send it as text");
        QCOMPARE(detail("application/json", R"({"a":{"b":1,"b":2}})"), "at /a/b: the key stands twice in its object");
        QCOMPARE(detail("application/json", R"({"id":"x"})"), "what is at '/id' is no number");
    }

    void whatAServiceSendsWronglyIsA502() {
        const RouteMediation route = products();
        const Conversation conversation = mediateRequest(route, get("application/xml")).conversation;
        const auto status = [&](const Answer& answer) { return mediateAnswer(route, conversation, answer).status; };
        QCOMPARE(status({200, {{"Content-Type", "application/json"}}, "{"}), 502);
        QCOMPARE(status({200, {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, "{}"}), 502);
        QCOMPARE(status({200, {{"Content-Type", "application/json"}}, std::string(2'000'000, ' ')}), 502);
        QCOMPARE(status({200, {{"Content-Type", "image/png"}}, "\x89PNG"}), 200);
        QCOMPARE(status({204, {}, ""}), 204);
    }

    void theServiceIsAskedForWhatItSpeaks() {
        const RouteMediation route = products();
        Request request = get("application/xml");
        request.headers.emplace_back("If-None-Match", "W/\"v1-slipway-xml\", \"v2\"");
        request.headers.emplace_back("Accept-Encoding", "gzip, br");
        const RequestResult result = mediateRequest(route, request);
        QVERIFY(result.request);
        QCOMPARE(field(result.request->headers, "Accept"), std::string("application/json"));
        QCOMPARE(field(result.request->headers, "Accept-Encoding"), std::string("identity"));
        QCOMPARE(field(result.request->headers, "If-None-Match"), std::string("W/\"v1\", \"v2\""));
        // 304 and HEAD have the fields that a GET would get, and no body.
        const Answer unchanged = mediateAnswer(route, result.conversation,
                                               {304, {{"Content-Type", "application/json"}, {"ETag", "\"v1\""}}, ""});
        QCOMPARE(unchanged.status, 304);
        QCOMPARE(field(unchanged.headers, "ETag"), std::string("W/\"v1-slipway-xml\""));
    }

    void varyIsKept() {
        const RouteMediation route = products();
        const auto vary = [&](const char* own) {
            return field(
                mediateAnswer(route, mediateRequest(route, get("")).conversation, {200, {{"Vary", own}}, ""}).headers,
                "Vary");
        };
        QCOMPARE(vary("Origin"), std::string("Origin, Accept"));
        QCOMPARE(vary("origin, ACCEPT"), std::string("origin, ACCEPT"));
        QCOMPARE(vary("Accept-Language"), std::string("Accept-Language, Accept"));
        QCOMPARE(vary("*"), std::string("*"));
    }

    void pathsAreRewritten() {
        RouteMediation route = products();
        route.rewrite.from = *PathTemplate::compile("/v1/items/{id}");
        route.rewrite.to = *PathTemplate::compile("/products/{id}");
        QCOMPARE(ask(route, {"GET", "/v1/items/7", {}, "", false}).status, 200);
        QCOMPARE(ask(route, {"GET", "/v1/items/8", {}, "", false}).status, 404);
    }

    void onlyWhatMustBeWholeIsWaitedFor() {
        const RouteMediation route = products();
        QVERIFY(needsWholeBody(route, {"application/xml", "", true, false}));
        QVERIFY(!needsWholeBody(route, {"application/json", "", true, false}));
        QVERIFY(!needsWholeBody(route, {"", "", false, false}));
    }
};

QTEST_GUILESS_MAIN(MediationMediatorTest)
#include "mediation_mediator_test.moc"
