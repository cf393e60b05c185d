#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>
#include <nlohmann/json.hpp>

#include "daemon/otlp_exporter.h"
#include "daemon/prometheus_text.h"
#include "daemon/trace_store.h"

using namespace slipway;
using namespace slipway::daemon;
using namespace std::chrono_literals;
using nlohmann::json;
using protocol::SpanKind;
using protocol::SpanRecord;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

SpanRecord exchange(std::uint64_t trace, std::uint64_t span = 1, const char* project = "shop") {
    SpanRecord record;
    record.kind = SpanKind::Exchange;
    record.sampled = true;
    record.trace = {1, trace};
    record.span = span;
    record.startNs = 1'700'000'000 * kSecond + static_cast<std::int64_t>(trace) * 1000;
    record.durationNs = 5'000'000;
    record.status = 200;
    record.attempt = 1;
    record.project = project;
    record.service = "gateway";
    record.target = "orders";
    record.instance = "shop/orders-1";
    record.method = "POST";
    record.host = "shop.local:8080";
    record.path = "/orders";
    record.route = "orders";
    record.requestId = "r-1";
    return record;
}

/// A collector: takes whole requests, answers what it is told to.
class Collector : public QObject {
  public:
    struct Answer {
        int status = 200;
        QByteArray fields;
        QByteArray body = "{}";
    };
    std::vector<Answer> answers;  ///< of the first requests; then 200
    std::vector<QByteArray> heads;
    std::vector<json> documents;

    Collector() {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* socket = m_server.nextPendingConnection()) {
                auto bytes = std::make_shared<QByteArray>();
                connect(socket, &QTcpSocket::readyRead, this, [this, socket, bytes] { take(*socket, *bytes); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }
    std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(m_server.serverPort()); }

  private:
    void take(QTcpSocket& socket, QByteArray& bytes) {
        bytes += socket.readAll();
        const auto end = bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const QByteArray head = bytes.left(end);
        const auto length = QRegularExpression("content-length: (\\d+)", QRegularExpression::CaseInsensitiveOption)
                                .match(QString::fromLatin1(head))
                                .captured(1)
                                .toInt();
        if (bytes.size() < end + 4 + length)
            return;
        heads.push_back(head);
        documents.push_back(json::parse(bytes.mid(end + 4, length).toStdString(), nullptr, false));
        bytes.clear();
        const Answer answer = heads.size() <= answers.size() ? answers[heads.size() - 1] : Answer{};
        socket.write("HTTP/1.1 " + QByteArray::number(answer.status) + " X\r\nContent-Type: application/json\r\n" +
                     answer.fields + "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n" +
                     answer.body);
    }

    QTcpServer m_server;
};

OtlpExporter::Limits quick() {
    OtlpExporter::Limits limits;
    limits.gather = 1ms;
    limits.firstBackOff = 1ms;
    limits.longestBackOff = 4ms;
    limits.tries = 3;
    return limits;
}

const json& spansOf(const json& document) {
    return document.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans");
}

json attribute(const json& span, const std::string& key) {
    for (const auto& each : span.at("attributes"))
        if (each.at("key") == key)
            return each.at("value");
    return nullptr;
}

}  // namespace

class TracesTest : public QObject {
    Q_OBJECT
  private slots:
    void aTraceIsPutTogether() {
        TraceStore store;
        SpanRecord attempt = exchange(7, 2);
        attempt.kind = SpanKind::Try;
        attempt.parent = 1;
        attempt.startNs += 1'000'000;
        attempt.durationNs = 3'000'000;
        attempt.status = 503;
        attempt.failed = true;
        store.add(attempt);  // children end before their parents
        store.add(exchange(7));
        const auto trace = store.find("shop", {1, 7});
        QVERIFY(trace);
        QCOMPARE(trace->spans.size(), size_t{2});
        QCOMPARE(trace->spans[0].kind, std::string("exchange"));
        QCOMPARE(trace->spans[0].name, std::string("POST /orders"));
        QCOMPARE(trace->spans[1].parent, trace->spans[0].id);
        QCOMPARE(trace->spans[1].instance, std::string("orders-1"));
        QCOMPARE(trace->summary.id, std::string("00000000000000010000000000000007"));
        QCOMPARE(trace->summary.durationUs, std::int64_t{5000});
        QCOMPARE(trace->summary.status, 200);
        QVERIFY(trace->summary.failed);
        QCOMPARE(trace->summary.services, (std::vector<std::string>{"gateway", "orders"}));
        QVERIFY(!store.find("other", {1, 7}));  // no project sees another's
        QVERIFY(!store.find("shop", {1, 8}));
    }

