// Where a request goes when an endpoint fails it (checklist row 46).

#include <QtTest>
#include <future>

#include "net/listener.h"
#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

const std::string kPost = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
const std::string kPut = "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";

/// An address that refuses connections.
net::Address nobody() {
    const auto socket = net::listenOn(*net::Address::parse("127.0.0.1:0"));
    return net::Address::localOf(socket->get());
}

/// Reads a request, then breaks the connection without a byte.
void breakOff(Peer& peer, int) {
    peer.readMessage();
}

}  // namespace

class RetryTest : public QObject {
    Q_OBJECT
  private slots:
    void refusedConnectGoesToAnotherEndpointForAnyMethod_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("get") << QByteArray::fromStdString(kGet);
        QTest::newRow("post") << QByteArray::fromStdString(kPost);
    }
    void refusedConnectGoesToAnotherEndpointForAnyMethod() {
        QFETCH(QByteArray, request);
        std::atomic<int> requests{0};
        Backend backend(Backend::always(okResponse("alive"), &requests));
        Rig rig;
        rig.addEndpoint("p/dead", nobody());
        rig.addEndpoint("p/alive", backend.address());
        rig.publish();
        for (int i = 0; i < 20; ++i) {
            Peer client = rig.dial();
            client.send(request.toStdString());
            QCOMPARE(bodyOf(client.readMessage()), std::string("alive"));
        }
        QCOMPARE(requests.load(), 20);
        QVERIFY(eventually([&] { return rig.edgeCounters().requests == 20; }));
        const auto counters = rig.edgeCounters();
        QCOMPARE(counters.tries, std::uint64_t{20});  // a refused connect sent nothing
        QCOMPARE(counters.retries, std::uint64_t{0});
        // Left out after it refused once: it is asked again now and then, not each time.
        const auto refused = rig.endpoint("p/dead").sum(&gateway::EndpointShard::connectErrors);
        QVERIFY2(refused <= 3, qPrintable(QString::number(refused)));
    }

    void brokenBeforeTheAnswer_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("retries");
        QTest::addColumn<bool>("repeated");
        QTest::newRow("get") << QByteArray::fromStdString(kGet) << 1 << true;
        QTest::newRow("put with its body") << QByteArray::fromStdString(kPut) << 1 << true;
        QTest::newRow("chunked put")
            << QByteArray("PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
            << 1 << true;
        QTest::newRow("get, a route without retries") << QByteArray::fromStdString(kGet) << 0 << false;
        QTest::newRow("post") << QByteArray::fromStdString(kPost) << 1 << false;
        QTest::newRow("unknown method") << QByteArray("BUY /x HTTP/1.1\r\nHost: a\r\n\r\n") << 1 << false;
    }
    void brokenBeforeTheAnswer() {
        QFETCH(QByteArray, request);
        QFETCH(int, retries);
        QFETCH(bool, repeated);
        std::mutex mutex;
        std::vector<std::string> seen;
        // Each breaks its first request, whichever of the two is asked first, and answers the next.
        std::atomic<int> count{0};
        const auto script = [&](Peer& peer, int) {
            const std::string message = peer.readMessage();
            {
                const std::lock_guard lock(mutex);
                seen.push_back(message);
            }
            if (++count == 1)
                return;
            peer.send(okResponse("second"));
            peer.readToEnd();
        };
        Backend one(script);
        Backend two(script);
        Rig rig;
        rig.route().retries = static_cast<std::uint32_t>(retries);
        rig.setEndpoints({&one, &two});
        rig.publish();
        Peer client = rig.dial();
        client.send(request.toStdString());
        const std::string answer = client.readMessage();
        QCOMPARE(statusOf(answer), repeated ? 200 : 502);
        QCOMPARE(count.load(), repeated ? 2 : 1);
        if (repeated) {
            QCOMPARE(one.connections(), 1);
            QCOMPARE(two.connections(), 1);
            QCOMPARE(seen[0], seen[1]);
        }
        QVERIFY(eventually([&] { return rig.edgeCounters().requests == 1; }));
        const auto counters = rig.edgeCounters();
        QCOMPARE(counters.tries, std::uint64_t(repeated ? 2 : 1));
        QCOMPARE(counters.retries, std::uint64_t(repeated ? 1 : 0));
        QCOMPARE(counters.failed, std::uint64_t(repeated ? 0 : 1));
        QCOMPARE(counters.errors, std::uint64_t(repeated ? 0 : 1));
    }

    void onlyOnce() {
        Backend one(&breakOff);
        Backend two(&breakOff);
        Backend three(&breakOff);
        Rig rig;
        rig.setEndpoints({&one, &two, &three});
        rig.publish();
        QCOMPARE(statusOf(rig.exchange(kGetClose)), 502);
        QCOMPARE(one.connections() + two.connections() + three.connections(), 2);
    }

    void theSameEndpointWhereThereIsNoOther() {
        Backend backend([](Peer& peer, int connection) {
            peer.readMessage();
            if (connection > 1)
                peer.send(okResponse("second"));
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        QCOMPARE(bodyOf(rig.exchange(kGetClose)), std::string("second"));
        QCOMPARE(backend.connections(), 2);
    }

    void pooledConnectionThatDies_data() {
        QTest::addColumn<bool>("safe");
        QTest::newRow("get") << true;
        QTest::newRow("post") << false;
    }
    void pooledConnectionThatDies() {
        QFETCH(bool, safe);
        // Closes each kept connection just when the second request has arrived: the gateway can't have known.
        Backend backend([](Peer& peer, int connection) {
            peer.readMessage();
            peer.send(okResponse("x"));
            const std::string second = peer.readMessage();
            if (connection > 1 && !second.empty())
                peer.send(okResponse("y"));
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        QCOMPARE(statusOf(client.readMessage()), 200);
        client.send(safe ? kGet : kPost);
        QCOMPARE(statusOf(client.readMessage()), safe ? 200 : 502);
        QCOMPARE(backend.connections(), safe ? 2 : 1);
    }
    void pooledConnectionThatIsClosedAlreadyIsNotUsedForAPost() {
        std::atomic<int> closed{0};
        Backend backend([&](Peer& peer, int) {
            peer.readMessage();
            peer.send(okResponse("x"));
            peer.close();
            ++closed;
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        for (int i = 1; i <= 20; ++i) {
            client.send(kPost);
            QCOMPARE(statusOf(client.readMessage()), 200);
            QVERIFY(eventually([&] { return closed == i; }));
        }
    }

    void answerThatHasBegunIsNotRepeated() {
        Backend backend([](Peer& peer, int) {
            peer.readMessage();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        QVERIFY(client.readToEnd().ends_with("half"));
        QCOMPARE(backend.connections(), 1);
    }

    void headThatBreaksOffIsRepeated() {
        Backend backend([](Peer& peer, int connection) {
            peer.readMessage();
            peer.send(connection == 1 ? "HTTP/1.1 200 OK\r\nContent-Le" : okResponse("whole"));
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        QCOMPARE(bodyOf(rig.exchange(kGetClose)), std::string("whole"));
    }

    void bodyTooLargeToKeepIsNotRepeated() {
        std::atomic<int> count{0};
        Backend backend([&](Peer& peer, int) {
            ++count;
            peer.readMessage();
        });
        Rig rig;
        rig.snapshot.limits.bodyBufferBytes = 4096;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send("PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
        QCOMPARE(statusOf(client.readMessage()), 502);
        QCOMPARE(count.load(), 1);
    }

    // kill -9 of one of two instances under load: no GET may fail, whatever state it was in.
    void killedEndpointUnderLoad() {
        std::atomic<int> served{0};
        const auto script = [&](Peer& peer, int) {
            while (!peer.readMessage().empty()) {
                ++served;
                if (!peer.send(okResponse("x")))
                    return;
            }
        };
        for (int round = 0; round < 5; ++round) {
            Backend survivor(script);
            Backend victim(script);
            Rig rig(2);
            rig.setEndpoints({&survivor, &victim});
            rig.publish();
            std::atomic<bool> running{true};
            std::atomic<int> bad{0};
            std::atomic<int> good{0};
            std::vector<std::thread> clients;
            for (int c = 0; c < 8; ++c)
                clients.emplace_back([&] {
                    Peer client = rig.dial();
                    while (running) {
                        client.send(kGet);
                        if (statusOf(client.readMessage()) == 200)
                            ++good;
                        else
                            ++bad;
                    }
                });
            eventually([&] { return good > 200; });
            victim.kill();
            const int then = good;
            eventually([&] { return good > then + 500 || bad > 0; });
            running = false;
            for (auto& client : clients)
                client.join();
            QCOMPARE(bad.load(), 0);
            QVERIFY(eventually([&] { return rig.edgeCounters().requests == std::uint64_t(good); }));
            const auto counters = rig.edgeCounters();
            QCOMPARE(counters.failed, std::uint64_t{0});
            QCOMPARE(counters.tries, counters.requests + counters.retries);
        }
    }
};

QTEST_GUILESS_MAIN(RetryTest)
#include "retry_test.moc"
