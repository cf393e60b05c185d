#include <QTemporaryDir>
#include <QtTest>
#include <random>
#include <thread>

#include "points/domain.h"
#include "points/sqlite_store.h"
#include "shop_testing.h"

using namespace shop;
using namespace shop::points;

class PointsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    std::string newPath() { return m_folder.filePath(QString::number(++m_files) + ".db").toStdString(); }
    static std::unique_ptr<Store> open(const std::string& path) {
        auto store = openSqliteStore(path);
        if (!store)
            qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }

  private slots:
    void theBalanceIsTheSumOfTheLines() {
        const auto store = open(newPath());
        Points points(*store);
        QCOMPARE(points.account("u_1", 10)->balance, std::int64_t{0});
        QCOMPARE(points.add("u_1", 100, "order", {})->balance, std::int64_t{100});
        QCOMPARE(points.add("u_1", -30, "gift", {})->balance, std::int64_t{70});
        QCOMPARE(points.add("u_2", 5, "order", {})->balance, std::int64_t{5});
        const auto account = points.account("u_1", 10);
        QCOMPARE(account->balance, std::int64_t{70});
        QCOMPARE(account->entries.size(), std::size_t{2});
        QCOMPARE(account->entries[0].amount, std::int64_t{-30});  // newest first
        QCOMPARE(points.account("u_1", 1)->entries.size(), std::size_t{1});
        VERIFY_FAULT(points.add("u_1", 0, "nothing", {}), "invalid");
    }

    void aKeyMakesOneEntry() {
        const auto path = newPath();
        const auto one = open(path);
        const auto other = open(path);
        const auto first = Points(*one).add("u_1", 50, "order o_1", "k");
        const auto again = Points(*other).add("u_1", 50, "order o_1", "k");
        VERIFY_OK(again);
        QCOMPARE(again->id, first->id);
        QCOMPARE(again->balance, std::int64_t{50});
        VERIFY_FAULT(Points(*one).add("u_1", 51, "order o_1", "k"), "idempotency_key_reused");
        VERIFY_FAULT(Points(*one).add("u_1", 50, "order o_2", "k"), "idempotency_key_reused");
        VERIFY_OK(Points(*one).add("u_2", 1, "order", "k"));  // keys are of a user
        QCOMPARE(Points(*one).account("u_1", 10)->entries.size(), std::size_t{1});
    }

    void anAccrualIsGivenAndTakenBackOnce() {
        const auto store = open(newPath());
        Points points(*store);
        const auto first = points.accrue({"s1", "u_1", 50, "order o_1"});
        VERIFY_OK(first);
        QCOMPARE(points.accrue({"s1", "u_1", 50, "order o_1"})->id, first->id);
        VERIFY_FAULT(points.accrue({"s1", "u_1", 51, "order o_1"}), "idempotency_key_reused");
        VERIFY_FAULT(points.accrue({"s2", "u_1", 0, "order"}), "invalid");
        QCOMPARE(points.account("u_1", 10)->balance, std::int64_t{50});
        VERIFY_OK(points.reverse("s1"));
        VERIFY_OK(points.reverse("s1"));
        QCOMPARE(points.account("u_1", 10)->balance, std::int64_t{0});
        QCOMPARE(points.account("u_1", 10)->entries.size(), std::size_t{2});
        VERIFY_FAULT(points.accrue({"s1", "u_1", 50, "order o_1"}), "reversed");
    }

    void theWayBackMayComeFirst() {
        const auto store = open(newPath());
        Points points(*store);
        VERIFY_OK(points.reverse("s1"));
        VERIFY_FAULT(points.accrue({"s1", "u_1", 50, "order o_1"}), "reversed");
        QCOMPARE(points.account("u_1", 10)->balance, std::int64_t{0});
    }

    void whatIsSpentIsNotTakenBack() {
        const auto store = open(newPath());
        Points points(*store);
        VERIFY_OK(points.accrue({"s1", "u_1", 50, "order o_1"}));
        VERIFY_OK(points.add("u_1", -20, "gift", {}));
        VERIFY_FAULT(points.reverse("s1"), "not_enough_points");
        VERIFY_OK(points.add("u_1", 20, "gift", {}));
        VERIFY_OK(points.reverse("s1"));
        QCOMPARE(points.account("u_1", 10)->balance, std::int64_t{0});
    }

    void itNeverGoesBelowZero() {
        const auto store = open(newPath());
        Points points(*store);
        VERIFY_OK(points.add("u_1", 10, "order", {}));
        VERIFY_FAULT(points.add("u_1", -11, "gift", "k"), "not_enough_points");
        QCOMPARE(points.account("u_1", 10)->balance, std::int64_t{10});
        VERIFY_OK(points.add("u_1", 5, "order", {}));
        VERIFY_OK(points.add("u_1", -11, "gift", "k"));  // a refused key may be tried again
        QCOMPARE(points.account("u_1", 10)->balance, std::int64_t{4});
    }

    void manyWhoSpendAtOnceNeverOverdraw() {
        const auto path = newPath();
        const std::unique_ptr<Store> stores[2] = {open(path), open(path)};
        VERIFY_OK(Points(*stores[0]).add("u_1", 100, "start", {}));
        std::atomic<std::int64_t> spent{0};
        std::atomic<std::int64_t> earned{100};
        std::atomic<int> broken{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                Points points(*stores[t % 2]);
                std::mt19937 random(static_cast<unsigned>(t));
                for (int i = 0; i < 60; ++i) {
                    const std::int64_t amount = static_cast<std::int64_t>(random() % 40) - 25;
                    if (amount == 0)
                        continue;
                    const auto entry = points.add("u_1", amount, "move", {});
                    if (entry) {
                        (amount > 0 ? earned : spent) += std::abs(amount);
                        broken += entry->balance < 0 ? 1 : 0;
                    } else if (entry.error().code != "not_enough_points") {
                        ++broken;
                    }
                }
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(broken.load(), 0);
        const auto account = Points(*stores[0]).account("u_1", 100);
        QCOMPARE(account->balance, earned.load() - spent.load());
        for (const Entry& entry : account->entries)
            QVERIFY(entry.balance >= 0);
    }

    void theSameKeyAtOnceMakesOneEntry() {
        const auto path = newPath();
        const std::unique_ptr<Store> stores[2] = {open(path), open(path)};
        for (int round = 0; round < 20; ++round) {
            const std::string key = "k" + std::to_string(round);
            std::string ids[4];
            std::vector<std::thread> threads;
            for (std::size_t t = 0; t < 4; ++t) {
                threads.emplace_back([&, t] {
                    const auto entry = Points(*stores[t % 2]).add("u_1", 1, "order", key);
                    ids[t] = entry ? entry->id : entry.error().message;
                });
            }
            for (std::thread& thread : threads)
                thread.join();
            for (const std::string& id : ids)
                QCOMPARE(QByteArray::fromStdString(id), QByteArray::fromStdString(ids[0]));
        }
        QCOMPARE(Points(*stores[0]).account("u_1", 100)->balance, std::int64_t{20});
    }

    void aLedgerOutlivesItsProcess() {
        const auto path = newPath();
        VERIFY_OK(Points(*open(path)).add("u_1", 7, "order", "k"));
        QCOMPARE(Points(*open(path)).account("u_1", 10)->balance, std::int64_t{7});
    }
};

QTEST_GUILESS_MAIN(PointsTest)
#include "points_test.moc"
