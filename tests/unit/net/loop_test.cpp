#include "net/loop.h"

#include <sys/eventfd.h>

#include <QtTest>
#include <thread>

using namespace slipway;
using namespace std::chrono_literals;
using net::Loop;

class LoopTest : public QObject {
    Q_OBJECT
  private slots:
    void runsPostedTasksInOrderOnItsOwnThread() {
        Loop loop;
        std::vector<int> order;
        std::thread::id seen;
        std::thread thread([&] { loop.run(); });
        const auto id = thread.get_id();
        for (int i = 0; i < 1000; ++i)
            loop.post([&order, &seen, i] {
                order.push_back(i);
                seen = std::this_thread::get_id();
            });
        loop.stop();
        thread.join();
        QCOMPARE(order.size(), size_t{1000});
        QVERIFY(std::is_sorted(order.begin(), order.end()));
        QVERIFY(seen == id);
    }

    void tasksPostedByTasksRunLater() {
        Loop loop;
        int ran = 0;
        loop.post([&] {
            ++ran;
            loop.post([&] { ++ran; });
        });
        loop.runOnce(0ms);
        loop.runOnce(0ms);
        QCOMPARE(ran, 2);
    }

    void manyThreadsPostWithoutLoss() {
        Loop loop;
        int ran = 0;
        std::vector<std::thread> posters;
        for (int t = 0; t < 4; ++t)
            posters.emplace_back([&] {
                for (int i = 0; i < 500; ++i)
                    loop.post([&] { ++ran; });
            });
        while (ran < 2000)
            loop.runOnce(5s);
        for (auto& poster : posters)
            poster.join();
        QCOMPARE(ran, 2000);
    }

    /// A listener that is handed over ends between two events of one batch.
    void aSourceThatEndsHearsNothingOfTheSameBatch() {
        struct Bell : net::Source {
            explicit Bell(Loop& of) : loop(of), fd(::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK)) {
                loop.watchShared(fd.get(), *this);
            }
            void silence() { loop.unwatch(fd.get(), *this); }
            void onEvents(std::uint32_t) override {
                ++rung;
                other->silence();
            }
            Loop& loop;
            UniqueFd fd;
            Bell* other = nullptr;
            int rung = 0;
        };
        Loop loop;
        Bell one(loop), two(loop);
        one.other = &two;
        two.other = &one;
        loop.runOnce(0ms);
        QCOMPARE(one.rung + two.rung, 1);
        loop.post([&] {
            one.silence();
            two.silence();
        });
        loop.runOnce(0ms);
        QCOMPARE(one.rung + two.rung, 1);
    }

    void timersWakeTheLoop() {
        Loop loop;
        int fired = 0;
        net::Timer timer([](void* count) { ++*static_cast<int*>(count); }, &fired);
        loop.arm(timer, 30ms);
        const TimePoint start = loop.refreshNow();
        while (fired == 0)
            loop.runOnce(10s);
        QVERIFY(loop.refreshNow() - start >= 30ms);
    }

    void destroysAfterTheBatch() {
        struct Object final : net::Disposable {
            int& alive;
            explicit Object(int& count) : alive(count) { ++alive; }
            ~Object() override { --alive; }
        };
        Loop loop;
        int alive = 0;
        int aliveAfterHandOver = 0;
        loop.post([&] {
            loop.destroyLater(std::make_unique<Object>(alive));
            aliveAfterHandOver = alive;
        });
        loop.runOnce(0ms);
        loop.runOnce(0ms);
        QCOMPARE(aliveAfterHandOver, 1);
        QCOMPARE(alive, 0);
        {
            Loop other;
            other.destroyLater(std::make_unique<Object>(alive));
            QCOMPARE(alive, 1);
        }
        QCOMPARE(alive, 0);
    }

    void turnsRunOnceAndCanBeTakenBack() {
        struct Counter final : net::Source {
            int turns = 0;
            Loop* again = nullptr;
            void onEvents(std::uint32_t) override {}
            void onTurn() override {
                ++turns;
                if (again)
                    again->wantTurn(*this);
            }
        };
        Loop loop;
        Counter kept;
        Counter taken;
        loop.wantTurn(kept);
        loop.wantTurn(kept);
        loop.wantTurn(taken);
        loop.forgetTurn(taken);
        loop.runOnce(0ms);
        loop.runOnce(0ms);
        QCOMPARE(kept.turns, 1);
        QCOMPARE(taken.turns, 0);
        // Asking again from inside a turn means the next one, so that others are not starved.
        kept.again = &loop;
        loop.wantTurn(kept);
        loop.runOnce(0ms);
        QCOMPARE(kept.turns, 2);
        loop.runOnce(0ms);
        QCOMPARE(kept.turns, 3);
        loop.forgetTurn(kept);
    }
};

QTEST_GUILESS_MAIN(LoopTest)
#include "loop_test.moc"
