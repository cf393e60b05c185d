// What the gateway must do on the wire, row by row of docs/http-checklist.md: both ends' bytes.

#include <QtTest>
#include <future>

#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

/// A backend that answers each connection's first request with `answer`, then waits for the connection's end.
Backend::Script once(std::string answer, std::string* seen = nullptr) {
    return [answer = std::move(answer), seen](Peer& peer, int) {
        const std::string request = peer.readMessage();
        if (seen)
            *seen = request;
        peer.send(answer);
        peer.readToEnd();
    };
}

}  // namespace

class RowsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Backend> m_backend;
    std::unique_ptr<Rig> m_rig;

    void serve(Backend::Script script, const std::function<void(Rig&)>& change = {}) {
        m_backend = std::make_unique<Backend>(std::move(script));
        m_rig = std::make_unique<Rig>();
        m_rig->setEndpoints({m_backend.get()});
        if (change)
            change(*m_rig);
        m_rig->publish();
    }

  private slots:
    void cleanup() {
        m_rig.reset();
        m_backend.reset();
    }

    // Refused heads and bodies: one answer, the connection closes, and no byte reaches a backend, wherever the bytes
    // are split.
    void refusals_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const char* request, int status) {
            QTest::newRow(name) << QByteArray(request) << status;
        };
        row("1 no host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("5 connect", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", 501);
        row("6 version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
        row("10 space before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400);
        row("13 bare lf", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400);
        row("17 two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400);
        row("19 length and coding",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
        row("23 chunk size", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0x5\r\n",
            400);
        row("24 chunk end", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX", 400);
        row("29 nominated", "GET / HTTP/1.1\r\nHost: a\r\nConnection: host\r\n\r\n", 400);
        row("33 expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: cake\r\n\r\n", 417);
        row("52 encoded slash", "GET /a%2fb HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400);
        row("52 dot segment", "GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400);
    }
    void refusals() {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        serve(Backend::always(okResponse("good")));
        const std::string bytes = request.toStdString();
        for (size_t split = 0; split < bytes.size(); ++split) {
            Peer client = m_rig->dial();
            client.send(bytes.substr(0, split));
            m_rig->barrier();
            client.send(bytes.substr(split));
            const std::string answer = client.readToEnd();
            QCOMPARE(statusOf(answer), status);
            QCOMPARE(fieldOf(answer, "Connection"), std::string("close"));
            QVERIFY2(answer.find("\nHTTP/1.1 ") == std::string::npos, answer.c_str());
        }
        QCOMPARE(m_backend->connections(), 0);
    }

    void row31SlowHead() {
        serve(Backend::always(okResponse("x")), [](Rig& rig) { rig.snapshot.limits.headTimeout = 60ms; });
        Peer client = m_rig->dial();
        client.send("GET / HTTP/1.1\r\nHost:");
        const std::string answer = client.readToEnd();
        QCOMPARE(statusOf(answer), 408);
        QCOMPARE(fieldOf(answer, "Connection"), std::string("close"));
        QCOMPARE(m_backend->connections(), 0);
    }
    void row31SlowBody() {
        serve(Backend::always(okResponse("x")), [](Rig& rig) { rig.snapshot.limits.bodyTimeout = 60ms; });
        Peer client = m_rig->dial();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        const std::string answer = client.readToEnd();
        QCOMPARE(statusOf(answer), 408);
        QCOMPARE(fieldOf(answer, "Connection"), std::string("close"));
        QVERIFY(eventually([&] { return m_rig->endpoint("p/s-1").inFlight() == 0; }));
    }
    void idleConnectionEndsWithoutAWord() {
        serve(Backend::always(okResponse("x")), [](Rig& rig) { rig.snapshot.limits.idleTimeout = 60ms; });
        Peer client = m_rig->dial();
        client.send(kGet);
        QCOMPARE(statusOf(client.readMessage()), 200);
        QCOMPARE(client.readToEnd(), std::string());
        QVERIFY(!client.wasReset());
    }

    void row32ContinueIsForwardedAndRelayed() {
        std::string head;
        std::string body;
        serve([&](Peer& peer, int) {
            head = peer.readHead();
            peer.send("HTTP/1.1 100 Continue\r\n\r\n");
            body = peer.readExactly(5);
            peer.send(okResponse("done"));
            peer.readToEnd();
        });
        Peer client = m_rig->dial();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        QCOMPARE(statusOf(client.readHead()), 100);
        QCOMPARE(fieldOf(head, "Expect"), std::string("100-continue"));
        client.send("hello");
        QCOMPARE(bodyOf(client.readMessage()), std::string("done"));
        QCOMPARE(body, std::string("hello"));
    }
    void row32EarlyFinalAnswerClosesBoth() {
        std::promise<bool> backendSawEnd;
        serve([&](Peer& peer, int) {
            peer.readHead();
            peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
            backendSawEnd.set_value(peer.isEnded());
        });
        Peer client = m_rig->dial();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        const std::string answer = client.readToEnd();
        QCOMPARE(statusOf(answer), 413);
        QCOMPARE(fieldOf(answer, "Connection"), std::string("close"));
        QCOMPARE(bodyOf(answer), std::string("big"));
        QVERIFY(backendSawEnd.get_future().get());
    }

    void row34InterimAnswersAreRelayed() {
        serve(once("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + okResponse("final")));
        Peer client = m_rig->dial();
        client.send(kGet);
        const std::string hints = client.readHead();
        QCOMPARE(statusOf(hints), 103);
        QCOMPARE(fieldOf(hints, "Link"), std::string("</a.css>"));
        QCOMPARE(bodyOf(client.readMessage()), std::string("final"));
    }
    void row34ButNotToHttp10() {
        serve(once("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + okResponse("final")));
        const std::string answer = m_rig->exchange("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(bodyOf(answer), std::string("final"));
    }

    void row35NoBodyWhateverTheFieldsSay_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<int>("status");
        QTest::newRow("head, length") << QByteArray("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
                                      << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n") << 200;
        QTest::newRow("head, chunked") << QByteArray("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
                                       << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") << 200;
        QTest::newRow("204") << QByteArray("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
                             << QByteArray("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n") << 204;
        QTest::newRow("304") << QByteArray("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
                             << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n") << 304;
    }
    void row35NoBodyWhateverTheFieldsSay() {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, first);
        QFETCH(int, status);
        serve([&](Peer& peer, int) {
            peer.readHead();
            peer.send(first.toStdString());
            peer.readHead();
            peer.send(okResponse("second"));
            peer.readToEnd();
        });
        Peer client = m_rig->dial();
        client.send(request.toStdString());
        QCOMPARE(statusOf(client.readHead()), status);
        client.send(kGet);
        QCOMPARE(bodyOf(client.readMessage()), std::string("second"));
        QCOMPARE(m_backend->connections(), 1);
    }

    void row36BytesBehind204AreDroppedAndTheConnectionToo() {
        serve([](Peer& peer, int connection) {
            peer.readHead();
            peer.send(connection == 1 ? "HTTP/1.1 204 No Content\r\n\r\nsmuggled" : okResponse("second"));
            peer.readToEnd();
        });
        Peer client = m_rig->dial();
        client.send(kGet);
        QCOMPARE(statusOf(client.readHead()), 204);
        client.send(kGet);
        QCOMPARE(bodyOf(client.readMessage()), std::string("second"));
        QCOMPARE(m_backend->connections(), 2);
    }

    void row37UnsafeAnswersAre502_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("length and coding")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        QTest::newRow("two lengths") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd");
        QTest::newRow("no http") << QByteArray("SSH-2.0-OpenSSH\r\n\r\n");
        QTest::newRow("fold") << QByteArray("HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("49 unrequested 101")
            << QByteArray("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
    }
    void row37UnsafeAnswersAre502() {
        QFETCH(QByteArray, answer);
        serve([&](Peer& peer, int connection) {
            peer.readHead();
            peer.send(connection == 1 ? answer.toStdString() : okResponse("second"));
            peer.readToEnd();
        });
        Peer client = m_rig->dial();
        client.send(kGet);
        const std::string problem = client.readMessage();
        QCOMPARE(statusOf(problem), 502);
        QCOMPARE(fieldOf(problem, "Content-Type"), std::string("application/problem+json"));
        client.send(kGet);
        QCOMPARE(bodyOf(client.readMessage()), std::string("second"));
        QCOMPARE(m_backend->connections(), 2);
        QVERIFY(eventually([&] { return m_rig->routeCounters().requests == 2; }));
        QCOMPARE(m_rig->routeCounters().failed, std::uint64_t{1});
        QCOMPARE(m_rig->routeCounters().errors, std::uint64_t{1});
    }
    void row37BadChunkAbortsWhatHasBegun() {
        serve(once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"));
        const std::string answer = m_rig->exchange(kGet);
        QCOMPARE(statusOf(answer), 200);
        QVERIFY(answer.ends_with("5\r\nhello\r\n"));
    }

    void row38CloseDelimitedIsChunkedFor11() {
        serve([](Peer& peer, int) {
            peer.readHead();
            peer.send("HTTP/1.1 200 OK\r\n\r\npart");
            peer.send(" two");
        });
        Peer client = m_rig->dial();
        client.send(kGet);
        const std::string answer = client.readMessage();
        QCOMPARE(fieldOf(answer, "Transfer-Encoding"), std::string("chunked"));
        QVERIFY(answer.ends_with("\r\n0\r\n\r\n"));
        // The client's connection stays.
        client.send(kGet);
        QCOMPARE(statusOf(client.readMessage()), 200);
        QCOMPARE(m_backend->connections(), 2);
    }
    void row38CloseDelimitedClosesFor10() {
        serve([](Peer& peer, int) {
            peer.readHead();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n4\r\n two\r\n0\r\n\r\n");
        });
        const std::string answer = m_rig->exchange("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        QCOMPARE(fieldOf(answer, "Transfer-Encoding"), std::string("-"));
        QCOMPARE(fieldOf(answer, "Connection"), std::string("close"));
        QCOMPARE(bodyOf(answer), std::string("part two"));
    }

    void row39TruncatedAnswersBreakOff_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
        QTest::newRow("chunked") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n");
        QTest::newRow("inside a chunk") << QByteArray(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort");
    }
    void row39TruncatedAnswersBreakOff() {
        QFETCH(QByteArray, answer);
        serve([&](Peer& peer, int) {
            peer.readHead();
            peer.send(answer.toStdString());
        });
        Peer client = m_rig->dial();
        client.send(kGet);
        const std::string got = client.readToEnd();
        QCOMPARE(statusOf(got), 200);
        QVERIFY(got.find("short") != std::string::npos);
        QVERIFY(!got.ends_with("0\r\n\r\n"));
        QVERIFY(eventually([&] { return m_rig->routeCounters().failed == 1; }));
    }
    void row39TruncatedAnswerTo10IsReset() {
        serve([](Peer& peer, int) {
            peer.readHead();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n");
        });
        Peer client = m_rig->dial();
        client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
        client.readToEnd();
        QVERIFY(client.wasReset());
    }

    void row40UnsolicitedBytesEndAnIdleConnection() {
        std::promise<bool> discarded;
        serve([&](Peer& peer, int connection) {
            peer.readHead();
            peer.send(okResponse(connection == 1 ? "first" : "second"));
            if (connection == 1) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                discarded.set_value(peer.isEnded());
            } else {
                peer.readToEnd();
            }
        });
        Peer client = m_rig->dial();
        client.send(kGet);
        QCOMPARE(bodyOf(client.readMessage()), std::string("first"));
        QVERIFY(discarded.get_future().get());
        client.send(kGet);
        QCOMPARE(bodyOf(client.readMessage()), std::string("second"));
    }

    void row41AnswerBeforeTheBodyEndsStopsTheUpload() {
        std::promise<bool> backendSawEnd;
        serve([&](Peer& peer, int) {
            peer.readHead();
            peer.readExactly(10);
            peer.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
            peer.readToEnd();
            backendSawEnd.set_value(true);
        });
        Peer client = m_rig->dial();
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n0123456789");
        const std::string answer = client.readMessage();
        QCOMPARE(statusOf(answer), 401);
        QCOMPARE(fieldOf(answer, "Connection"), std::string("close"));
        QCOMPARE(bodyOf(answer), std::string("no"));
        QVERIFY(client.isEnded());
        QVERIFY(backendSawEnd.get_future().get());
    }

    void row42HalfClosedClientStillGetsItsAnswer() {
        serve(once(okResponse("still here")));
        Peer client = m_rig->dial();
        client.send(kGet);
        client.finishSending();
        QCOMPARE(bodyOf(client.readToEnd()), std::string("still here"));
        QVERIFY(!client.wasReset());
    }
    void halfCloseInsideABodyEndsTheRequest() {
        std::promise<std::string> seen;
        serve([&](Peer& peer, int) { seen.set_value(peer.readToEnd()); });
        Peer client = m_rig->dial();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        QVERIFY(eventually([&] { return m_backend->connections() == 1; }));
        client.finishSending();
        QCOMPARE(client.readToEnd(), std::string());
        QVERIFY(seen.get_future().get().ends_with("\r\n\r\nabc"));
    }

    void row43NoResetOvertakesTheAnswer() {
        serve(Backend::always(okResponse("x")), [](Rig& rig) { rig.route().pathPrefix = "/only"; });
        Peer client = m_rig->dial();
        // An upload that nobody wants, still on its way when the answer comes.
        std::thread sender([&] {
            client.send("POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
            client.send(std::string(4'000'000, 'x'));
        });
        sender.join();
        const std::string answer = client.readToEnd();
        QCOMPARE(statusOf(answer), 404);
        QVERIFY(!client.wasReset());
        QCOMPARE(m_backend->connections(), 0);
    }

    void row44PipelinedRequestsAreAnsweredInOrder() {
        std::promise<void> release;
        std::shared_future<void> released = release.get_future().share();
        std::atomic<int> served{0};
        serve([&](Peer& peer, int) {
            for (;;) {
                const std::string request = peer.readMessage();
                if (request.empty())
                    return;
                if (++served == 1)
                    released.wait();
                peer.send(okResponse(request.substr(request.find('/'), 2)));
            }
        });
        Peer client = m_rig->dial();
        client.send(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(eventually([&] { return served == 1; }));
        m_rig->barrier();
        QCOMPARE(served.load(), 1);
        release.set_value();
        for (const char* expected : {"/1", "/2", "/3"})
            QCOMPARE(bodyOf(client.readMessage()), std::string(expected));
    }
    void manyPipelinedRequestsAreBoundedAndAllAnswered() {
        serve(Backend::always(okResponse("x")));
        Peer client = m_rig->dial();
        constexpr int kCount = 5000;
        std::string all;
        for (int i = 0; i < kCount; ++i)
            all += kGet;
        std::thread sender([&] { client.send(all); });
        for (int i = 0; i < kCount; ++i)
            QCOMPARE(statusOf(client.readMessage()), 200);
        sender.join();
    }

    void row45GoodThenBad() {
        serve(Backend::always(okResponse("good")));
        Peer client = m_rig->dial();
        client.send(kGet + "BAD REQUEST\r\n\r\n" + kGet);
        const std::string first = client.readMessage();
        QCOMPARE(bodyOf(first), std::string("good"));
        const std::string rest = client.readToEnd();
        QCOMPARE(statusOf(rest), 400);
        QVERIFY(rest.find("\nHTTP/1.1 ") == std::string::npos);
        QVERIFY(!client.wasReset());
    }

    void row50MaxForwardsEndsHere() {
        serve(Backend::always(okResponse("x")));
        QCOMPARE(
            statusOf(m_rig->exchange("OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n")),
            200);
        QCOMPARE(
            statusOf(m_rig->exchange("TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n")),
            405);
        QCOMPARE(m_backend->connections(), 0);
    }

    void row51WhatTheBackendSees() {
        std::string seen;
        serve(once(okResponse(""), &seen));
        Peer client = m_rig->dial();
        client.send(
            "GET /p?q HTTP/1.1\r\nHost: shop.local\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n"
            "Forwarded: for=1.2.3.4\r\nX-Real-IP: 1.2.3.4\r\nSlipway-Caller: root\r\nslip_way: 1\r\nX-Request-Id: "
            "my-id\r\n"
            "Connection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nAccept: */*\r\n\r\n");
        QCOMPARE(statusOf(client.readMessage()), 200);
        QCOMPARE(seen,
                 std::string("GET /p?q HTTP/1.1\r\nHost: shop.local\r\nAccept: */*\r\nVia: 1.1 slipway\r\n"
                             "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop.local\r\n"
                             "Forwarded: for=127.0.0.1;host=\"shop.local\";proto=http\r\nX-Request-Id: my-id\r\n\r\n"));
    }
    void row51EgressTrustsItsCaller() {
        std::string seen;
        serve(once(okResponse(""), &seen),
              [](Rig& rig) { rig.snapshot.listeners.front().kind = protocol::ListenerKind::Egress; });
        Peer client = m_rig->dial();
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\nX-Request-Id: my-id\r\n\r\n");
        QCOMPARE(statusOf(client.readMessage()), 200);
        QCOMPARE(fieldOf(seen, "X-Forwarded-For"), std::string("1.2.3.4, 127.0.0.1"));
        QCOMPARE(fieldOf(seen, "X-Request-Id"), std::string("my-id"));
    }

    void upstreamTimeoutIs504() {
        serve([](Peer& peer, int) { peer.readToEnd(); }, [](Rig& rig) { rig.route().timeout = 60ms; });
        const std::string answer = m_rig->exchange(kGetClose);
        QCOMPARE(statusOf(answer), 504);
        QVERIFY(bodyOf(answer).find("upstream_timeout") != std::string::npos);
        QVERIFY(eventually([&] { return m_rig->endpoint("p/s-1").inFlight() == 0; }));
        QVERIFY(eventually([&] { return m_rig->routeCounters().failed == 1; }));
    }

    void answersMayComeInSingleBytes() {
        serve([](Peer& peer, int) {
            for (;;) {
                if (peer.readHead().empty())
                    return;
                for (const char byte :
                     std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
                    peer.send({&byte, 1});
            }
        });
        Peer client = m_rig->dial();
        for (int i = 0; i < 3; ++i) {
            client.send(kGet);
            const std::string answer = client.readMessage();
            QCOMPARE(statusOf(answer), 200);
        }
        QCOMPARE(m_backend->connections(), 1);
    }

    void tooManyConnectionsAreTurnedAway() {
        serve(Backend::always(okResponse("x")), [](Rig& rig) { rig.snapshot.limits.connections = 2; });
        Peer first = m_rig->dial();
        Peer second = m_rig->dial();
        for (Peer* each : {&first, &second}) {
            each->send(kGet);
            QCOMPARE(statusOf(each->readMessage()), 200);
        }
        Peer third = m_rig->dial();
        QCOMPARE(statusOf(third.readToEnd()), 503);
        const auto& rejected = m_rig->registry().worker(0).rejected;
        QCOMPARE(rejected[static_cast<size_t>(gateway::RejectReason::TooManyConnections)].get(), std::uint64_t{1});
        first.close();
        QVERIFY(eventually([&] { return m_rig->registry().worker(0).open.get() == 1; }));
        QCOMPARE(statusOf(m_rig->exchange(kGetClose)), 200);
    }
};

QTEST_GUILESS_MAIN(RowsTest)
#include "rows_test.moc"
