// The plain way: a request in, one endpoint, its answer out, connections kept on both sides.

#include <QtTest>
#include <future>

#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

class BasicsTest : public QObject {
    Q_OBJECT
  private slots:
    void relaysBothWays() {
        std::string seen;
        Backend backend([&](Peer& peer, int) {
            seen = peer.readMessage();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Own: 1\r\n\r\nhello");
            peer.readHead();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        QVERIFY(client.send("GET /a?b=c HTTP/1.1\r\nHost: shop.local\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n"));
        const std::string answer = client.readMessage();
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(bodyOf(answer), std::string("hello"));
        QCOMPARE(fieldOf(answer, "X-Own"), std::string("1"));
        QCOMPARE(fieldOf(answer, "Via"), std::string("1.1 slipway"));
        QVERIFY(seen.starts_with("GET /a?b=c HTTP/1.1\r\n"));
        QCOMPARE(fieldOf(seen, "Host"), std::string("shop.local"));
        QCOMPARE(fieldOf(seen, "X-Forwarded-For"), std::string("127.0.0.1"));
        QVERIFY(fieldOf(seen, "X-Request-Id") != "-");
        QCOMPARE(fieldOf(answer, "X-Request-Id"), fieldOf(seen, "X-Request-Id"));
        QCOMPARE(fieldOf(seen, "Via"), std::string("1.1 slipway"));
    }

    void keepsConnectionsOnBothSides() {
        std::atomic<int> requests{0};
        Backend backend(Backend::always(okResponse("x"), &requests));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        for (int i = 0; i < 100; ++i) {
            QVERIFY(client.send(kGet));
            QCOMPARE(statusOf(client.readMessage()), 200);
        }
        QCOMPARE(requests.load(), 100);
        QCOMPARE(backend.connections(), 1);
        QVERIFY(eventually([&] { return rig.routeCounters().requests == 100; }));
        const auto counters = rig.edgeCounters();
        QCOMPARE(counters.requests, std::uint64_t{100});
        QCOMPARE(counters.tries, std::uint64_t{100});
        QCOMPARE(counters.status[1], std::uint64_t{100});
        QCOMPARE(counters.latency.count, std::uint64_t{100});
        QCOMPARE(counters.bytesOut, std::uint64_t{100});
        QCOMPARE(counters.failed + counters.errors + counters.retries, std::uint64_t{0});
        QCOMPARE(rig.endpoint("p/s-1").inFlight(), std::uint64_t{0});
    }

    void closesWhenTheClientAsksForIt() {
        Backend backend(Backend::always(okResponse("bye")));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        const std::string answer = rig.exchange(kGetClose);
        QCOMPARE(bodyOf(answer), std::string("bye"));
        QCOMPARE(fieldOf(answer, "Connection"), std::string("close"));
    }

    void carriesBodiesBothWays_data() {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<bool>("chunked");
        for (const int bytes : {0, 1, 100, 65'536, 3'000'000})
            for (const bool chunked : {false, true})
                QTest::addRow("%d%s", bytes, chunked ? " chunked" : "") << bytes << chunked;
    }
    void carriesBodiesBothWays() {
        QFETCH(int, bytes);
        QFETCH(bool, chunked);
        // An echo: what comes back is what was sent, whatever its framing.
        Backend backend([](Peer& peer, int) {
            for (;;) {
                const std::string message = peer.readMessage();
                if (message.empty())
                    return;
                const bool isChunked = fieldOf(message, "Transfer-Encoding") == "chunked";
                const std::string body = bodyOf(message);
                peer.send(isChunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
                                    : okResponse(body));
            }
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        std::string body;
        for (int i = 0; i < bytes; ++i)
            body += static_cast<char>('a' + i % 23);
        std::string request = "POST /echo HTTP/1.1\r\nHost: a\r\n";
        if (chunked) {
            request += "Transfer-Encoding: chunked\r\n\r\n";
            for (size_t at = 0; at < body.size(); at += 10'000) {
                const std::string piece = body.substr(at, 10'000);
                char size[16];
                snprintf(size, sizeof size, "%zx\r\n", piece.size());
                request += size + piece + "\r\n";
            }
            request += "0\r\n\r\n";
        } else {
            request += "Content-Length: " + std::to_string(bytes) + "\r\n\r\n" + body;
        }
        Peer client = rig.dial();
        for (int round = 0; round < 2; ++round) {
            std::thread sender([&] { client.send(request); });
            const std::string answer = client.readMessage();
            sender.join();
            QCOMPARE(statusOf(answer), 200);
            std::string got = bodyOf(answer);
            if (chunked) {
                std::string plain;
                for (size_t at = 0;;) {
                    const size_t line = got.find("\r\n", at);
                    const size_t size = std::stoul(got.substr(at, line - at), nullptr, 16);
                    if (size == 0)
                        break;
                    plain += got.substr(line + 2, size);
                    at = line + 2 + size + 2;
                }
                got = plain;
            }
            QVERIFY(got == body);
        }
        QCOMPARE(backend.connections(), 1);
    }

    void saysWhyThereIsNoRoute() {
        Rig rig;
        rig.route().pathPrefix = "/only";
        rig.publish();
        const std::string answer = rig.exchange(kGetClose);
        QCOMPARE(statusOf(answer), 404);
        QCOMPARE(fieldOf(answer, "Content-Type"), std::string("application/problem+json"));
        QVERIFY(bodyOf(answer).find("\"code\":\"no_route\"") != std::string::npos);
        QVERIFY(bodyOf(answer).find("request_id") != std::string::npos);
    }

    void stripsThePrefixWhereTheRouteSaysSo() {
        std::string seen;
        Backend backend([&](Peer& peer, int) {
            seen = peer.readMessage();
            peer.send(okResponse(""));
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.route().pathPrefix = "/shop";
        rig.route().stripPrefix = true;
        rig.publish();
        rig.exchange("GET /shop?q=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        QVERIFY(seen.starts_with("GET /?q=1 HTTP/1.1\r\n"));
    }

    void spreadsConnectionsOverWorkers() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig(3);
        rig.setEndpoints({&backend});
        rig.publish();
        std::vector<Peer> clients;
        for (int i = 0; i < 60; ++i) {
            clients.push_back(rig.dial());
            clients.back().send(kGet);
            QCOMPARE(statusOf(clients.back().readMessage()), 200);
        }
        std::uint64_t least = 60;
        for (unsigned worker = 0; worker < 3; ++worker)
            least = std::min(least, rig.registry().worker(worker).open.get());
        QVERIFY2(least >= 16, qPrintable(QString("a worker has only %1 of 60 connections").arg(least)));
    }

    void stopsAfterTheLastAnswer() {
        std::promise<void> reached;
        std::promise<void> release;
        Backend backend([&](Peer& peer, int) {
            peer.readMessage();
            reached.set_value();
            release.get_future().wait();
            peer.send(okResponse("late"));
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        reached.get_future().wait();
        std::promise<void> ended;
        rig.pool().stop(10s, [&] { ended.set_value(); });
        release.set_value();
        const std::string answer = client.readToEnd();
        QCOMPARE(bodyOf(answer), std::string("late"));
        ended.get_future().wait();
    }
};

QTEST_GUILESS_MAIN(BasicsTest)
#include "basics_test.moc"
