// What is written down of a request: its trace, its line in the log, and the problem that the gateway answers with.

#include <pthread.h>

#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "net/listener.h"
#include "protocol/span_record.h"
#include "rig.h"

namespace {

/// Of the threads that carry requests, while `counting`.
std::atomic<bool> counting{false};
std::atomic<int> allocations{0};

[[maybe_unused]] void note() {
    char name[16] = {};
    if (counting.load(std::memory_order_relaxed) && ::pthread_getname_np(::pthread_self(), name, sizeof name) == 0 &&
        std::strncmp(name, "worker-", 7) == 0)
        allocations.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

// ThreadSanitizer's runtime has its own of these in an object that is always linked.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SLIPWAY_OWN_OPERATORS 0
#endif
#endif
#ifndef SLIPWAY_OWN_OPERATORS
#define SLIPWAY_OWN_OPERATORS 1

void* operator new(std::size_t size) {
    note();
    if (void* memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
// All that pair up with these: a sanitizer has its own of those that are not here.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    note();
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
#endif

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;
using protocol::SpanKind;

namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kParent = "00f067aa0ba902b7";

std::string getWith(const std::string& fields) {
    return "GET /x?secret=1 HTTP/1.1\r\nHost: shop.local\r\nConnection: close\r\n" + fields + "\r\n";
}

net::Address nobody() {
    const auto socket = net::listenOn(*net::Address::parse("127.0.0.1:0"));
    return net::Address::localOf(socket->get());
}

/// Heads of requests as a backend got them.
struct Heads {
    std::mutex mutex;
    std::vector<std::string> all;
    void add(std::string head) {
        const std::lock_guard lock(mutex);
        all.push_back(std::move(head));
    }
    std::string at(size_t index) {
        const std::lock_guard lock(mutex);
        return index < all.size() ? all[index] : std::string();
    }
};

Backend::Script noting(Heads& heads, const std::string& answer) {
    return [&heads, answer](Peer& peer, int) {
        for (;;) {
            const std::string request = peer.readMessage();
            if (request.empty())
                return;
            heads.add(request);
            peer.send(answer);
        }
    };
}

struct Traced {
    gateway::SpanLog spans{1, 64 * 1024};
    Rig rig{1, nullptr, &spans};
    std::string bytes;

    Traced() { rig.snapshot.listeners.front().tracing.on = true; }
    protocol::SnapshotTracing& tracing() { return rig.snapshot.listeners.front().tracing; }

    /// Those of the exchanges that have ended, in the order in which they were written.
    std::vector<protocol::SpanRecord> take(size_t atLeast) {
        bytes.clear();
        const auto enough = [&] {
            bytes += spans.take();
            std::string_view rest = bytes;
            size_t found = 0;
            for (protocol::SpanRecord record; protocol::readSpan(rest, record);)
                ++found;
            return found >= atLeast;
        };
        if (!eventually(enough))
            qWarning("too few spans");
        std::vector<protocol::SpanRecord> records;
        std::string_view rest = bytes;
        for (protocol::SpanRecord record; protocol::readSpan(rest, record);)
            records.push_back(record);
        return records;
    }
};

}  // namespace

class ObserveTest : public QObject {
    Q_OBJECT
  private slots:
    void aTraceIsTakenOver() {
        Heads heads;
        Backend backend(noting(heads, okResponse("ok")));
        Traced traced;
        traced.rig.setEndpoints({&backend});
        traced.rig.publish();
        const std::string answer = traced.rig.exchange(
            getWith("traceparent: 00-" + kTrace + "-" + kParent + "-01\r\ntracestate: a=1,b=2\r\n"));
        QCOMPARE(statusOf(answer), 200);
        const auto spans = traced.take(2);
        QCOMPARE(spans.size(), size_t{2});
        const auto& attempt = spans[0];
        const auto& exchange = spans[1];
        QCOMPARE(attempt.kind, SpanKind::Try);
        QCOMPARE(exchange.kind, SpanKind::Exchange);
        QCOMPARE(hexId(exchange.trace), kTrace);
        QCOMPARE(hexId(exchange.parent), kParent);
        QCOMPARE(attempt.parent, exchange.span);
        QCOMPARE(fieldOf(heads.at(0), "Traceparent"), "00-" + kTrace + "-" + hexId(attempt.span) + "-01");
        QCOMPARE(fieldOf(heads.at(0), "Tracestate"), std::string("a=1,b=2"));
        QVERIFY(exchange.sampled && !exchange.failed);
        QCOMPARE(exchange.status, std::uint16_t{200});
        QCOMPARE(exchange.attempt, 1u);
        QCOMPARE(exchange.bytesOut, std::uint64_t{2});
        QCOMPARE(std::string(exchange.project), std::string("p"));
        QCOMPARE(std::string(exchange.service), std::string("gateway"));
        QCOMPARE(std::string(exchange.target), std::string("s"));
        QCOMPARE(std::string(exchange.instance), std::string("p/s-1"));
        QCOMPARE(std::string(exchange.method), std::string("GET"));
        QCOMPARE(std::string(exchange.path), std::string("/x"));  // a query may hold what nobody should read
        QCOMPARE(std::string(exchange.host), std::string("shop.local"));
        QCOMPARE(std::string(exchange.route), std::string("all"));
        QCOMPARE(std::string(exchange.requestId), fieldOf(answer, "X-Request-Id"));
        QVERIFY(exchange.startNs <= attempt.startNs && attempt.durationNs <= exchange.durationNs);
    }

    void whatIsNoTraceIsReplaced_data() {
        QTest::addColumn<QByteArray>("fields");
        const std::string good = "00-" + kTrace + "-" + kParent + "-01";
        const std::pair<const char*, std::string> rows[] = {
            {"none", ""},
            {"state alone", "tracestate: a=1\r\n"},
            {"upper case", "traceparent: 00-" + QString::fromStdString(kTrace).toUpper().toStdString() + "-" + kParent +
                               "-01\r\ntracestate: a=1\r\n"},
            {"version ff", "traceparent: ff-" + kTrace + "-" + kParent + "-01\r\ntracestate: a=1\r\n"},
            {"no trace", "traceparent: 00-00000000000000000000000000000000-" + kParent + "-01\r\n"},
            {"no parent", "traceparent: 00-" + kTrace + "-0000000000000000-01\r\n"},
            {"too long", "traceparent: " + good + "-00\r\n"},
            {"too short", "traceparent: " + good.substr(0, 54) + "\r\n"},
            {"two", "traceparent: " + good + "\r\ntraceparent: " + good + "\r\ntracestate: a=1\r\n"},
        };
        for (const auto& [name, fields] : rows)
            QTest::newRow(name) << QByteArray::fromStdString(fields);
    }
    void whatIsNoTraceIsReplaced() {
        QFETCH(QByteArray, fields);
        Heads heads;
        Backend backend(noting(heads, okResponse("ok")));
        Traced traced;
        traced.rig.setEndpoints({&backend});
        traced.rig.publish();
        QCOMPARE(statusOf(traced.rig.exchange(getWith(fields.toStdString()))), 200);
        const auto spans = traced.take(2);
        QCOMPARE(spans.size(), size_t{2});
        QVERIFY(spans[1].trace.valid() && hexId(spans[1].trace) != kTrace);
        QCOMPARE(spans[1].parent, std::uint64_t{0});
        const auto sent = TraceContext::parse(fieldOf(heads.at(0), "Traceparent"));
        QVERIFY(sent && sent->sampled);
        QVERIFY(sent->trace == spans[1].trace);
        QCOMPARE(sent->span, spans[0].span);
        QCOMPARE(fieldOf(heads.at(0), "Tracestate"), std::string("-"));  // it belonged to what was malformed
        QCOMPARE(QString::fromStdString(heads.at(0)).count("traceparent:", Qt::CaseInsensitive), 1);
    }

    void aLaterVersionIsReadAsFarAsItIsKnown() {
        Heads heads;
        Backend backend(noting(heads, okResponse("ok")));
        Traced traced;
        traced.rig.setEndpoints({&backend});
        traced.rig.publish();
        traced.rig.exchange(getWith("traceparent: cc-" + kTrace + "-" + kParent + "-01-what-comes\r\n"));
        const auto spans = traced.take(2);
        QCOMPARE(hexId(spans.at(1).trace), kTrace);
        QVERIFY(fieldOf(heads.at(0), "Traceparent").starts_with("00-" + kTrace));
    }

    void eachTryIsASpanAndAParent() {
        Heads heads;
        std::atomic<int> count{0};
        Backend backend([&](Peer& peer, int) {
            const std::string request = peer.readMessage();
            heads.add(request);
            if (count++ != 0)
                peer.send(okResponse("second"));
        });
        Traced traced;
        traced.rig.setEndpoints({&backend});
        traced.rig.publish();
        QCOMPARE(bodyOf(traced.rig.exchange(getWith(""))), std::string("second"));
        const auto spans = traced.take(3);
        QCOMPARE(spans.size(), size_t{3});
        QCOMPARE(spans[0].attempt, 1u);
        QVERIFY(spans[0].failed);
        QCOMPARE(spans[0].status, std::uint16_t{0});
        QCOMPARE(std::string(spans[0].error), std::string("upstream_closed"));
        QCOMPARE(spans[1].attempt, 2u);
        QVERIFY(!spans[1].failed);
        QCOMPARE(spans[2].attempt, 2u);
        QVERIFY(!spans[2].failed);
        for (const size_t i : {size_t{0}, size_t{1}})
            QCOMPARE(fieldOf(heads.at(i), "Traceparent").substr(36, 16), hexId(spans[i].span));
    }

    void anEndpointThatRefusesShows() {
        Backend backend(Backend::always(okResponse("alive")));
        Traced traced;
        traced.rig.addEndpoint("p/dead", nobody());
        traced.rig.addEndpoint("p/alive", backend.address());
        traced.rig.publish();
        for (int i = 0; i < 20; ++i)
            QCOMPARE(statusOf(traced.rig.exchange(getWith(""))), 200);
        const auto spans = traced.take(41);
        const auto refused = std::find_if(spans.begin(), spans.end(), [](const auto& span) { return span.failed; });
        QVERIFY(refused != spans.end());
        QCOMPARE(std::string(refused->instance), std::string("p/dead"));
        QCOMPARE(std::string(refused->error), std::string("connect_refused"));
    }

    void whatIsNotSampledIsKeptWhenItFails() {
        std::atomic<int> count{0};
        Backend backend([&](Peer& peer, int) {
            while (!peer.readMessage().empty())
                peer.send(count++ == 2 ? "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n" : okResponse("ok"));
        });
        Traced traced;
        traced.tracing().samplePpm = 0;
        traced.tracing().slow = 1h;
        traced.rig.setEndpoints({&backend});
        traced.rig.publish();
        const std::string unsampled = "traceparent: 00-" + kTrace + "-" + kParent + "-00\r\n";
        QCOMPARE(statusOf(traced.rig.exchange(getWith(""))), 200);
        QCOMPARE(statusOf(traced.rig.exchange(getWith(unsampled))), 200);
        QCOMPARE(statusOf(traced.rig.exchange(getWith(unsampled))), 500);
        const auto spans = traced.take(2);
        QCOMPARE(spans.size(), size_t{2});
        QVERIFY(!spans[1].sampled && spans[1].failed);
        QCOMPARE(hexId(spans[1].trace), kTrace);
        // The client's word is honoured the other way, too.
        QCOMPARE(statusOf(traced.rig.exchange(getWith("traceparent: 00-" + kTrace + "-" + kParent + "-01\r\n"))), 200);
        QCOMPARE(traced.take(2).size(), size_t{2});
    }

    void slowOnesAreKept() {
        Backend backend(Backend::always(okResponse("ok")));
        Traced traced;
        traced.tracing().samplePpm = 0;
        traced.tracing().slow = 0ms;
        traced.rig.setEndpoints({&backend});
        traced.rig.publish();
        traced.rig.exchange(getWith(""));
        QCOMPARE(traced.take(2).size(), size_t{2});
    }

    void offPassesOnWhatCame() {
        Heads heads;
        Backend backend(noting(heads, okResponse("ok")));
        Traced traced;
        traced.tracing().on = false;
        traced.rig.setEndpoints({&backend});
        traced.rig.publish();
        traced.rig.exchange(getWith("traceparent: what the client says\r\ntracestate: a=1\r\n"));
        QCOMPARE(fieldOf(heads.at(0), "traceparent"), std::string("what the client says"));
        QCOMPARE(fieldOf(heads.at(0), "tracestate"), std::string("a=1"));
        traced.rig.barrier();
        QVERIFY(traced.spans.take().empty());
        QCOMPARE(traced.spans.pendingBytes(), std::uint64_t{0});
    }

    void whatIsNotSampledAllocatesNothing_data() {
        QTest::addColumn<bool>("on");
        QTest::newRow("off") << false;
        QTest::newRow("none of them") << true;
    }
    void whatIsNotSampledAllocatesNothing() {
        QFETCH(bool, on);
        if (!SLIPWAY_OWN_OPERATORS)
            QSKIP("nothing counts allocations under ThreadSanitizer");
        Backend backend(Backend::always(okResponse("ok")));
        Traced traced;
        traced.tracing().on = on;
        traced.tracing().samplePpm = 0;
        traced.tracing().slow = 1h;
        traced.rig.setEndpoints({&backend});
        traced.rig.publish();
        Peer client = traced.rig.dial();
        for (int i = 0; i < 40; ++i) {
            if (i == 20)  // what is kept from request to request is there by now
                counting = true;
            client.send(kGet);
            QCOMPARE(statusOf(client.readMessage()), 200);
        }
        counting = false;
        QCOMPARE(allocations.exchange(0), 0);
        QVERIFY(traced.spans.take().empty());
    }

    void whatTheGatewayAnswersItselfIsInTheTraceAndInTheLog_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("why");
        QTest::addColumn<int>("tries");
        const auto row = [](const char* name, const std::string& target, const std::string& fields, int status,
                            const char* why, int tries = 0, const char* method = "GET") {
            QTest::newRow(name) << QByteArray::fromStdString(std::string(method) + " " + target +
                                                             " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields +
                                                             "\r\n")
                                << status << QByteArray(why) << tries;
        };
        const std::string origin = "Origin: https://shop.example\r\n";
        row("from the store", "/kept", "", 200, "");
        row("not stored", "/kept?other", "Cache-Control: only-if-cached\r\n", 504, "only_if_cached");
        row("no credentials", "/keyed", "", 401, "credentials_missing");
        row("a preflight", "/cors", origin + "Access-Control-Request-Method: GET\r\n", 204, "preflight", 0, "OPTIONS");
        row("too many", "/limited", "", 429, "rate_limited");
        row("held until the wait was over", "/held", "", 503, "no_ready_instance");
        row("converted", "/mediated", "Accept: application/xml\r\n", 200, "", 1);
        row("not convertible", "/mediated", "Accept: image/png\r\n", 406, "not_acceptable");
        row("no route", "/elsewhere", "", 404, "no_route");
    }
    void whatTheGatewayAnswersItselfIsInTheTraceAndInTheLog() {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        QFETCH(QByteArray, why);
        QFETCH(int, tries);
        QTemporaryDir dir;
        const std::string path = dir.filePath("access.log").toStdString();
        auto log = std::move(gateway::AccessLog::open({path}).value());
        Backend backend(
            Backend::always("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Cache-Control: max-age=60\r\nContent-Length: 2\r\n\r\n{}"));
        gateway::SpanLog spans(1, 64 * 1024);
        std::string answer;
        {
            Rig rig(1, log.get(), &spans);
            setRoutes(rig, backend);
            // What is kept and what is spent before the request that counts.
            for (const char* before : {"/kept", "/limited"})
                rig.exchange(std::string("GET ") + before + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            rig.barrier();
            spans.take();
            answer = rig.exchange(request.toStdString());
            rig.barrier();
        }
        QVERIFY2(statusOf(answer) == status, answer.c_str());
        const std::string bytes = spans.take();
        std::string_view rest = bytes;
        std::vector<protocol::SpanRecord> records;
        for (protocol::SpanRecord record; protocol::readSpan(rest, record);)
            records.push_back(record);
        QCOMPARE(records.size(), static_cast<size_t>(tries) + 1);
        const auto& exchange = records.back();
        QCOMPARE(exchange.kind, SpanKind::Exchange);
        QCOMPARE(static_cast<int>(exchange.status), status);
        QCOMPARE(static_cast<int>(exchange.attempt), tries);
        QCOMPARE(exchange.failed, status >= 500);
        QCOMPARE(QByteArray(exchange.error.data(), static_cast<qsizetype>(exchange.error.size())),
                 status >= 400 ? why : QByteArray());
        log->flush();
        const QStringList lines = QString::fromStdString(readFile(path).value()).split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        const auto line = nlohmann::json::parse(lines.last().toStdString());
        QCOMPARE(line["status"].get<int>(), status);
        QCOMPARE(line["bytes_out"].get<size_t>(), bodyOf(answer).size());
        QCOMPARE(line["trace"].get<std::string>(), hexId(exchange.trace));
        if (status >= 400)
            QCOMPARE(line["why"].get<std::string>(), why.toStdString());
    }

    void routesRefuseWithProblems_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("request");
        const auto row = [](int status, const char* code, const std::string& line, const std::string& fields = {},
                            const std::string& body = {}) {
            QTest::addRow("%d %s", status, code)
                << status << QByteArray(code)
                << QByteArray::fromStdString(
                       line + " HTTP/1.1\r\nHost: a\r\n" + fields +
                       (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body);
        };
        row(401, "credentials_missing", "GET /keyed");
        row(401, "credentials_invalid", "GET /keyed", "X-Api-Key: a-key-that-is-nobodys\r\n");
        row(403, "address_not_allowed", "GET /far");
        row(413, "body_too_large", "POST /limited", "", "123456789");
        row(431, "too_many_fields", "GET /limited", "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n");
        row(429, "rate_limited", "GET /spent");
        row(504, "only_if_cached", "GET /kept?new", "Cache-Control: only-if-cached\r\n");
        row(400, "malformed", "POST /mediated", "Content-Type: application/xml\r\n", "<a");
        row(406, "not_acceptable", "GET /mediated", "Accept: image/png\r\n");
        row(413, "too_large", "POST /mediated", "Content-Type: application/xml\r\n",
            "<a>" + std::string(2000, 'a') + "</a>");
        row(415, "unsupported_media_type", "POST /mediated", "Content-Type: image/png\r\n", "x");
        row(502, "malformed", "GET /mediated/broken", "Accept: application/xml, application/problem+json\r\n");
    }
    void routesRefuseWithProblems() {
        QFETCH(int, status);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, request);
        Backend backend(
            Backend::always("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"a\":"));
        Rig rig;
        setRoutes(rig, backend);
        if (status == 429)
            rig.exchange("GET /spent HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Peer client = rig.dial();
        client.send(request.toStdString());
        const std::string answer = client.readMessage();
        check(answer, status);
        QCOMPARE(nlohmann::json::parse(bodyOf(answer))["code"].get<std::string>(), code.toStdString());
    }

    void whatNobodyFetchesIsDroppedAndCounted() {
        Backend backend([count = 0](Peer& peer, int) mutable {
            while (!peer.readMessage().empty())
                peer.send(count++ < 20 ? okResponse("ok") : "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        });
        gateway::SpanLog spans(1, 2048);
        Rig rig(1, nullptr, &spans);
        rig.snapshot.listeners.front().tracing.on = true;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        for (int i = 0; i < 20; ++i) {
            client.send(kGet);
            QCOMPARE(statusOf(client.readMessage()), 200);
        }
        QVERIFY(eventually([&] { return spans.recorded() + spans.dropped() == 40; }));
        QVERIFY(spans.recorded() > 0 && spans.dropped() > 0);
        QVERIFY(spans.pendingBytes() <= 1536);
        // What failed has room of its own.
        const std::uint64_t dropped = spans.dropped();
        client.send(kGet);
        QCOMPARE(statusOf(client.readMessage()), 500);
        QVERIFY(eventually([&] { return spans.recorded() + spans.dropped() > 40; }));
        QCOMPARE(spans.dropped(), dropped);
        std::string bytes = spans.take();
        std::string_view rest = bytes;
        std::uint64_t read = 0;
        for (protocol::SpanRecord record; protocol::readSpan(rest, record);)
            ++read;
        QCOMPARE(read, spans.recorded());
    }

    void theLogIsCombinedOrJsonAsTheSnapshotSays() {
        QTemporaryDir dir;
        const std::string path = dir.filePath("access.log").toStdString();
        auto log = std::move(gateway::AccessLog::open({path}).value());
        Backend backend(Backend::always(okResponse("four")));
        gateway::SpanLog spans(1, 64 * 1024);
        {
            Rig rig(1, log.get(), &spans);
            rig.setEndpoints({&backend});
            auto& listener = rig.snapshot.listeners.front();
            listener.accessLog = protocol::AccessLogFormat::Combined;
            rig.publish();
            rig.exchange(getWith("Referer: http://a/b?key=secret\r\nUser-Agent: curl \"7\"\r\n"));
            rig.barrier();
            listener.accessLog = protocol::AccessLogFormat::Json;
            listener.tracing.on = true;
            rig.publish();
            rig.exchange(getWith("traceparent: 00-" + kTrace + "-" + kParent + "-01\r\n"));
            rig.barrier();
            listener.accessLog = protocol::AccessLogFormat::Off;
            rig.publish();
            rig.exchange(getWith(""));
            rig.barrier();
        }
        log->flush();
        const QStringList lines = QString::fromStdString(readFile(path).value()).split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        const QRegularExpression combined(
            "^127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\\] \"GET /x\\?secret=1 "
            "HTTP/1\\.1\" 200 4 \"http:\\/\\/a/b\" \"curl \\\\x227\\\\x22\"$");
        QVERIFY2(combined.match(lines[0]).hasMatch(), qPrintable(lines[0]));
        const auto json = nlohmann::json::parse(lines[1].toStdString());
        QCOMPARE(json["trace"].get<std::string>(), kTrace);
        QCOMPARE(json["status"].get<int>(), 200);
    }

    void whatTheGatewayAnswersIsAProblem_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("request");
        const std::string host = "Host: a\r\n";
        const std::pair<int, std::string> rows[] = {
            {400, "GET /x HTTP/1.1\r\n\r\n"},
            {400, "GET /a%2fb HTTP/1.1\r\n" + host + "\r\n"},
            {404, "GET /none HTTP/1.1\r\n" + host + "\r\n"},
            {408, "GET /x HTTP/1.1\r\nHo"},
            {408, "POST /x HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nab"},
            {414, "GET /" + std::string(400, 'a') + " HTTP/1.1\r\n" + host + "\r\n"},
            {417, "GET /x HTTP/1.1\r\n" + host + "Expect: wonders\r\n\r\n"},
            {431, "GET /x HTTP/1.1\r\n" + host + "A: " + std::string(2000, 'a') + "\r\n\r\n"},
            {501, "CONNECT a:80 HTTP/1.1\r\n" + host + "\r\n"},
            {501, "POST /x HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n"},
            {502, "GET /x/broken HTTP/1.1\r\n" + host + "\r\n"},
            {503, "GET /held HTTP/1.1\r\n" + host + "\r\n"},
            {504, "GET /x/slow HTTP/1.1\r\n" + host + "\r\n"},
            {505, "GET /x HTTP/2.0\r\n" + host + "\r\n"},
        };
        int number = 0;
        for (const auto& [status, request] : rows)
            QTest::addRow("%d-%d", status, ++number) << status << QByteArray::fromStdString(request);
    }
    void whatTheGatewayAnswersIsAProblem() {
        QFETCH(int, status);
        QFETCH(QByteArray, request);
        Backend backend([](Peer& peer, int) {
            const std::string got = peer.readMessage();
            if (got.find("/broken") != std::string::npos)
                peer.send("no HTTP\r\n\r\n");
            else if (got.find("/slow") != std::string::npos)
                peer.readUntil("never");
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.snapshot.limits.headBytes = 1024;
        rig.snapshot.limits.targetBytes = 256;
        // Short where it is the wait that is told about: a slow machine is late with the others.
        rig.snapshot.limits.headTimeout = rig.snapshot.limits.bodyTimeout = status == 408 ? 50ms : 10s;
        rig.route().pathPrefix = "/x";
        rig.route().timeout = status == 504 ? 50ms : 10s;
        protocol::SnapshotService none = rig.service();
        none.id = "p/none";
        none.endpoints.clear();
        none.hold.timeout = 0ms;
        rig.snapshot.services.push_back(none);
        protocol::SnapshotRoute held = rig.route();
        held.id = "held";
        held.pathPrefix = "/held";
        held.to = {{"p/none", 1}};
        rig.snapshot.listeners.front().routes.push_back(held);
        rig.publish();

        Peer client = rig.dial();
        client.send(request.toStdString());
        check(client.readMessage(), status);
    }

    void tooManyConnectionsAreToldSo() {
        Backend backend(Backend::always(okResponse("ok")));
        Rig rig;
        rig.snapshot.limits.connections = 1;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer first = rig.dial();
        first.send(kGet);
        QCOMPARE(statusOf(first.readMessage()), 200);
        Peer second = rig.dial();
        const std::string answer = second.readMessage();
        check(answer, 503);
        QVERIFY(second.isEnded());
    }

  private:
    /// A route of each kind that answers without its service.
    static void setRoutes(Rig& rig, const Backend& backend) {
        rig.setEndpoints({&backend});
        rig.snapshot.listeners.front().tracing.on = true;
        protocol::SnapshotService none = rig.service();
        none.id = "p/none";
        none.endpoints.clear();
        none.hold.timeout = 20ms;
        rig.snapshot.services.push_back(none);
        auto& routes = rig.snapshot.listeners.front().routes;
        const protocol::SnapshotRoute all = routes.front();
        routes.clear();
        const auto add = [&](const std::string& name) -> protocol::SnapshotRoute& {
            routes.push_back(all);
            routes.back().id = name;
            routes.back().pathPrefix = "/" + name;
            return routes.back();
        };
        add("kept").cache.emplace();
        auto& keys = add("keyed").policies.auth.emplace().apiKey.emplace();
        keys.keys = {{"mobile", std::string(64, '0')}};
        add("far").policies.allowFrom = {"10.0.0.0/8"};
        auto& cors = add("cors").policies.cors.emplace();
        cors.origins = {"https://shop.example"};
        cors.methods = {"GET"};
        auto& limited = add("limited").policies;
        limited.limits.emplace().bodyBytes = 8;
        limited.limits->headers = 4;
        limited.rateLimits = {{1, 3'600'000, 1, "route"}};
        add("spent").policies.rateLimits = {{1, 3'600'000, 1, "route"}};
        add("mediated").mediate = R"({"clients":["xml"],"limits":{"bytes":1024}})";
        add("held").to = {{"p/none", 1}};
        rig.publish();
    }

    static void check(const std::string& answer, int status) {
        QCOMPARE(statusOf(answer), status);
        QCOMPARE(fieldOf(answer, "Content-Type"), std::string("application/problem+json"));
        const auto problem = nlohmann::json::parse(bodyOf(answer), nullptr, false);
        QVERIFY2(problem.is_object(), answer.c_str());
        QCOMPARE(problem["type"].get<std::string>(), std::string("about:blank"));
        QCOMPARE(problem["status"].get<int>(), status);
        QVERIFY(!problem["title"].get<std::string>().empty());
        QVERIFY(!problem["code"].get<std::string>().empty());
        QVERIFY(!problem["detail"].get<std::string>().empty());
        QVERIFY2(!problem.value("request_id", "").empty(), answer.c_str());
        QCOMPARE(problem["request_id"].get<std::string>(), fieldOf(answer, "X-Request-Id"));
    }
};

QTEST_GUILESS_MAIN(ObserveTest)
#include "observe_test.moc"
