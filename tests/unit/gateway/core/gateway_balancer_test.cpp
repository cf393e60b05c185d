#include <QtTest>
#include <map>
#include <set>

#include "gateway/core/balancer.h"

using namespace slipway;
using namespace slipway::gateway;
using namespace std::chrono_literals;

namespace {

/// A service of some endpoints, as compile makes it.
struct Fleet {
    explicit Fleet(Policy policy, const std::vector<uint32_t>& weights, unsigned workers = 1, size_t canaries = 0,
                   uint32_t canaryPercent = 0)
        : registry(workers) {
        protocol::Snapshot snapshot;
        snapshot.generation = 1;
        snapshot.services.resize(1);
        auto& service = snapshot.services[0];
        service.id = service.name = "s";
        service.policy = policy;
        for (size_t i = 0; i < weights.size(); ++i)
            service.endpoints.push_back({"e" + std::to_string(i), "127.0.0.1:" + std::to_string(1000 + i), weights[i],
                                         EndpointState::Active, i >= weights.size() - canaries});
        service.canaryPercent = canaryPercent;
        config = compile(snapshot, registry).value();
    }
    const Service& service() const { return config->services[0]; }
    EndpointShard& shard(size_t endpoint, WorkerId worker = 0) {
        return service().endpoints[endpoint].slot->shard(worker);
    }
    Assignment pick(const TriedEndpoints& tried = {}, WorkerId worker = 0) {
        return pickEndpoint(service(), worker, random, now, tried);
    }
    std::map<std::string, int> spread(int requests) {
        std::map<std::string, int> hits;
        for (int i = 0; i < requests; ++i)
            ++hits[pick().endpoint().id];
        return hits;
    }

    SlotRegistry registry;
    ConfigPtr config;
    Random random{11};
    TimePoint now{1h};
};

}  // namespace

class GatewayBalancerTest : public QObject {
    Q_OBJECT
  private slots:
    void roundRobinIsSmoothAndExact() {
        Fleet fleet(Policy::RoundRobin, {5, 1, 1});
        std::string order;
        for (int i = 0; i < 7; ++i)
            order += fleet.pick().endpoint().id.back();
        QCOMPARE(order, std::string("0010200"));  // never five in a row
        const auto hits = fleet.spread(700);
        QCOMPARE(hits.at("e0"), 500);
        QCOMPARE(hits.at("e1"), 100);
        QCOMPARE(hits.at("e2"), 100);
    }

    void roundRobinKeepsOneSequenceAWorker() {
        Fleet fleet(Policy::RoundRobin, {1, 1}, 2);
        QCOMPARE(fleet.pick({}, 0).endpoint().id, std::string("e0"));
        QCOMPARE(fleet.pick({}, 1).endpoint().id, std::string("e0"));
        QCOMPARE(fleet.pick({}, 0).endpoint().id, std::string("e1"));
    }