    void aTraceIsNamedByItsRequestNotByItsTry() {
        TraceStore store;
        SpanRecord attempt = exchange(7, 2);  // as long as the exchange, to the microsecond
        attempt.kind = SpanKind::Try;
        attempt.parent = 1;
        store.add(attempt);
        store.add(exchange(7));
        QCOMPARE(store.list("shop", {}).at(0).name, std::string("POST /orders"));
        QCOMPARE(store.find("shop", {1, 7})->spans[0].kind, std::string("exchange"));
    }

    void theListIsFiltered() {
        TraceStore store;
        for (std::uint64_t i = 1; i <= 4; ++i) {
            SpanRecord each = exchange(i);
            each.durationNs = i * 1'000'000;
            each.status = i == 2 ? 503 : 200;
            each.failed = i == 2;
            each.target = i == 3 ? "users" : "orders";
            store.add(each);
        }
        store.add(exchange(9, 1, "other"));
        const auto ids = [&](const TraceStore::Filter& filter) {
            std::vector<std::uint64_t> found;
            for (const auto& row : store.list("shop", filter))
                found.push_back(parseTraceId(row.id)->low);
            return found;
        };
        using Ids = std::vector<std::uint64_t>;
        const auto filter = [](const char* service, const char* status, std::uint64_t minDurationUs = 0) {
            TraceStore::Filter made;
            made.service = service;
            made.status = status;
            made.minDurationUs = minDurationUs;
            return made;
        };
        TraceStore::Filter two;
        two.limit = 2;
        QCOMPARE(ids({}), (Ids{4, 3, 2, 1}));
        QCOMPARE(ids(filter("users", "")), (Ids{3}));
        QCOMPARE(ids(filter("", "", 3000)), (Ids{4, 3}));
        QCOMPARE(ids(filter("", "error")), (Ids{2}));
        QCOMPARE(ids(filter("", "ok")), (Ids{4, 3, 1}));
        QCOMPARE(ids(filter("", "503")), (Ids{2}));
        QCOMPARE(ids(filter("", "5xx")), (Ids{2}));
        QCOMPARE(ids(two), (Ids{4, 3}));
        store.forgetProject("shop");
        QVERIFY(ids({}).empty());
        QCOMPARE(store.spans(), size_t{1});
    }

    void oneIsFoundByWhatAUserHas() {
        TraceStore store;
        SpanRecord each = exchange(0x51);
        store.add(each);
        each.span = 2;  // of the same request, by another gateway
        store.add(each);
        each = exchange(0x52);
        each.requestId = "r-2";
        store.add(each);
        const auto meant = [&](const char* text) {
            std::vector<std::uint64_t> found;
            for (const TraceId& id : store.resolve("shop", text))
                found.push_back(id.low);
            return found;
        };
        using Ids = std::vector<std::uint64_t>;
        QCOMPARE(meant("00000000000000010000000000000051"), (Ids{0x51}));
        QCOMPARE(meant("r-1"), (Ids{0x51}));
        QCOMPARE(meant("r-2"), (Ids{0x52}));
        QCOMPARE(meant("0000000000000001"), (Ids{0x52, 0x51}));
        QCOMPARE(meant("000"), Ids{});
        QCOMPARE(meant("00000000000000010000000000000053"), Ids{});
        QVERIFY(store.resolve("other", "r-1").empty());
    }

