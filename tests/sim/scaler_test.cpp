#include <QtTest>
#include <cmath>

#include "model/scaler.h"

using namespace slipway;
using namespace slipway::model;
using namespace std::chrono_literals;

namespace {

/// A service whose work is `load` requests at a time; an instance that is wanted serves a second later.
struct Plant {
    explicit Plant(Autoscale scaling, int replicas = 1) : rule(std::move(scaling)), wanted(replicas) {}

    /// A second passes.
    void second(double load, double noise = 0) {
        now += 1s;
        ScaleSample sample;
        sample.at = now;
        const double swing = noise * std::sin(static_cast<double>(seconds) * 1.7);
        sample.inFlight = load > 0 ? std::max(0.0, load + swing) : 0;
        sample.requests = sample.inFlight * 10;
        if (load > 0)
            sample.p95Ms = 20.0 * std::max(1.0, sample.inFlight / (8.0 * std::max(1, wanted)));
        scaler.add(sample);
        if (const auto change = scaler.decide(rule, wanted, now)) {
            last = change->why;
            changes += change->to != wanted;
            wanted = change->to;
        }
        ++seconds;
        most = std::max(most, wanted);
        least = std::min(least, wanted);
    }
    void run(int count, double load, double noise = 0) {
        for (int i = 0; i < count; ++i)
            second(load, noise);
    }
    void begin() {
        changes = 0;
        most = least = wanted;
    }

    Autoscale rule;
    Scaler scaler;
    TimePoint now{1h};
    int wanted, changes = 0, most = 0, least = 99, seconds = 0;
    std::string last;
};

Autoscale byInFlight(double target, int max = 20) {
    Autoscale rule;
    rule.max = max;
    rule.targets = {{ScaleFigure::InFlight, target}};
    return rule;
}

}  // namespace

/// The scaler against a simulated service, second by second.
class ScalerTest : public QObject {
    Q_OBJECT
  private slots:
    void itTracksItsTargetUpAndDown() {
        Plant plant(byInFlight(8));
        plant.run(60, 4);
        QCOMPARE(plant.wanted, 1);
        plant.run(90, 80);
        QCOMPARE(plant.wanted, 10);
        plant.run(600, 4);
        QCOMPARE(plant.wanted, 1);
    }

    void aFlatLoadWithNoiseMovesNothing() {
        Plant plant(byInFlight(8));
        plant.run(200, 62, 6);
        plant.begin();
        plant.run(600, 62, 6);
        QCOMPARE(plant.changes, 0);
    }

    void aBurstIsMetBeforeTheWindowIsFull() {
        Autoscale rule = byInFlight(8);
        rule.window = 60s;
        rule.up.step = 0;
        Plant plant(rule);
        plant.run(120, 4);
        plant.run(6, 80);
        QVERIFY2(plant.wanted >= 8, qPrintable(QString::number(plant.wanted)));
        QVERIFY2(plant.last.find("a burst") != std::string::npos, plant.last.c_str());
        // And nothing goes down while it lasts, or shortly after.
        plant.begin();
        plant.run(50, 4);
        QVERIFY(plant.least >= 8);
        plant.run(900, 4);
        QCOMPARE(plant.wanted, 1);
    }

    void stepsAreBounded() {
        Autoscale rule = byInFlight(1);
        rule.up.step = 2;
        rule.up.period = 10s;
        Plant plant(rule);
        plant.run(9, 20);
        QCOMPARE(plant.wanted, 3);
        plant.run(10, 20);
        QCOMPARE(plant.wanted, 5);
        QVERIFY2(plant.last.find("on the way to") != std::string::npos, plant.last.c_str());
    }

    void downWaitsForItsWindow() {
        Autoscale rule = byInFlight(8);
        rule.down = {120'000ms, 0, 10'000ms};
        Plant plant(rule);
        plant.run(90, 80);
        plant.begin();
        plant.run(60, 8);
        QCOMPARE(plant.changes, 0);
        plant.run(120, 8);
        QCOMPARE(plant.wanted, 1);
    }

    void latencyComesBackUnderItsTarget() {
        Autoscale rule;
        rule.max = 20;
        rule.targets = {{ScaleFigure::P95, 25}};
        Plant plant(rule);
        plant.run(300, 80);
        // 80 at a time on n instances: 20 ms * 80 / 8n.
        QVERIFY2(200.0 / plant.wanted <= 25 * 1.1, qPrintable(QString::number(plant.wanted)));
        plant.begin();
        plant.run(300, 80);
        QVERIFY(plant.most - plant.least <= 1);
    }

    void theTargetThatWishesMostWins() {
        Autoscale rule = byInFlight(1000);
        rule.targets.push_back({ScaleFigure::RequestRate, 100});
        Plant plant(rule);
        plant.run(60, 40);  // 400 requests a second
        QCOMPARE(plant.wanted, 4);
        QVERIFY2(plant.last.starts_with("rps 400"), plant.last.c_str());
    }

    void toNoneWhenIdleAndBackForARequest() {
        Autoscale rule = byInFlight(8);
        rule.min = 0;
        rule.idle = 30s;
        Plant plant(rule);
        plant.run(10, 4);
        plant.run(29, 0);
        QCOMPARE(plant.wanted, 1);
        plant.run(2, 0);
        QCOMPARE(plant.wanted, 0);
        plant.run(600, 0);
        QCOMPARE(plant.wanted, 0);
        ScaleSample waits;
        waits.at = plant.now;
        waits.waiting = true;
        plant.scaler.add(waits);
        const auto change = plant.scaler.decide(rule, 0, plant.now);
        QVERIFY(change && change->to == 1);
        QCOMPARE(change->why, std::string("a request waits"));
    }

    void theBoundsHold() {
        Plant plant(byInFlight(1, 5), 9);
        plant.second(1000);
        QCOMPARE(plant.wanted, 5);
        plant.run(100, 1000);
        QCOMPARE(plant.most, 5);
        Autoscale floor = byInFlight(1);
        floor.min = 3;
        Plant low(floor, 1);
        low.second(0);
        QCOMPARE(low.wanted, 3);
        low.run(600, 0);
        QCOMPARE(low.wanted, 3);
    }
};

QTEST_GUILESS_MAIN(ScalerTest)
#include "scaler_test.moc"
