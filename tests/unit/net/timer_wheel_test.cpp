#include "net/timer_wheel.h"

#include <QtTest>
#include <memory>
#include <vector>

#include "base/random.h"

using namespace slipway;
using namespace std::chrono_literals;
using net::Timer;
using net::TimerWheel;

namespace {

struct Fired {
    int count = 0;
    static void note(void* self) { ++static_cast<Fired*>(self)->count; }
};

TimePoint at(Duration since) {
    return TimePoint{1h + since};
}

}  // namespace

class TimerWheelTest : public QObject {
    Q_OBJECT
  private slots:
    void firesOnceAndNeverEarly() {
        TimerWheel wheel(at(0ms));
        Fired fired;
        Timer timer(&Fired::note, &fired);
        wheel.arm(timer, at(100ms));
        wheel.advance(at(99ms));
        QCOMPARE(fired.count, 0);
        wheel.advance(at(100ms + TimerWheel::kTick));
        QCOMPARE(fired.count, 1);
        QVERIFY(!timer.isArmed());
        wheel.advance(at(20s));
        QCOMPARE(fired.count, 1);
    }

    void firesWhatIsFartherThanATurn() {
        TimerWheel wheel(at(0ms));
        Fired fired;
        Timer timer(&Fired::note, &fired);
        wheel.arm(timer, at(75s));
        for (Duration now = 0ms; now < 75s; now += 50ms)
            wheel.advance(at(now));
        QCOMPARE(fired.count, 0);
        wheel.advance(at(75s + TimerWheel::kTick));
        QCOMPARE(fired.count, 1);
    }

    void survivesALongSleep() {
        TimerWheel wheel(at(0ms));
        Fired fired;
        std::vector<std::unique_ptr<Timer>> timers;
        for (int i = 0; i < 100; ++i) {
            timers.push_back(std::make_unique<Timer>(&Fired::note, &fired));
            wheel.arm(*timers.back(), at(i * 1s));
        }
        wheel.advance(at(1h));
        QCOMPARE(fired.count, 100);
    }

    void movesToLaterAndToSooner() {
        TimerWheel wheel(at(0ms));
        Fired fired;
        Timer timer(&Fired::note, &fired);
        wheel.arm(timer, at(50ms));
        wheel.arm(timer, at(200ms));
        wheel.advance(at(150ms));
        QCOMPARE(fired.count, 0);
        wheel.arm(timer, at(1s));
        wheel.arm(timer, at(170ms));
        wheel.advance(at(170ms + TimerWheel::kTick));
        QCOMPARE(fired.count, 1);
        wheel.advance(at(2s));
        QCOMPARE(fired.count, 1);
    }

    void disarmedOrDestroyedNeverFires() {
        TimerWheel wheel(at(0ms));
        Fired fired;
        Timer disarmed(&Fired::note, &fired);
        auto destroyed = std::make_unique<Timer>(&Fired::note, &fired);
        wheel.arm(disarmed, at(50ms));
        wheel.arm(*destroyed, at(50ms));
        disarmed.disarm();
        destroyed.reset();
        wheel.advance(at(1s));
        QCOMPARE(fired.count, 0);
        wheel.arm(disarmed, at(1100ms));
        wheel.advance(at(1200ms));
        QCOMPARE(fired.count, 1);
    }

    void callbackMayRearmItselfAndDestroyItsNeighbour() {
        struct Context {
            TimerWheel wheel{at(0ms)};
            int count = 0;
            std::unique_ptr<Timer> self;
            std::unique_ptr<Timer> neighbour;
        } context;
        context.self = std::make_unique<Timer>(
            [](void* pointer) {
                auto& c = *static_cast<Context*>(pointer);
                c.neighbour.reset();
                if (++c.count < 3)
                    c.wheel.arm(*c.self, at(50ms));
            },
            &context);
        context.neighbour =
            std::make_unique<Timer>([](void* pointer) { static_cast<Context*>(pointer)->count = 99; }, &context);
        context.wheel.arm(*context.self, at(50ms));
        context.wheel.arm(*context.neighbour, at(50ms));
        // Due again at once, it waits for the next tick rather than spinning inside of this one.
        context.wheel.advance(at(60ms));
        QCOMPARE(context.count, 1);
        context.wheel.advance(at(70ms));
        QCOMPARE(context.count, 2);
        context.wheel.advance(at(80ms));
        context.wheel.advance(at(1s));
        QCOMPARE(context.count, 3);
    }

    void saysHowLongToSleep() {
        TimerWheel wheel(at(0ms));
        QVERIFY(!wheel.untilNext(at(0ms)).has_value());
        Fired fired;
        Timer timer(&Fired::note, &fired);
        wheel.arm(timer, at(500ms));
        const auto wait = wheel.untilNext(at(0ms));
        QVERIFY(wait.has_value());
        QVERIFY(*wait >= 500ms && *wait <= 500ms + 2 * TimerWheel::kTick);
        wheel.advance(at(*wait));
        QCOMPARE(fired.count, 1);
    }

    // Against a plain list of deadlines: each fires in its window, whatever the order of arming, moving and advancing.
    void agreesWithAPlainList() {
        const std::uint64_t seed = Random::fromSystem().next();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        Random random(seed);
        TimerWheel wheel(at(0ms));
        struct Entry {
            std::unique_ptr<Timer> timer;
            Fired fired;
            int expected = 0;
            Duration deadline{-1};
        };
        std::vector<Entry> entries(50);
        for (Entry& entry : entries)
            entry.timer = std::make_unique<Timer>(&Fired::note, &entry.fired);
        Duration now = 0ms;
        for (int step = 0; step < 20'000; ++step) {
            Entry& entry = entries[random.below(50)];
            // Settled ones only: whether one that is due but within a tick has fired is not this test's to say.
            if (entry.deadline < 0ms || entry.deadline > now + 2 * TimerWheel::kTick) {
                if (random.below(5) == 0) {
                    entry.timer->disarm();
                    entry.deadline = -1ms;
                } else {
                    entry.deadline =
                        now + 1ms + std::chrono::milliseconds(random.below(random.below(2) ? 20'000 : 100));
                    wheel.arm(*entry.timer, at(entry.deadline));
                }
            }
            now += std::chrono::milliseconds(random.below(30));
            wheel.advance(at(now));
            for (Entry& each : entries) {
                if (each.deadline >= 0ms && each.deadline + TimerWheel::kTick <= now) {
                    ++each.expected;
                    each.deadline = -1ms;
                    QCOMPARE(each.fired.count, each.expected);
                } else if (each.deadline > now) {
                    QCOMPARE(each.fired.count, each.expected);
                } else if (each.deadline >= 0ms && each.fired.count > each.expected) {
                    QCOMPARE(each.fired.count, ++each.expected);
                    each.deadline = -1ms;
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TimerWheelTest)
#include "timer_wheel_test.moc"
