#include <QtTest>

#include "kit/http.h"
#include "kit/ids.h"
#include "kit/json.h"
#include "kit/json_writer.h"
#include "kit/log.h"
#include "kit/metrics.h"
#include "kit/openapi.h"
#include "kit/page.h"
#include "kit/request_context.h"
#include "kit/router.h"
#include "shop_testing.h"

using namespace shop;
using namespace shop::kit;

namespace {

Request requestFor(std::string_view method, std::string_view path, std::string_view query = {}) {
    Request request;
    request.method = method;
    request.path = path;
    request.query = query;
    return request;
}

Request bodyRequest(std::string_view body, std::string_view type = "application/json") {
    Request request;
    request.method = "POST";
    request.body = body;
    request.headers.emplace_back("content-type", type);
    return request;
}

}  // namespace

class KitTest : public QObject {
    Q_OBJECT
  private slots:
    void pathsAreMatchedByWholeSegments() {
        Router router;
        const Handler nothing = [](Request&) -> Result<Response> { return Response{}; };
        router.get("/users", Work::Quick, nothing);
        router.post("/users", Work::Quick, nothing);
        router.get("/users/{id}", Work::Quick, nothing);
        router.get("/users/{id}/points", Work::Quick, nothing);
        router.get("/", Work::Quick, nothing);

        Request one = requestFor("GET", "/users/u%5f1");
        const auto match = router.match(one);
        QVERIFY(match.route != nullptr);
        QCOMPARE(match.route->pattern, std::string("/users/{id}"));
        QCOMPARE(one.param("id"), std::string("u_1"));

        for (const char* none : {"/user", "/users/", "/users//points", "/users/1/2/3", "/usersx", "users", "", "//"}) {
            Request request = requestFor("GET", none);
            const auto missed = router.match(request);
            QVERIFY2(missed.route == nullptr && missed.allow.empty(), none);
        }
        Request head = requestFor("HEAD", "/users/7/points");
        QVERIFY(router.match(head).route != nullptr);
        Request wrong = requestFor("DELETE", "/users");
        QCOMPARE(router.match(wrong).allow, std::string("GET, HEAD, POST"));
        Request broken = requestFor("GET", "/users/%zz");
        QVERIFY(router.match(broken).badEncoding);
        Request root = requestFor("GET", "/");
        QVERIFY(router.match(root).route != nullptr);
    }

    void theRoutesAreTheirOwnDocument() {
        const auto none = [](Request&) -> Result<Response> { return Response{}; };
        Router router;
        router.get("/health/ready", Work::Quick, none);
        router.get("/users", Work::Quick, none);
        router.put("/users/{id}/name", Work::Blocking, none);
        const Json document = Json::parse(openApiDocument("users", router.routes()));
        QCOMPARE(document["info"]["title"], "users");
        QCOMPARE(document["paths"].size(), std::size_t(2));
        const Json& change = document["paths"]["/users/{id}/name"]["put"];
        QCOMPARE(change["operationId"], "put-users-id-name");
        QCOMPARE(change["parameters"].size(), std::size_t(1));
        QCOMPARE(change["parameters"][0]["name"], "id");
        QVERIFY(change.contains("requestBody") && !document["paths"]["/users"]["get"].contains("requestBody"));
    }

    void percentCodingIsStrictAndRoundTrips() {
        const std::string all = "a/b?c=d&e%f 한글~._-";
        QCOMPARE(percentDecode(percentEncode(all)).value(), all);
        QVERIFY(!percentDecode("%4"));
        QVERIFY(!percentDecode("%"));
        QVERIFY(!percentDecode("%g1"));
        QVERIFY(!percentDecode("a%00b"));
        QCOMPARE(requestFor("GET", "/", "a=1&user_id=u%5f2&b").queryValue("user_id").value(), std::string("u_2"));
        QVERIFY(!requestFor("GET", "/", "a=1").queryValue("b"));
        QVERIFY(!requestFor("GET", "/", "xlimit=1").queryValue("limit"));
    }

    void theJsonWriterWritesWhatAParserReads() {
        std::string out;
        JsonWriter json(out);
        const std::string nasty = std::string("\"\\/\n\t\x01 한 \xF0\x9F\x8D\x8A ") + "\xC3\x28 \xED\xA0\x80 \xFF";
        json.beginObject().field("text", nasty).field("n", std::int64_t{-42}).key("list").beginArray();
        json.value(1).value(true).null().beginObject().endObject().endArray().key("ms").thousandths(-1005).endObject();
        const Json read = Json::parse(out, nullptr, false);
        QVERIFY2(!read.is_discarded(), out.c_str());
        QCOMPARE(read["n"].get<int>(), -42);
        QCOMPARE(read["list"].size(), std::size_t{4});
        QCOMPARE(read["ms"].get<double>(), -1.005);
        const auto text = read["text"].get<std::string>();
        QVERIFY(text.starts_with("\"\\/\n\t\x01 한 \xF0\x9F\x8D\x8A \xEF\xBF\xBD( "));
        QVERIFY(text.find("\xED\xA0\x80") == std::string::npos);
    }

