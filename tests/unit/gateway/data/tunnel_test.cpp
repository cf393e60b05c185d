// Upgrades (checklist rows 47-49): a tunnel after a valid 101, and never else.

#include <QtTest>
#include <future>

#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

const std::string kUpgrade =
    "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const std::string kSwitching =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

}  // namespace

class TunnelTest : public QObject {
    Q_OBJECT
  private slots:
    void carriesBytesBothWays() {
        std::string head;
        Backend backend([&](Peer& peer, int) {
            head = peer.readHead();
            peer.send(kSwitching + "welcome");
            for (;;) {
                const std::string said = peer.readExactly(4);
                if (said.size() < 4)
                    return;
                peer.send("re:" + said);
            }
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kUpgrade);
        const std::string answer = client.readHead();
        QCOMPARE(statusOf(answer), 101);
        QCOMPARE(fieldOf(answer, "Upgrade"), std::string("websocket"));
        QCOMPARE(fieldOf(answer, "Connection"), std::string("upgrade"));
        QCOMPARE(fieldOf(head, "Upgrade"), std::string("websocket"));
        QCOMPARE(fieldOf(head, "Connection"), std::string("upgrade"));
        QCOMPARE(client.readExactly(7), std::string("welcome"));
        for (const char* word : {"one.", "\0\1\2\3", "GET "}) {
            const std::string bytes(word, 4);
            client.send(bytes);
            QCOMPARE(client.readExactly(7), "re:" + bytes);
        }
        gateway::EndpointSlot& slot = rig.endpoint("p/s-1");
        QCOMPARE(slot.inFlight(), std::uint64_t{1});
        QCOMPARE(slot.sum(&gateway::EndpointShard::tunnels), std::uint64_t{1});
        QCOMPARE(rig.registry().worker(0).tunnels.get(), std::uint64_t{1});
        client.close();
        QVERIFY(eventually([&] { return slot.inFlight() == 0; }));
        QCOMPARE(slot.sum(&gateway::EndpointShard::tunnels), std::uint64_t{0});
        QVERIFY(eventually([&] { return rig.routeCounters().requests == 1; }));
        const auto counters = rig.routeCounters();
        QCOMPARE(counters.status[0], std::uint64_t{1});
        QCOMPARE(counters.bytesIn, std::uint64_t{12});
        QCOMPARE(counters.bytesOut, std::uint64_t{28});
        QCOMPARE(counters.failed + counters.errors, std::uint64_t{0});
        QCOMPARE(counters.latency.count, std::uint64_t{0});
    }

    void whatTheClientSaysEarlyGetsThrough() {
        Backend backend([](Peer& peer, int) {
            peer.readHead();
            peer.send(kSwitching);
            peer.send(peer.readExactly(5));
            peer.readToEnd();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kUpgrade + "early");
        QCOMPARE(statusOf(client.readHead()), 101);
        QCOMPARE(client.readExactly(5), std::string("early"));
    }

    void eachSideMayEndAlone_data() {
        QTest::addColumn<bool>("clientFirst");
        QTest::newRow("client") << true;
        QTest::newRow("backend") << false;
    }
    void eachSideMayEndAlone() {
        QFETCH(bool, clientFirst);
        Backend backend([&](Peer& peer, int) {
            peer.readHead();
            peer.send(kSwitching);
            if (clientFirst) {
                const std::string all = peer.readToEnd();
                peer.send("got " + all);
            } else {
                peer.send("bye");
                peer.finishSending();
                peer.readToEnd();
            }
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kUpgrade);
        QCOMPARE(statusOf(client.readHead()), 101);
        client.send("some");
        if (clientFirst) {
            client.finishSending();
            QCOMPARE(client.readToEnd(), std::string("got some"));
        } else {
            QCOMPARE(client.readToEnd(), std::string("bye"));
            QCOMPARE(rig.endpoint("p/s-1").inFlight(), std::uint64_t{1});
            client.send("more");
            client.close();
        }
        QVERIFY(eventually([&] { return rig.endpoint("p/s-1").inFlight() == 0; }));
        QVERIFY(eventually([&] { return rig.registry().worker(0).open.get() == 0; }));
    }

    void refusedUpgradeIsAnOrdinaryAnswer() {
        Backend backend([](Peer& peer, int) {
            peer.readHead();
            peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            peer.readHead();
            peer.send(okResponse("later"));
            peer.readToEnd();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kUpgrade);
        QCOMPARE(statusOf(client.readMessage()), 403);
        client.send(kGet);
        QCOMPARE(bodyOf(client.readMessage()), std::string("later"));
        QCOMPARE(backend.connections(), 1);
    }

    void invalidUpgradeIs502_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("other protocol") << QByteArray(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n");
        QTest::newRow("no upgrade field")
            << QByteArray("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n\r\n");
    }
    void invalidUpgradeIs502() {
        QFETCH(QByteArray, answer);
        Backend backend([&](Peer& peer, int) {
            peer.readHead();
            peer.send(answer.toStdString() + "smuggled");
            peer.readToEnd();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kUpgrade);
        const std::string got = client.readMessage();
        QCOMPARE(statusOf(got), 502);
        QVERIFY(got.find("smuggled") == std::string::npos);
    }

    void h2cIsNotTaken() {
        std::string head;
        Backend backend([&](Peer& peer, int) {
            head = peer.readHead();
            peer.send(okResponse("plain"));
            peer.readToEnd();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: "
            "AAMA\r\n\r\n");
        QCOMPARE(bodyOf(client.readMessage()), std::string("plain"));
        QCOMPARE(fieldOf(head, "Upgrade"), std::string("-"));
        QCOMPARE(fieldOf(head, "HTTP2-Settings"), std::string("-"));
        QCOMPARE(fieldOf(head, "Connection"), std::string("-"));
    }

    void drainingEndpointKeepsItsTunnels() {
        Backend backend([](Peer& peer, int) {
            peer.readHead();
            peer.send(kSwitching);
            while (!peer.readExactly(1).empty())
                peer.send("!");
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kUpgrade);
        QCOMPARE(statusOf(client.readHead()), 101);
        rig.service().endpoints.front().state = protocol::EndpointState::Draining;
        rig.publish();
        client.send("?");
        QCOMPARE(client.readExactly(1), std::string("!"));
        QCOMPARE(rig.endpoint("p/s-1").inFlight(), std::uint64_t{1});
        client.close();
        QVERIFY(eventually([&] { return rig.endpoint("p/s-1").inFlight() == 0; }));
    }

    void backPressureReachesThroughATunnel() {
        constexpr size_t kBytes = 30'000'000;
        std::atomic<bool> allSent{false};
        Backend backend([&](Peer& peer, int) {
            peer.readHead();
            peer.send(kSwitching);
            const std::string piece(1'000'000, 't');
            for (size_t sent = 0; sent < kBytes; sent += piece.size())
                peer.send(piece);
            allSent = true;
            peer.readToEnd();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.setBuffers(262'144);
        client.send(kUpgrade);
        QCOMPARE(statusOf(client.readHead()), 101);
        std::uint64_t before = 0;
        QVERIFY(eventually([&] {
            const std::uint64_t now = rig.pool().peakBuffered();
            return now > gateway::Exchange::kHighWater && now == std::exchange(before, now);
        }));
        QVERIFY(!allSent);
        size_t got = 0;
        while (got < kBytes) {
            const size_t piece = client.readExactly(1'000'000).size();
            if (piece == 0)
                break;
            got += piece;
        }
        QCOMPARE(got, kBytes);
        QVERIFY(rig.pool().peakBuffered() <= gateway::Exchange::kHighWater + net::Loop::kReceiveBytes);
    }

    void gracefulStopCutsTunnelsAtTheDeadline() {
        Backend backend([](Peer& peer, int) {
            peer.readHead();
            peer.send(kSwitching);
            peer.readToEnd();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kUpgrade);
        QCOMPARE(statusOf(client.readHead()), 101);
        rig.stop(50ms);
        QVERIFY(client.isEnded());
        QCOMPARE(rig.endpoint("p/s-1").inFlight(), std::uint64_t{0});
    }
};

QTEST_GUILESS_MAIN(TunnelTest)
#include "tunnel_test.moc"