    void theStoreIsBounded() {
        TraceStore::Bounds bounds;
        bounds.spans = 10;
        bounds.spansOfOne = 4;
        TraceStore store(bounds);
        for (std::uint64_t trace = 1; trace <= 20; ++trace)
            for (std::uint64_t span = 1; span <= 6; ++span)
                store.add(exchange(trace, span));
        QVERIFY(store.spans() <= 10);
        QCOMPARE(store.refused(), std::uint64_t{40});
        QVERIFY(store.evicted() >= 17);
        QVERIFY(store.find("shop", {1, 20}));
        QVERIFY(!store.find("shop", {1, 1}));

        bounds = {};
        bounds.bytes = 4096;
        TraceStore small(bounds);
        for (std::uint64_t trace = 1; trace <= 100; ++trace)
            small.add(exchange(trace));
        QVERIFY(small.bytes() <= 4096);
        QVERIFY(small.traces() > 1 && small.traces() < 100);
    }

    void whatFailedOutlivesTheOthers() {
        TraceStore::Bounds bounds;
        bounds.spans = 20;
        TraceStore store(bounds);
        SpanRecord failed = exchange(1000);
        failed.kind = SpanKind::Try;
        store.add(failed);
        failed = exchange(1000, 2);
        failed.failed = true;
        store.add(failed);
        for (std::uint64_t trace = 1; trace <= 100; ++trace)
            store.add(exchange(trace));
        QCOMPARE(store.spans(), size_t{20});
        QCOMPARE(store.find("shop", {1, 1000})->spans.size(), size_t{2});
        QCOMPARE(parseTraceId(store.list("shop", {}).back().id)->low, std::uint64_t{1000});
        QVERIFY(!store.find("shop", {1, 1}) && store.find("shop", {1, 100}));
        // But they do not drive out all others.
        for (std::uint64_t trace = 2000; trace < 2100; ++trace) {
            failed = exchange(trace);
            failed.failed = true;
            store.add(failed);
        }
        TraceStore::Filter good;
        good.status = "ok";
        QVERIFY(!store.find("shop", {1, 1000}));
        QVERIFY(!store.list("shop", good).empty());
        QCOMPARE(store.spans(), size_t{20});
        store.forgetProject("shop");
        QCOMPARE(store.spans() + store.bytes() + store.traces(), size_t{0});
    }

    void aCollectorGetsWhatTheProtocolSays() {
        Collector collector;
        OtlpExporter exporter(quick());
        exporter.configure("shop", {collector.endpoint(), {{"X-Key", "k"}}, 5s});
        SpanRecord attempt = exchange(7, 2);
        attempt.kind = SpanKind::Try;
        attempt.parent = 1;
        attempt.attempt = 2;
        attempt.status = 503;
        attempt.failed = true;
        attempt.error = "";
        exporter.add(exchange(7));
        exporter.add(attempt);
        exporter.add(exchange(8, 1, "other"));  // has no collector
        exporter.sendSoon();
        QTRY_COMPARE(exporter.counts("shop").sent, std::uint64_t{2});
        QCOMPARE(collector.documents.size(), size_t{1});
        const QByteArray head = collector.heads[0];
        QVERIFY(head.startsWith("POST /v1/traces HTTP/1.1\r\n"));
        QVERIFY(head.contains("Content-Type: application/json\r\n"));
        QVERIFY(head.contains("X-Key: k"));
        const json& document = collector.documents[0];
        QCOMPARE(document.at("resourceSpans").size(), size_t{1});
        const json& resource = document["resourceSpans"][0]["resource"];
        QCOMPARE(attribute(resource, "service.name").at("stringValue"), json("gateway"));
        QCOMPARE(attribute(resource, "service.namespace").at("stringValue"), json("shop"));
        const json& spans = spansOf(document);
        QCOMPARE(spans.size(), size_t{2});
        QCOMPARE(spans[0].at("traceId"), json("00000000000000010000000000000007"));
        QCOMPARE(spans[0].at("spanId"), json("0000000000000001"));
        QVERIFY(!spans[0].contains("parentSpanId"));
        QCOMPARE(spans[0].at("kind"), json(2));
        QCOMPARE(spans[0].at("name"), json("POST orders"));
        QCOMPARE(spans[0].at("startTimeUnixNano"), json("1700000000000007000"));
        QCOMPARE(spans[0].at("endTimeUnixNano"), json("1700000000005007000"));
        QCOMPARE(attribute(spans[0], "http.request.method").at("stringValue"), json("POST"));
        QCOMPARE(attribute(spans[0], "url.path").at("stringValue"), json("/orders"));
        QCOMPARE(attribute(spans[0], "http.response.status_code").at("intValue"), json("200"));
        QCOMPARE(attribute(spans[0], "server.address").at("stringValue"), json("shop.local"));
        QCOMPARE(attribute(spans[0], "server.port").at("intValue"), json("8080"));
        QCOMPARE(attribute(spans[0], "slipway.request_id").at("stringValue"), json("r-1"));
        QVERIFY(!spans[0].contains("status"));
        QCOMPARE(spans[1].at("parentSpanId"), json("0000000000000001"));
        QCOMPARE(spans[1].at("kind"), json(3));
        QCOMPARE(spans[1].at("status").at("code"), json(2));
        QCOMPARE(attribute(spans[1], "error.type").at("stringValue"), json("503"));
        QCOMPARE(attribute(spans[1], "http.request.resend_count").at("intValue"), json("1"));
    }

