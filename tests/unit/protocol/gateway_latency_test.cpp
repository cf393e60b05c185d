#include <QtTest>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "protocol/gateway_counters.h"
#include "protocol/latency_histogram.h"

using namespace slipway;
using namespace slipway::protocol;

class GatewayLatencyTest : public QObject {
    Q_OBJECT
  private slots:
    void bucketsFollowEachOtherWithoutGapOrOverlap() {
        QCOMPARE(latencyLowerUs(0), 0u);
        for (size_t i = 0; i < kLatencyBuckets; ++i) {
            QCOMPARE(latencyIndex(latencyLowerUs(i)), i);
            QCOMPARE(latencyIndex(latencyUpperUs(i) - 1), i);
            QVERIFY(latencyUpperUs(i) > latencyLowerUs(i));
            // No bucket is wider than a sixteenth of its lower bound, beyond the exact ones.
            if (latencyLowerUs(i) >= 16)
                QVERIFY((latencyUpperUs(i) - latencyLowerUs(i)) * 16 <= latencyLowerUs(i));
        }
        QCOMPARE(latencyUpperUs(kLatencyBuckets - 1), uint64_t{1} << 32);
        QCOMPARE(latencyIndex(UINT64_MAX), kLatencyBuckets - 1);
        QCOMPARE(latencyIndex(uint64_t{1} << 32), kLatencyBuckets - 1);
    }

    void quantilesAreWithinABucketOfTheTruth() {
        LatencyHistogram histogram;
        std::vector<uint64_t> all;
        Random random(7);
        for (int i = 0; i < 20000; ++i) {
            const uint64_t us = 100 + random.below(1u << (6 + random.below(14)));
            all.push_back(us);
            histogram.record(us);
        }
        std::sort(all.begin(), all.end());
        for (const double q : {0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
            const double truth = static_cast<double>(all[std::min(all.size() - 1, size_t(q * double(all.size())))]);
            QVERIFY2(std::abs(histogram.quantileUs(q) - truth) <= truth / 16 + 1,
                     qPrintable(QString("q=%1 truth=%2 is=%3").arg(q).arg(truth).arg(histogram.quantileUs(q))));
        }
        QCOMPARE(LatencyHistogram().quantileUs(0.5), 0.0);
    }

    void differencesAndSumsUndoEachOther() {
        LatencyHistogram early, late;
        for (uint64_t us = 1; us < 5000; us += 7)
            early.record(us);
        late = early;
        LatencyHistogram added;
        for (uint64_t us = 3; us < 90000; us += 101) {
            late.record(us);
            added.record(us);
        }
        QVERIFY(late.since(early) == added);
        early.add(added);
        QVERIFY(early == late);
        QVERIFY(added.since(late) == added);  // it shrank: the slot began anew
    }

    void jsonIsSparseAndComesBack() {
        LatencyHistogram histogram;
        histogram.record(5);
        histogram.record(5);
        histogram.record(70000);
        const auto json = toJson(histogram);
        QCOMPARE(json["buckets"].size(), size_t{2});
        QCOMPARE(json["buckets"][0], nlohmann::json({5, 2}));
        QVERIFY(latencyFromJson(json).value() == histogram);
        QVERIFY(latencyFromJson(toJson(LatencyHistogram())).value() == LatencyHistogram());
    }

    void foreignShapesAreRefused() {
        for (const char* bad :
             {"[]", "{}", R"({"count":1,"sum_us":1,"buckets":[[464,1]]})", R"({"count":1,"sum_us":1,"buckets":[[1]]})",
              R"({"count":-1,"sum_us":1,"buckets":[]})", R"({"count":1,"sum_us":1,"buckets":{}})"})
            QVERIFY2(!latencyFromJson(nlohmann::json::parse(bad)), bad);
    }

    void countersComeBackAndSubtract() {
        Counters counters;
        counters.requests = 10;
        counters.tries = 11;
        counters.retries = 1;
        counters.status = {0, 9, 0, 0, 1};
        counters.bytesOut = 1000;
        counters.latency.record(900);
        auto json = nlohmann::json::object();
        putCounters(json, counters);
        QCOMPARE(json["status"], nlohmann::json({{"2xx", 9}, {"5xx", 1}}));
        QVERIFY(countersFromJson(json).value() == counters);
        Counters later = counters;
        later.requests += 5;
        later.status[1] += 5;
        QCOMPARE(later.since(counters).requests, 5u);
        QCOMPARE(later.since(counters).status[1], 5u);
        QCOMPARE(later.since(counters).tries, 0u);
        QCOMPARE(counters.since(later).requests, counters.requests);
        json.erase("tries");
        QVERIFY(!countersFromJson(json));
    }
};

QTEST_GUILESS_MAIN(GatewayLatencyTest)
#include "gateway_latency_test.moc"
