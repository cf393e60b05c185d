#include <poll.h>

#include <QtTest>
#include <set>
#include <thread>

#include "gateway/core/slots.h"

using namespace slipway;
using namespace slipway::gateway;

namespace {

bool raised(const DrainSignal& signal) {
    pollfd poll{signal.fd(), POLLIN, 0};
    return ::poll(&poll, 1, 0) == 1;
}

}  // namespace

class GatewaySlotsTest : public QObject {
    Q_OBJECT
  private slots:
    void shardsShareNoCacheLine() {
        QCOMPARE(sizeof(CounterShard) % 64, size_t{0});
        QCOMPARE(sizeof(EndpointShard) % 64, size_t{0});
        QCOMPARE(sizeof(WorkerShard) % 64, size_t{0});
        Sharded<CounterShard> shards(3);
        QCOMPARE(reinterpret_cast<uintptr_t>(&shards[1]) % 64, uintptr_t{0});
    }

    void whatWorkersCountIsSummed() {
        SlotRegistry registry(4);
        const auto slot = registry.endpoint("e", "s");
        std::vector<std::thread> threads;
        for (WorkerId worker = 0; worker < 4; ++worker)
            threads.emplace_back([&, worker] {
                for (uint64_t i = 0; i < 10'000; ++i) {
                    auto& counters = slot->shard(worker).counters;
                    counters.requests.add();
                    counters.countStatus(200);
                    counters.recordLatency(i);
                }
            });
        for (auto& thread : threads)
            thread.join();
        const auto sum = slot->counters();
        QCOMPARE(sum.requests, 40'000u);
        QCOMPARE(sum.status[1], 40'000u);
        QCOMPARE(sum.latency.count, 40'000u);
        QCOMPARE(sum.latency.sumUs, 4u * 9'999u * 5'000u);
    }

    void theLastReleaseOfADrainingEndpointWakes() {
        SlotRegistry registry(2);
        const auto slot = registry.endpoint("e", "s");
        slot->acquire(0);
        slot->acquire(0);
        slot->release(0);
        QVERIFY(!raised(*registry.drainSignal()));
        slot->setDraining(true);
        QCOMPARE(slot->inFlight(), 1u);
        slot->release(0);
        QVERIFY(raised(*registry.drainSignal()));
        QCOMPARE(slot->inFlight(), 0u);
        registry.drainSignal()->clear();
        QVERIFY(!raised(*registry.drainSignal()));
    }

    void slotsAreRetiredOnceReportedAndUnused() {
        SlotRegistry registry(1);
        auto slot = registry.endpoint("e", "s");
        auto route = registry.route("l", "r");
        QVERIFY(registry.idle().empty());
        slot->acquire(0);
        EndpointSlot* const raw = slot.get();
        slot.reset();
        route.reset();
        const auto onlyRoute = registry.idle();
        QCOMPARE(onlyRoute.size(), size_t{1});
        raw->release(0);
        registry.retire(onlyRoute);  // the endpoint has become idle, but was not reported as such
        QVERIFY(registry.routes().empty());
        QCOMPARE(registry.endpoints().size(), size_t{1});
        const auto both = registry.idle();
        slot = registry.endpoint("e", "s");  // came back meanwhile
        registry.retire(both);
        QCOMPARE(registry.endpoints().size(), size_t{1});
        QCOMPARE(slot.get(), raw);
    }

    void rejectionsHaveNames() {
        std::set<std::string> names;
        for (size_t i = 0; i < kRejectReasons; ++i)
            QVERIFY(names.insert(rejectReasonName(static_cast<RejectReason>(i))).second);
        QVERIFY(!names.contains(""));
    }
};

QTEST_GUILESS_MAIN(GatewaySlotsTest)
#include "gateway_slots_test.moc"
