// Endpoints that leave: nothing new goes there, what is under way ends there, and the count says exactly when.

#include <poll.h>

#include <QtTest>
#include <future>

#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

class DrainTest : public QObject {
    Q_OBJECT
  private slots:
    void idleConnectionsCloseAtOnce() {
        std::promise<bool> ended;
        Backend backend([&](Peer& peer, int) {
            peer.readMessage();
            peer.send(okResponse("x"));
            ended.set_value(peer.isEnded());
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        QCOMPARE(statusOf(client.readMessage()), 200);
        rig.service().endpoints.front().state = protocol::EndpointState::Draining;
        rig.publish();
        QVERIFY(ended.get_future().get());
        QVERIFY(eventually([&] { return rig.endpoint("p/s-1").sum(&gateway::EndpointShard::connections) == 0; }));
    }

    void whatIsUnderWayEndsAndItsConnectionToo_data() {
        QTest::addColumn<bool>("gone");
        QTest::newRow("draining") << false;
        QTest::newRow("left out") << true;
    }
    void whatIsUnderWayEndsAndItsConnectionToo() {
        QFETCH(bool, gone);
        std::promise<void> reached;
        std::promise<void> release;
        std::promise<bool> ended;
        Backend old([&](Peer& peer, int) {
            peer.readMessage();
            reached.set_value();
            release.get_future().wait();
            peer.send(okResponse("old"));
            ended.set_value(peer.isEnded());
        });
        Backend young(Backend::always(okResponse("young")));
        Rig rig;
        rig.addEndpoint("p/old", old.address());
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        reached.get_future().wait();
        const std::shared_ptr<gateway::EndpointSlot> slot = rig.registry().endpoints().at("p/old");
        if (gone)
            rig.service().endpoints.clear();
        else
            rig.service().endpoints.front().state = protocol::EndpointState::Draining;
        rig.addEndpoint("p/young", young.address());
        rig.publish();
        QCOMPARE(slot->inFlight(), std::uint64_t{1});
        Peer other = rig.dial();
        other.send(kGet);
        QCOMPARE(bodyOf(other.readMessage()), std::string("young"));
        release.set_value();
        QCOMPARE(bodyOf(client.readMessage()), std::string("old"));
        QVERIFY(ended.get_future().get());
        QVERIFY(eventually([&] { return slot->inFlight() == 0; }));
        client.send(kGet);
        QCOMPARE(bodyOf(client.readMessage()), std::string("young"));
    }

    // The promise that a rollout stands on: once the count is nothing, the backend is working on nothing, and never
    // will again. The backend counts for itself.
    void countIsExactUnderLoad() {
        struct Instance {
            std::atomic<int> working{0};
            std::atomic<int> served{0};
            std::unique_ptr<Backend> backend;
            std::string id;
        };
        const auto start = [](const std::string& id) {
            auto instance = std::make_unique<Instance>();
            instance->id = id;
            instance->backend = std::make_unique<Backend>([self = instance.get()](Peer& peer, int) {
                for (;;) {
                    const std::string request = peer.readMessage();
                    if (request.empty())
                        return;
                    ++self->working;
                    ++self->served;
                    std::this_thread::yield();
                    --self->working;  // before the answer: its last byte ends the request for the gateway
                    peer.send(okResponse("x"));
                }
            });
            return instance;
        };
        Rig rig(3);
        std::vector<std::unique_ptr<Instance>> all;
        all.push_back(start("p/s-1"));
        all.push_back(start("p/s-2"));
        for (const auto& each : all)
            rig.addEndpoint(each->id, each->backend->address());
        rig.publish();

        std::atomic<bool> running{true};
        std::atomic<int> bad{0};
        std::atomic<int> good{0};
        std::vector<std::thread> clients;
        for (int c = 0; c < 12; ++c)
            clients.emplace_back([&, c] {
                Peer client = rig.dial();
                while (running) {
                    if (c % 3 == 0)
                        client = rig.dial();  // a connection a request, too
                    client.send(c % 2 ? kGet : "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
                    if (statusOf(client.readMessage()) == 200)
                        ++good;
                    else
                        ++bad;
                }
            });
        int wrong = 0;
        for (int next = 3; next < 23; ++next) {
            const int before = good;
            if (!eventually([&] { return good > before + 50; }))
                ++wrong;
            all.push_back(start("p/s-" + std::to_string(next)));
            rig.addEndpoint(all.back()->id, all.back()->backend->address());
            Instance& leaving = *all[all.size() - 3];
            // Every other one is left out at once, without the draining state.
            const auto leavingAt = rig.service().endpoints.begin();
            if (next % 2)
                rig.service().endpoints.erase(leavingAt);
            else
                leavingAt->state = protocol::EndpointState::Draining;
            const auto slot = rig.registry().endpoints().at(leaving.id);
            rig.publish();
            if (!eventually([&] { return slot->inFlight() == 0; }))
                ++wrong;
            const int served = leaving.served;
            if (leaving.working != 0)
                ++wrong;
            const int then = good;
            if (!eventually([&] { return good > then + 30; }) || leaving.served != served || leaving.working != 0)
                ++wrong;
            if (next % 2 == 0)
                rig.service().endpoints.erase(rig.service().endpoints.begin());
            leaving.backend->kill();
        }
        running = false;
        for (auto& client : clients)
            client.join();
        QCOMPARE(wrong, 0);
        QCOMPARE(bad.load(), 0);
        QVERIFY(eventually([&] { return rig.routeCounters().requests == std::uint64_t(good); }));
        int served = 0;
        for (const auto& each : all)
            served += each->served;
        QCOMPARE(rig.edgeCounters().tries, std::uint64_t(served));
        rig.stop(0ms);
    }

    void drainSignalIsRaisedWhenTheLastRequestEnds() {
        std::promise<void> reached;
        std::promise<void> release;
        Backend backend([&](Peer& peer, int) {
            peer.readMessage();
            reached.set_value();
            release.get_future().wait();
            peer.send(okResponse("x"));
        });
        Rig rig;
        rig.setEndpoints({&backend});
        rig.publish();
        Peer client = rig.dial();
        client.send(kGet);
        reached.get_future().wait();
        gateway::EndpointSlot& slot = rig.endpoint("p/s-1");
        slot.setDraining(true);
        rig.service().endpoints.front().state = protocol::EndpointState::Draining;
        rig.publish();
        rig.registry().drainSignal()->clear();
        release.set_value();
        QCOMPARE(statusOf(client.readMessage()), 200);
        pollfd ready{rig.registry().drainSignal()->fd(), POLLIN, 0};
        QCOMPARE(::poll(&ready, 1, 10'000), 1);
        QCOMPARE(slot.inFlight(), std::uint64_t{0});
    }

    // Routes, limits and endpoints change all the time: no request notices.
    void configurationsChangeUnderLoad() {
        Backend one(Backend::always(okResponse("x")));
        Backend two(Backend::always(okResponse("x")));
        Rig rig(2);
        rig.setEndpoints({&one, &two});
        rig.publish();
        std::atomic<bool> running{true};
        std::atomic<int> bad{0};
        std::atomic<int> good{0};
        std::vector<std::thread> clients;
        for (int c = 0; c < 6; ++c)
            clients.emplace_back([&] {
                Peer client = rig.dial();
                while (running) {
                    client.send(kGet);
                    statusOf(client.readMessage()) == 200 ? ++good : ++bad;
                }
            });
        bool alive = true;
        for (int i = 0; i < 300; ++i) {
            if (i % 3 == 0)
                rig.setEndpoints({&one});
            else if (i % 3 == 1)
                rig.setEndpoints({&one, &two});
            else
                rig.service().policy = i % 2 ? protocol::Policy::RoundRobin : protocol::Policy::LeastRequest;
            rig.route().timeout = std::chrono::milliseconds(10'000 + i);
            rig.publish();
            if (i % 20 == 0) {
                const int before = good;
                alive = alive && eventually([&] { return good > before; });
            }
        }
        running = false;
        for (auto& client : clients)
            client.join();
        QVERIFY(alive);
        QCOMPARE(bad.load(), 0);
        QVERIFY(eventually([&] { return rig.routeCounters().requests == std::uint64_t(good); }));
    }
};

QTEST_GUILESS_MAIN(DrainTest)
#include "drain_test.moc"