    void bodiesAreCheckedBeforeTheyAreUsed() {
        VERIFY_OK(readObject(bodyRequest("{}", "application/json; charset=utf-8")));
        QVERIFY(readObject(bodyRequest("{}", "text/plain")).error().fault == Fault::MediaType);
        QVERIFY(readObject(bodyRequest("{}", "")).error().fault == Fault::MediaType);
        QVERIFY(readObject(bodyRequest("{", "application/json")).error().fault == Fault::BadRequest);
        QVERIFY(readObject(bodyRequest("[1]", "application/json")).error().fault == Fault::Invalid);

        const Json body =
            Json::parse(R"({"name":"  한글  ","n":7,"f":1.5,"big":18446744073709551615,"bell":"a\u0007"})");
        QCOMPARE(stringField(body, "name", 2, 2).value(), std::string("한글"));
        VERIFY_FAULT(stringField(body, "name", 3, 9), "invalid");
        VERIFY_FAULT(stringField(body, "bell", 1, 9), "invalid");
        VERIFY_FAULT(stringField(body, "missing", 0, 9), "invalid");
        QCOMPARE(integerField(body, "n", 1, 7).value(), std::int64_t{7});
        VERIFY_FAULT(integerField(body, "n", 8, 9), "invalid");
        VERIFY_FAULT(integerField(body, "f", 0, 9), "invalid");
        VERIFY_FAULT(integerField(body, "big", 0, 9), "invalid");
        QVERIFY(!optionalInteger(body, "missing", 0, 9).value());
        VERIFY_FAULT(onlyFields(body, {"name"}), "unknown_field");
    }

    void pagesTakeLimitsAndTheirOwnCursorsOnly() {
        QCOMPARE(pageRequest(requestFor("GET", "/"), "p_").value().limit, std::int64_t{20});
        const std::string query = "limit=3&cursor=" + makeCursor("p_0007");
        const auto page = pageRequest(requestFor("GET", "/", query), "p_").value();
        QCOMPARE(page.limit, std::int64_t{3});
        QCOMPARE(page.after, std::string("p_0007"));
        for (const char* limit : {"limit=0", "limit=101", "limit=x", "limit=1x", "limit=", "limit=-1"})
            VERIFY_FAULT(pageRequest(requestFor("GET", "/", limit), "p_"), "invalid");
        const std::string foreign = "cursor=" + makeCursor("u_0007");
        VERIFY_FAULT(pageRequest(requestFor("GET", "/", foreign), "p_"), "bad_cursor");
        VERIFY_FAULT(pageRequest(requestFor("GET", "/", "cursor=%21"), "p_"), "bad_cursor");
    }

    void idsSortByTheTimeOfTheirMaking() {
        std::string before = newId("p_");
        for (int i = 0; i < 3; ++i) {
            QTest::qSleep(2);
            const std::string next = newId("p_");
            QVERIFY(before < next);
            QCOMPARE(next.size(), std::size_t{28});
            before = next;
        }
        QVERIFY("p_0012" < before);  // samples come first
    }

    void timesAreWrittenAsRfc3339() {
        QCOMPARE(formatTimestamp(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(formatTimestamp(1'709'251'199'999), std::string("2024-02-29T23:59:59.999Z"));
        QCOMPARE(formatTimestamp(253'402'300'799'999), std::string("9999-12-31T23:59:59.999Z"));
    }

    void phasesAddUpAndNest() {
        RequestContext context;
        context.timings.start();
        {
            const RequestScope scope(context);
            const PhaseScope store(Phase::Store);
            QTest::qSleep(3);
            const PhaseScope encode(Phase::Encode);
            QTest::qSleep(3);
        }
        context.timings.stop();
        QVERIFY(context.timings.microseconds(Phase::Store) >= 3000);
        QVERIFY(context.timings.microseconds(Phase::Encode) >= 3000);
        QVERIFY(context.timings.header().starts_with("decode;dur=0.000, domain;dur="));
        QVERIFY(context.timings.header().find("calls") == std::string::npos);
        QVERIFY(RequestContext::current() == nullptr);
    }

    void metricsCountByRouteAndStatus() {
        Router router;
        router.get("/users/{id}", Work::Quick, [](Request&) -> Result<Response> { return Response{}; });
        Metrics metrics("users");
        metrics.prepare(router.routes());
        for (int i = 0; i < 3; ++i) {
            metrics.began();
            metrics.ended(0, i == 0 ? 404 : 200, std::chrono::microseconds(300), true);
        }
        metrics.began();
        metrics.ended(0, 200, std::chrono::microseconds(99'000'000), false);
        metrics.began();
        metrics.refused(400);
        metrics.called("points", "GET", 200);
        const std::string text = metrics.text();
        const auto has = [&](const std::string& line) { return text.find(line + "\n") != std::string::npos; };
        QVERIFY(has(R"(shop_requests_served_total{service="users"} 4)"));
        QVERIFY(has(R"(shop_requests_in_flight{service="users"} 1)"));
        QVERIFY(has(R"(shop_requests_total{service="users",method="GET",route="/users/{id}",status="200"} 3)"));
        QVERIFY(has(R"(shop_requests_total{service="users",method="GET",route="/users/{id}",status="404"} 1)"));
        QVERIFY(has(R"(shop_requests_total{service="users",method="OTHER",route="unmatched",status="400"} 1)"));
        const std::string bucket =
            R"(shop_request_duration_seconds_bucket{service="users",method="GET",route="/users/{id}",le=)";
        QVERIFY(has(bucket + R"("0.000250"} 0)"));
        QVERIFY(has(bucket + R"("0.000500"} 3)"));
        QVERIFY(has(bucket + R"("+Inf"} 4)"));
        QVERIFY(has(R"(shop_calls_total{service="users",to="points",method="GET",status="200"} 1)"));
    }
};

QTEST_GUILESS_MAIN(KitTest)
#include "kit_test.moc"
