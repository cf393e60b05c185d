// Requests that wait while no endpoint takes them.

#include <QtTest>
#include <future>

#include "net/listener.h"
#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

net::Address nobody() {
    const auto socket = net::listenOn(*net::Address::parse("127.0.0.1:0"));
    return net::Address::localOf(socket->get());
}

std::uint64_t heldNow(Rig& rig) {
    return rig.registry().sum(&gateway::WorkerShard::heldNow);
}
std::uint64_t heldTotal(Rig& rig) {
    return rig.registry().sum(&gateway::WorkerShard::heldTotal);
}

}  // namespace

class HoldTest : public QObject {
    Q_OBJECT
  private slots:
    void waitsForTheFirstEndpoint_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("get") << QByteArray::fromStdString(kGet) << QByteArray();
        QTest::newRow("post") << QByteArray("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
                              << QByteArray("hello");
    }
    void waitsForTheFirstEndpoint() {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, sent);
        std::string seen;
        Backend backend([&](Peer& peer, int) {
            seen = peer.readMessage();
            peer.send(okResponse("at last"));
            peer.readToEnd();
        });
        Rig rig;
        rig.publish();
        Peer client = rig.dial();
        client.send(request.toStdString());
        QVERIFY(eventually([&] { return heldNow(rig) == 1; }));
        rig.setEndpoints({&backend});
        rig.publish();
        QCOMPARE(bodyOf(client.readMessage()), std::string("at last"));
        QCOMPARE(bodyOf(seen), sent.toStdString());
        QCOMPARE(heldNow(rig), std::uint64_t{0});
        QCOMPARE(heldTotal(rig), std::uint64_t{1});
        QCOMPARE(rig.routeCounters().failed, std::uint64_t{0});
    }

    void largeBodyWaitsOutside() {
        std::promise<size_t> got;
        Backend backend([&](Peer& peer, int) {
            got.set_value(bodyOf(peer.readMessage()).size());
            peer.send(okResponse("thanks"));
            peer.readToEnd();
        });
        Rig rig;
        rig.snapshot.limits.bodyBufferBytes = 10'000;
        rig.publish();
        Peer client = rig.dial();
        std::thread sender([&] {
            client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n" + std::string(5'000'000, 'b'));
        });
        QVERIFY(eventually([&] { return heldNow(rig) == 1; }));
        rig.setEndpoints({&backend});
        rig.publish();
        const std::string answer = client.readMessage();
        sender.join();
        QCOMPARE(bodyOf(answer), std::string("thanks"));
        QCOMPARE(got.get_future().get(), size_t{5'000'000});
    }

    void endsWithAReason() {
        Rig rig;
        rig.service().hold.timeout = 60ms;
        rig.publish();
        const std::string answer = rig.exchange(kGetClose);
        QCOMPARE(statusOf(answer), 503);
        QCOMPARE(fieldOf(answer, "Retry-After"), std::string("1"));
        QCOMPARE(fieldOf(answer, "Content-Type"), std::string("application/problem+json"));
        QVERIFY(bodyOf(answer).find("\"detail\":\"s has no ready instance\"") != std::string::npos);
        QVERIFY(bodyOf(answer).find("\"request_id\":\"" + fieldOf(answer, "X-Request-Id") + "\"") != std::string::npos);
        QCOMPARE(rig.registry().sum(&gateway::WorkerShard::heldTimedOut), std::uint64_t{1});
        QCOMPARE(heldNow(rig), std::uint64_t{0});
        QVERIFY(eventually([&] { return rig.routeCounters().failed == 1; }));
    }

    void theClientsConnectionStaysAfterTheWaitWasOver() {
        Backend backend(Backend::always(okResponse("now")));
        Rig rig;
        rig.service().hold.timeout = 30ms;
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        QCOMPARE(statusOf(client.readMessage()), 503);
        rig.setEndpoints({&backend});
        rig.publish();
        client.send(kGet);
        QCOMPARE(bodyOf(client.readMessage()), std::string("now"));
    }

    void isBoundedInNumber() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig(2);
        rig.service().hold.maxRequests = 3;
        rig.publish();
        std::vector<Peer> held;
        for (std::uint64_t i = 1; i <= 3; ++i) {
            held.push_back(rig.dial());
            held.back().send(kGet);
            QVERIFY(eventually([&] { return heldNow(rig) == i; }));
        }
        for (int i = 0; i < 4; ++i) {
            const std::string answer = rig.exchange(kGetClose);
            QCOMPARE(statusOf(answer), 503);
            QVERIFY(bodyOf(answer).find("too_many_held") != std::string::npos);
        }
        QCOMPARE(rig.registry().sum(&gateway::WorkerShard::heldRefused), std::uint64_t{4});
        rig.setEndpoints({&backend});
        rig.publish();
        for (Peer& each : held)
            QCOMPARE(statusOf(each.readMessage()), 200);
    }

    void aClientThatGoesAwayIsForgotten() {
        Rig rig;
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        QVERIFY(eventually([&] { return heldNow(rig) == 1; }));
        client.reset();
        QVERIFY(eventually([&] { return heldNow(rig) == 0; }));
        QCOMPARE(rig.routeCounters().failed, std::uint64_t{0});
    }

    void halfClosedClientIsStillAnswered() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig;
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        client.finishSending();
        QVERIFY(eventually([&] { return heldNow(rig) == 1; }));
        rig.setEndpoints({&backend});
        rig.publish();
        QCOMPARE(statusOf(client.readToEnd()), 200);
    }

    // The configuration still names the old address, where nobody listens: the request waits and knocks.
    void waitsWhileTheOnlyEndpointRefuses() {
        Backend backend(Backend::always(okResponse("new")));
        Rig rig;
        rig.addEndpoint("p/old", nobody());
        rig.publish();
        std::vector<Peer> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(rig.dial());
            clients.back().send(i % 2 ? kGet : "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
        }
        QVERIFY(eventually([&] { return heldTotal(rig) == 20; }));
        rig.setEndpoints({&backend});
        rig.publish();
        for (Peer& each : clients)
            QCOMPARE(bodyOf(each.readMessage()), std::string("new"));
        QCOMPARE(rig.routeCounters().failed, std::uint64_t{0});
    }

    // The process comes back on the same port, so no snapshot says so: the probe finds out, and lets the others in.
    void theProbeFindsAnEndpointThatCameBack() {
        const net::Address address = nobody();
        Rig rig;
        rig.addEndpoint("p/s-1", address);
        rig.publish();
        std::vector<Peer> clients;
        for (int i = 0; i < 50; ++i) {
            clients.push_back(rig.dial());
            clients.back().send(kGet);
        }
        QVERIFY(eventually([&] { return heldTotal(rig) == 50; }));
        Backend backend(Backend::always(okResponse("back")), address.text());
        for (Peer& each : clients)
            QCOMPARE(bodyOf(each.readMessage()), std::string("back"));
        QCOMPARE(rig.registry().sum(&gateway::WorkerShard::heldTimedOut), std::uint64_t{0});
    }

    // kill -9 of the only instance under load, and a new one a little later: nobody is told no, where row 46 allows it.
    void theOnlyInstanceDiesAndIsReplacedUnderLoad() {
        Rig rig(2);
        const auto script = [](Peer& peer, int) {
            while (!peer.readMessage().empty())
                if (!peer.send(okResponse("x")))
                    return;
        };
        auto instance = std::make_unique<Backend>(script);
        rig.addEndpoint("p/s-1", instance->address());
        rig.publish();
        constexpr size_t kClients = 8;
        std::atomic<bool> running{true};
        std::atomic<int> bad{0};
        std::array<std::atomic<int>, kClients> good{};
        std::vector<std::thread> clients;
        for (size_t c = 0; c < kClients; ++c)
            clients.emplace_back([&, c] {
                Peer client = rig.dial();
                while (running) {
                    client.send(kGet);
                    if (statusOf(client.readMessage()) == 200)
                        ++good[c];
                    else
                        ++bad;
                }
            });
        // Every client gets answers between two deaths: a request that meets both has had its one retry, and may fail.
        const auto allServed = [&] {
            std::array<int, kClients> before{};
            std::copy(good.begin(), good.end(), before.begin());
            return eventually([&] {
                for (size_t c = 0; c < kClients; ++c)
                    if (good[c] < before[c] + 3)
                        return false;
                return true;
            });
        };
        for (int life = 2; life <= 5; ++life) {
            QVERIFY(allServed());
            instance->kill();
            QVERIFY(eventually([&] { return heldNow(rig) == kClients; }));
            instance = std::make_unique<Backend>(script);
            rig.service().endpoints.clear();
            rig.addEndpoint("p/s-" + std::to_string(life), instance->address());
            rig.publish();
        }
        QVERIFY(allServed());
        running = false;
        for (auto& client : clients)
            client.join();
        QCOMPARE(bad.load(), 0);
        QCOMPARE(rig.routeCounters().failed, std::uint64_t{0});
        rig.stop(0ms);
    }

    void aServiceThatNobodyWillServeAnswersAtOnce() {
        Rig rig;
        rig.publish();
        Peer early = rig.dial();
        early.send(kGet);
        QVERIFY(eventually([&] { return heldNow(rig) == 1; }));
        rig.service().hold.timeout = 0ms;
        rig.service().hold.why = "s is stopped";
        rig.publish();
        QVERIFY(bodyOf(early.readMessage()).find("\"detail\":\"s is stopped\"") != std::string::npos);
        QCOMPARE(statusOf(rig.exchange(kGetClose)), 503);
        QCOMPARE(heldNow(rig), std::uint64_t{0});
        QCOMPARE(heldTotal(rig), std::uint64_t{1});
    }

    void aServiceThatLeavesTheConfigurationAnswersAtOnce() {
        Rig rig;
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        QVERIFY(eventually([&] { return heldNow(rig) == 1; }));
        rig.snapshot.listeners.front().routes.clear();
        rig.snapshot.services.clear();
        rig.publish();
        QCOMPARE(statusOf(client.readMessage()), 503);
        QCOMPARE(heldNow(rig), std::uint64_t{0});
    }
};

QTEST_GUILESS_MAIN(HoldTest)
#include "hold_test.moc"
