// Bodies of any size through buffers of a bounded one, and slow peers.

#include <QtTest>
#include <future>

#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

constexpr size_t kLarge = 40'000'000;  // more than the kernel keeps for one connection

/// The watermark, and one read beyond it.
constexpr std::uint64_t kBound = gateway::Exchange::kHighWater + net::Loop::kReceiveBytes + 4096;

bool sendLarge(Peer& peer) {
    const std::string piece(1'000'000, 'l');
    for (size_t sent = 0; sent < kLarge; sent += piece.size())
        if (!peer.send(piece))
            return false;
    return true;
}

size_t readLarge(Peer& peer) {
    size_t got = 0;
    while (got < kLarge) {
        const size_t piece = peer.readExactly(std::min<size_t>(1'000'000, kLarge - got)).size();
        if (piece == 0)
            break;
        got += piece;
    }
    return got;
}

}  // namespace

class PressureTest : public QObject {
    Q_OBJECT
  private slots:
    void slowReaderOfALargeAnswer_data() {
        QTest::addColumn<bool>("chunked");
        QTest::newRow("length") << false;
        QTest::newRow("chunked") << true;
    }
    void slowReaderOfALargeAnswer() {
        QFETCH(bool, chunked);
        std::atomic<bool> allSent{false};
        Backend backend([&](Peer& peer, int) {
            peer.readHead();
            if (chunked) {
                char line[32];
                snprintf(line, sizeof line, "%zx\r\n", kLarge);
                peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                peer.send(line);
            } else {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kLarge) + "\r\n\r\n");
            }
            sendLarge(peer);
            if (chunked)
                peer.send("\r\n0\r\n\r\n");
            allSent = true;
            peer.readToEnd();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.setBuffers(262'144);
        client.send(kGetClose);
        QCOMPARE(statusOf(client.readHead()), 200);
        // Nothing is read until everything has come to a stop.
        std::uint64_t before = 0;
        QVERIFY(eventually([&] {
            const std::uint64_t now = rig.pool().peakBuffered();
            return now > gateway::Exchange::kHighWater && now == std::exchange(before, now);
        }));
        QVERIFY(!allSent);
        if (chunked)
            QVERIFY(client.readToEnd().size() > kLarge);
        else
            QCOMPARE(readLarge(client), kLarge);
        QVERIFY2(rig.pool().peakBuffered() <= kBound, qPrintable(QString::number(rig.pool().peakBuffered())));
        QVERIFY(allSent);
    }

    void slowReaderOfALargeUpload() {
        std::promise<void> go;
        std::promise<size_t> got;
        Backend backend([&](Peer& peer, int) {
            peer.readHead();
            go.get_future().wait();
            got.set_value(readLarge(peer));
            peer.send(okResponse("thanks"));
            peer.readToEnd();
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.route().timeout = 10min;  // on a busy machine 40 MB take longer than a route's usual time
        rig.publish();
        Peer client = rig.dial();
        std::atomic<bool> allSent{false};
        std::thread sender([&] {
            client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(kLarge) + "\r\n\r\n");
            sendLarge(client);
            allSent = true;
        });
        std::uint64_t before = 0;
        const bool full = eventually([&] {
            const std::uint64_t now = rig.pool().peakBuffered();
            return now > gateway::Exchange::kHighWater && now == std::exchange(before, now);
        });
        const bool early = allSent;
        go.set_value();
        sender.join();
        QVERIFY(full);
        QVERIFY(!early);
        QCOMPARE(statusOf(client.readMessage()), 200);
        QCOMPARE(got.get_future().get(), kLarge);
        QVERIFY2(rig.pool().peakBuffered() <= kBound, qPrintable(QString::number(rig.pool().peakBuffered())));
    }

    void clientThatStopsReadingIsCutOff() {
        std::promise<void> ended;
        Backend backend([&](Peer& peer, int) {
            peer.readHead();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kLarge) + "\r\n\r\n");
            sendLarge(peer);
            ended.set_value();
        });
        Rig rig;
        rig.snapshot.limits.bodyTimeout = 1s;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        QCOMPARE(statusOf(client.readHead()), 200);
        ended.get_future().wait();
        QVERIFY(eventually([&] { return rig.endpoint("p/s-1").inFlight() == 0; }));
        QVERIFY(eventually([&] { return rig.registry().worker(0).open.get() == 0; }));
        // The service did nothing wrong, nor did the gateway.
        QCOMPARE(rig.routeCounters().failed, std::uint64_t{0});
        QCOMPARE(rig.routeCounters().errors, std::uint64_t{0});
    }

    void backendThatStopsInsideItsAnswerIsCutOff() {
        Backend backend([](Peer& peer, int) {
            peer.readHead();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
            peer.readToEnd();
        });
        Rig rig;
        rig.snapshot.limits.bodyTimeout = 80ms;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        QVERIFY(client.readToEnd().ends_with("begin"));
        QVERIFY(eventually([&] { return rig.routeCounters().failed == 1; }));
        QCOMPARE(rig.routeCounters().errors, std::uint64_t{1});
    }

    void clientThatGoesAwayStopsTheBackend() {
        std::promise<bool> stopped;
        Backend backend([&](Peer& peer, int) {
            peer.readHead();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kLarge) + "\r\n\r\n");
            stopped.set_value(!sendLarge(peer));
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        client.readHead();
        client.reset();
        QVERIFY(stopped.get_future().get());
        QVERIFY(eventually([&] { return rig.endpoint("p/s-1").inFlight() == 0; }));
        QCOMPARE(rig.routeCounters().failed, std::uint64_t{0});
    }

    void clientThatDoesNotReadItsAnswersGetsNoMore() {
        std::atomic<int> requests{0};
        Backend backend(Backend::always(okResponse(std::string(100'000, 'a')), &requests));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.setBuffers(262'144);
        constexpr int kCount = 500;
        std::string all;
        for (int i = 0; i < kCount; ++i)
            all += kGet;
        std::thread sender([&] { client.send(all); });
        int before = -1;
        QVERIFY(eventually([&] {
            rig.barrier();
            const int now = requests;
            return now > 0 && now == std::exchange(before, now);
        }));
        QVERIFY2(requests < kCount / 2, qPrintable(QString::number(requests)));
        for (int i = 0; i < kCount; ++i)
            QCOMPARE(client.readMessage().size() > 100'000, true);
        sender.join();
        QVERIFY(rig.pool().peakBuffered() <= kBound);
    }

    void idleConnectionsKeepNoBuffers() {
        // Large messages went over it before; what is left is small.
        Backend backend(Backend::always(okResponse(std::string(1'000'000, 'a'))));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        client.readMessage();
        QVERIFY(eventually([&] { return rig.routeCounters().requests == 1; }));
        // An idle client is its object and a few small strings.
        QVERIFY2(sizeof(gateway::ClientConnection) <= 512,
                 qPrintable(QString::number(sizeof(gateway::ClientConnection))));
    }
};

QTEST_GUILESS_MAIN(PressureTest)
#include "pressure_test.moc"