    void whatMayBeTriedAgainIs_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("again");
        for (const int status : {429, 502, 503, 504})
            QTest::addRow("%d", status) << status << true;
        for (const int status : {400, 401, 413, 500})
            QTest::addRow("%d", status) << status << false;
    }
    void whatMayBeTriedAgainIs() {
        QFETCH(int, status);
        QFETCH(bool, again);
        Collector collector;
        collector.answers = {{status, {}, {}}};
        OtlpExporter exporter(quick());
        exporter.configure("shop", {collector.endpoint(), {}, 5s});
        exporter.add(exchange(1));
        exporter.sendSoon();
        QTRY_COMPARE(exporter.counts("shop").sent + exporter.counts("shop").dropped, std::uint64_t{1});
        QCOMPARE(exporter.counts("shop").sent, std::uint64_t{again});
        QCOMPARE(exporter.counts("shop").failures, std::uint64_t{1});
        QCOMPARE(collector.documents.size(), size_t{again} + 1);
        if (again)
            QCOMPARE(collector.documents[0], collector.documents[1]);
    }

    void retryAfterIsHonoured_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::newRow("seconds") << QByteArray("Retry-After: 120\r\n") << 120'000 << 120'000;
        QTest::newRow("too long") << QByteArray("Retry-After: 86400\r\n") << 300'000 << 300'000;
        const auto date = QDateTime::currentDateTimeUtc().addSecs(200);
        QTest::newRow("a date") << "Retry-After: " +
                                       QLocale::c().toString(date, "ddd, dd MMM yyyy hh:mm:ss").toLatin1() + " GMT\r\n"
                                << 2 << 201'000;
        QTest::newRow("no time") << QByteArray("Retry-After: soon\r\n") << 1 << 4;
        QTest::newRow("not said") << QByteArray() << 1 << 4;
    }
    void retryAfterIsHonoured() {
        QFETCH(QByteArray, field);
        QFETCH(int, least);
        QFETCH(int, most);
        Collector collector;
        collector.answers = {{429, field, {}}};
        OtlpExporter exporter(quick());
        exporter.configure("shop", {collector.endpoint(), {}, 5s});
        exporter.add(exchange(1));
        exporter.sendSoon();
        // A pause of minutes is seen, not waited for; a short one may be over by now, and the batch sent.
        QTRY_VERIFY(exporter.counts("shop").pause > 0ms || exporter.counts("shop").sent == 1);
        const auto pause = exporter.counts("shop").pause;
        if (exporter.counts("shop").sent == 0)
            QVERIFY2(pause >= std::chrono::milliseconds(least) && pause <= std::chrono::milliseconds(most),
                     qPrintable(QString::number(pause.count())));
        else
            QVERIFY2(most < 1000, "it did not wait");
    }

    void itGivesUpAndGoesOn() {
        Collector collector;
        collector.answers = {{503, {}, {}}, {503, {}, {}}, {503, {}, {}}};
        OtlpExporter exporter(quick());
        exporter.configure("shop", {collector.endpoint(), {}, 5s});
        exporter.add(exchange(1));
        exporter.sendSoon();
        QTRY_COMPARE(exporter.counts("shop").dropped, std::uint64_t{1});
        exporter.add(exchange(2));
        exporter.sendSoon();
        QTRY_COMPARE(exporter.counts("shop").sent, std::uint64_t{1});
        QVERIFY(exporter.counts("shop").lastError.empty());
    }

    void whatTheCollectorRejectsIsDropped() {
        Collector collector;
        collector.answers = {{200, {}, R"({"partialSuccess":{"rejectedSpans":"1","errorMessage":"no"}})"}};
        OtlpExporter exporter(quick());
        exporter.configure("shop", {collector.endpoint(), {}, 5s});
        exporter.add(exchange(1));
        exporter.add(exchange(2));
        exporter.sendSoon();
        QTRY_COMPARE(exporter.counts("shop").sent, std::uint64_t{1});
        QCOMPARE(exporter.counts("shop").dropped, std::uint64_t{1});
    }

    void theQueueIsBoundedAndBatchesAreSmall() {
        Collector collector;
        auto limits = quick();
        limits.queueBytes = 4096;
        limits.batchSpans = 4;
        OtlpExporter exporter(limits);
        exporter.configure("shop", {collector.endpoint(), {}, 5s});
        for (std::uint64_t i = 1; i <= 100; ++i)
            exporter.add(exchange(i));
        const auto dropped = exporter.counts("shop").dropped;
        QVERIFY(dropped > 50 && dropped < 100);
        exporter.sendSoon();
        QTRY_COMPARE(exporter.counts("shop").sent, 100 - dropped);
        std::size_t got = 0;
        for (const auto& document : collector.documents) {
            QVERIFY(spansOf(document).size() <= 4);
            got += spansOf(document).size();
        }
        QCOMPARE(got, 100 - dropped);
        exporter.configure("shop", {});
        QCOMPARE(exporter.counts("shop").sent, std::uint64_t{0});
    }

    void prometheusTextIsWellFormed() {
        PrometheusText out;
        out.family("a_total", PrometheusText::Type::Counter, "Of a.");
        out.sample({{"name", "a\"b\\c\nd"}}, 3);
        out.family("b", PrometheusText::Type::Gauge, "Of b.");
        out.sample({}, 0.25);
        QCOMPARE(out.text(), std::string("# HELP a_total Of a.\n# TYPE a_total counter\n"
                                         "a_total{name=\"a\\\"b\\\\c\\nd\"} 3\n"
                                         "# HELP b Of b.\n# TYPE b gauge\nb 0.25\n"));
        protocol::LatencyHistogram latency;
        for (const std::uint64_t us : {100u, 900u, 40'000u, 70'000'000u})
            latency.record(us);
        PrometheusText histogram;
        histogram.family("h", PrometheusText::Type::Histogram, "Of h.");
        histogram.histogram({{"x", "y"}}, latency);
        const QString text = QString::fromStdString(histogram.text());
        QVERIFY(text.contains("h_bucket{x=\"y\",le=\"0.0005\"} 1\n"));
        QVERIFY(text.contains("h_bucket{x=\"y\",le=\"0.001\"} 2\n"));
        QVERIFY(text.contains("h_bucket{x=\"y\",le=\"0.025\"} 2\n"));
        QVERIFY(text.contains("h_bucket{x=\"y\",le=\"0.05\"} 3\n"));
        QVERIFY(text.contains("h_bucket{x=\"y\",le=\"60\"} 3\n"));
        QVERIFY(text.contains("h_bucket{x=\"y\",le=\"+Inf\"} 4\n"));
        QVERIFY(text.contains("h_count{x=\"y\"} 4\n"));
        QVERIFY(text.contains("h_sum{x=\"y\"} 70.041\n"));
    }
};

QTEST_GUILESS_MAIN(TracesTest)
#include "traces_test.moc"