    void leastRequestFollowsTheWeightsWhenIdle() {
        Fleet fleet(Policy::LeastRequest, {1, 3, 4});
        const auto hits = fleet.spread(80'000);
        QVERIFY(std::abs(hits.at("e0") - 10'000) < 500);
        QVERIFY(std::abs(hits.at("e1") - 30'000) < 800);
        QVERIFY(std::abs(hits.at("e2") - 40'000) < 800);
    }

    void canariesHaveTheirShareHoweverIdleTheyLook_data() {
        QTest::addColumn<bool>("roundRobin");
        QTest::newRow("round_robin") << true;
        QTest::newRow("least_request") << false;
    }

    void canariesHaveTheirShareHoweverIdleTheyLook() {
        QFETCH(const bool, roundRobin);
        Fleet fleet(roundRobin ? Policy::RoundRobin : Policy::LeastRequest, {1, 1, 1, 1, 1}, 1, 1, 10);
        // The others are busy, as beside a canary that answers 500 at once.
        std::vector<Assignment> busy;
        for (int i = 0; i < 200; ++i) {
            Assignment one = fleet.pick();
            if (one.endpoint().id != "e4")
                busy.push_back(std::move(one));
        }
        const auto hits = fleet.spread(20'000);
        QVERIFY2(std::abs(hits.at("e4") - 2'000) < 200, qPrintable(QString::number(hits.at("e4"))));
    }

    void aGroupWithNobodyLeftIsServedByTheOther() {
        Fleet none(Policy::LeastRequest, {1, 1, 1}, 1, 1, 0);
        QVERIFY(!none.spread(2'000).contains("e2"));
        Fleet all(Policy::LeastRequest, {1, 1, 1}, 1, 1, 100);
        QCOMPARE(all.spread(2'000).at("e2"), 2'000);
        suspectEndpoint(all.shard(2), all.now);
        QVERIFY(!all.spread(100).contains("e2"));
        TriedEndpoints tried;
        tried.add(all.service().endpoints[0].slot.get());
        tried.add(all.service().endpoints[1].slot.get());
        QCOMPARE(all.pick(tried).endpoint().id, std::string("e2"));
    }

    void leastRequestKeepsTheLoadEven() {
        // Balls stay in their bins: the fullest is within a few of the mean, which a random choice would not reach.
        Fleet fleet(Policy::LeastRequest, std::vector<uint32_t>(10, 1));
        std::vector<Assignment> held;
        for (int i = 0; i < 10'000; ++i)
            held.push_back(fleet.pick());
        for (size_t i = 0; i < 10; ++i) {
            const auto load = fleet.service().endpoints[i].slot->inFlight();
            QVERIFY2(load >= 990 && load <= 1010, qPrintable(QString::number(load)));
        }
    }

    void leastRequestWeighsTheLoad() {
        Fleet fleet(Policy::LeastRequest, {1, 3});
        std::vector<Assignment> held;
        for (int i = 0; i < 4000; ++i)
            held.push_back(fleet.pick());
        QVERIFY(std::abs(static_cast<int>(fleet.service().endpoints[0].slot->inFlight()) - 1000) <= 20);
    }

    void leastRequestSeesTheLoadOfOtherWorkers() {
        Fleet fleet(Policy::LeastRequest, {1, 1}, 2);
        for (int i = 0; i < 5; ++i)
            fleet.service().endpoints[0].slot->acquire(1);
        for (int i = 0; i < 50; ++i)
            QCOMPARE(fleet.pick({}, 0).endpoint().id, std::string("e1"));
    }

    void triedOnesAreAvoided_data() { policies(); }
    void triedOnesAreAvoided() {
        QFETCH(int, policy);
        Fleet fleet(static_cast<Policy>(policy), {256, 1, 1});
        TriedEndpoints tried;
        std::set<std::string> seen;
        for (int i = 0; i < 3; ++i) {
            const Assignment chosen = fleet.pick(tried);
            QVERIFY(chosen);
            QVERIFY(seen.insert(chosen.endpoint().id).second);
            tried.add(&chosen.slot());
        }
        QVERIFY(!fleet.pick(tried));
    }

    void suspectsAreLeftOutUnlessNothingElseIsLeft_data() { policies(); }
    void suspectsAreLeftOutUnlessNothingElseIsLeft() {
        QFETCH(int, policy);
        Fleet fleet(static_cast<Policy>(policy), {256, 1});
        suspectEndpoint(fleet.shard(0), fleet.now);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(fleet.pick().endpoint().id, std::string("e1"));
        suspectEndpoint(fleet.shard(1), fleet.now);
        QVERIFY(fleet.pick());
        fleet.now += 501ms;
        QVERIFY(fleet.spread(600).at("e0") > 400);
    }

    void suspicionGrowsAndIsForgotten() {
        Fleet fleet(Policy::RoundRobin, {1});
        auto& shard = fleet.shard(0);
        for (const auto wanted : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 8000ms}) {
            suspectEndpoint(shard, fleet.now);
            QVERIFY(shard.suspectUntil == fleet.now + wanted);
        }
        trustEndpoint(shard);
        QVERIFY(shard.suspectUntil <= fleet.now);
        suspectEndpoint(shard, fleet.now);
        QVERIFY(shard.suspectUntil == fleet.now + 500ms);
    }

    void aClaimCountsFromTheChoiceToItsEnd() {
        Fleet fleet(Policy::LeastRequest, {1});
        auto& slot = *fleet.service().endpoints[0].slot;
        Assignment first = fleet.pick();
        QCOMPARE(slot.inFlight(), 1u);
        {
            Assignment second = fleet.pick();
            QCOMPARE(slot.inFlight(), 2u);
            first = std::move(second);
            QCOMPARE(slot.inFlight(), 1u);
        }
        QCOMPARE(slot.inFlight(), 1u);
        first.release();
        first.release();
        QCOMPARE(slot.inFlight(), 0u);
        QVERIFY(!first);
    }

    void noEndpointNoChoice() {
        Fleet fleet(Policy::LeastRequest, {});
        QVERIFY(!fleet.pick());
    }

  private:
    void policies() {
        QTest::addColumn<int>("policy");
        QTest::newRow("round_robin") << static_cast<int>(Policy::RoundRobin);
        QTest::newRow("least_request") << static_cast<int>(Policy::LeastRequest);
    }
};

QTEST_GUILESS_MAIN(GatewayBalancerTest)
#include "gateway_balancer_test.moc"
