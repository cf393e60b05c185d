#include <QTemporaryDir>
#include <QtTest>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "kit/log.h"
#include "kit/postgres.h"
#include "kit/sqlite.h"
#include "orders/domain.h"
#include "orders/neighbours.h"
#include "orders/sql_store.h"
#include "shop_testing.h"
#include "support/postgres_cluster.h"

using namespace shop;
using namespace shop::orders;

namespace {

/// Users, products and points in memory, that fail when told to. "Lost" is the worst kind: the work is done, the answer
/// is not.
class FakeNeighbours final : public Neighbours {
  public:
    enum class Mood { Fine, Refuses, Lost };

    Result<> findUser(const std::string& userId) override {
        if (usersMood != Mood::Fine)
            return down("users");
        return userId.starts_with("u_") ? Result<>() : fail(Fault::NotFound, "no_such_user", "nobody");
    }

    Result<Hold> reserve(const std::string& productId, std::int64_t quantity, const std::string& key) override {
        const std::lock_guard lock(m_mutex);
        if (productsMood == Mood::Refuses)
            return down("products");
        if (!stock.contains(productId))
            return fail(Fault::NotFound, "no_such_product", "nothing");
        const std::string id = "r:" + key;
        if (!holds.contains(id)) {
            if (stock[productId] < quantity)
                return fail(Fault::Conflict, "out_of_stock", "sold out");
            stock[productId] -= quantity;
            holds[id] = quantity;
        }
        if (productsMood == Mood::Lost)
            return down("products");
        return Hold{id, productId == "p_dollar" ? 250 : 1'000, productId == "p_dollar" ? "USD" : "KRW"};
    }

    Result<> release(const std::string& productId, const std::string& reservationId) override {
        const std::lock_guard lock(m_mutex);
        if (productsMood != Mood::Fine)
            return down("products");
        if (!holds.contains(reservationId))
            return fail(Fault::NotFound, "no_such_reservation", "nothing");
        stock[productId] += std::exchange(holds[reservationId], 0);
        return {};
    }

    Result<> addPoints(const std::string& userId, std::int64_t amount, const std::string&,
                       const std::string& key) override {
        const std::lock_guard lock(m_mutex);
        if (pointsMood == Mood::Refuses)
            return down("points");
        if (keys.insert(key).second) {
            if (balance[userId] + amount < 0) {
                keys.erase(key);
                return fail(Fault::Conflict, "not_enough_points", "spent");
            }
            balance[userId] += amount;
        }
        return pointsMood == Mood::Lost ? down("points") : Result<>();
    }

    Result<> letGo(const std::string& reference) override {
        if (productsMood != Mood::Fine)
            return down("products");
        released.insert(reference);
        return {};
    }
    Result<> takeBack(const std::string& reference) override {
        if (pointsMood == Mood::Refuses)
            return fail(Fault::Conflict, "not_enough_points", "spent");
        takenBack.insert(reference);
        return {};
    }

    std::set<std::string> released, takenBack;
    Mood usersMood = Mood::Fine;
    Mood productsMood = Mood::Fine;
    Mood pointsMood = Mood::Fine;
    std::map<std::string, std::int64_t> stock{{"p_1", 10}, {"p_2", 10}, {"p_dollar", 10}};
    std::map<std::string, std::int64_t> holds;
    std::map<std::string, std::int64_t> balance;
    std::set<std::string> keys;

  private:
    static tl::unexpected<Error> down(const char* who) {
        return fail(Fault::Upstream, std::string(who) + "_failed", std::string(who) + " does not answer.");
    }
    std::mutex m_mutex;
};

using Mood = FakeNeighbours::Mood;

}  // namespace

class OrdersTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;
    std::unique_ptr<slipway::testing::PostgresCluster> m_postgres;

    std::string newPath() {
        QFETCH_GLOBAL(bool, postgres);
        return postgres ? m_postgres->newUrl() : m_folder.filePath(QString::number(++m_files) + ".db").toStdString();
    }
    static std::unique_ptr<Store> open(const std::string& path) {
        auto store = kit::isPostgresUrl(path) ? openPostgresStore(path) : openSqliteStore(path);
        if (!store)
            qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }
    static std::unique_ptr<kit::SqlDatabase> database(const std::string& path) {
        if (kit::isPostgresUrl(path))
            return std::move(*kit::openPostgres(path));
        return std::move(*kit::SqliteDatabase::open(path));
    }
    /// Makes each claim and try look ten minutes old, as after an instance died.
    static void letTimePass(const std::string& path) {
        VERIFY_OK(database(path)->write<void>([](kit::SqlConnection& connection) {
            return connection.execute("UPDATE orders SET claimed_ms = claimed_ms - 600000 WHERE claimed_ms > 0");
        }));
    }
    static std::int64_t stepsLeft(const std::string& path) {
        const auto left =
            database(path)->read<std::int64_t>([](kit::SqlConnection& connection) -> Result<std::int64_t> {
                auto statement = connection.prepare(
                    "SELECT count(*) FROM order_steps s JOIN orders o ON o.id = s.order_id WHERE o.state <> 'placed'");
                if (!statement)
                    return tl::unexpected(statement.error());
                const auto row = statement->step();
                return row ? Result<std::int64_t>(statement->integer(0)) : tl::unexpected(row.error());
            });
        return left.value_or(-1);
    }

  private slots:
    // Everything holds on both kinds of store.
    void initTestCase_data() {
        QTest::addColumn<bool>("postgres");
        QTest::newRow("SQLite") << false;
        QString why;
        m_postgres = slipway::testing::PostgresCluster::start(why);
        if (m_postgres)
            QTest::newRow("PostgreSQL") << true;
        else
            qInfo("orders on PostgreSQL are not tested: %s", qPrintable(why));
    }
    void cleanupTestCase() { m_postgres.reset(); }

    void anOrderReservesAndEarns() {
        const auto store = open(newPath());
        FakeNeighbours around;
        Orders orders(*store, around);
        const auto order = orders.place("u_1", {{"p_1", 2}, {"p_2", 1}, {"p_1", 1}}, {"k", "request"});
        VERIFY_OK(order);
        QCOMPARE(order->state, State::Placed);
        QCOMPARE(order->lines.size(), std::size_t{2});  // two lines of one product are one
        QCOMPARE(order->total, std::int64_t{4'000});
        QCOMPARE(order->points, std::int64_t{40});
        QCOMPARE(around.stock["p_1"], std::int64_t{7});
        QCOMPARE(around.stock["p_2"], std::int64_t{9});
        QCOMPARE(around.balance["u_1"], std::int64_t{40});
        QCOMPARE(orders.get(order->id)->total, std::int64_t{4'000});
        QCOMPARE(orders.get(order->id)->lines[0].unitAmount, std::int64_t{1'000});
        VERIFY_FAULT(orders.get("o_none"), "no_such_order");
        QCOMPARE(orders.settle(), std::size_t{0});
    }

    void aPurchaseIsMadeAndUndoneOnce() {
        const auto path = newPath();
        const auto store = open(path);
        FakeNeighbours around;
        Orders orders(*store, around);
        const std::vector<Line> lines{{"p_1", 2, 500}, {"p_2", 1, 1'000}};
        const auto order = orders.purchase("s1", "u_1", lines, "KRW");
        VERIFY_OK(order);
        QCOMPARE(order->state, State::Placed);
        QCOMPARE(order->total, std::int64_t{2'000});
        QCOMPARE(order->points, std::int64_t{20});
        QCOMPARE(orders.purchase("s1", "u_1", lines, "KRW")->id, order->id);
        VERIFY_FAULT(orders.purchase("s1", "u_2", lines, "KRW"), "idempotency_key_reused");
        QCOMPARE(orders.get(order->id)->lines[0].unitAmount, std::int64_t{500});
        QCOMPARE(orders.list("u_1", 10, {})->items.size(), std::size_t{1});
        VERIFY_OK(orders.undoPurchase("s1"));
        VERIFY_OK(orders.undoPurchase("s1"));
        QCOMPARE(orders.get(order->id)->state, State::Failed);
        VERIFY_FAULT(orders.purchase("s1", "u_1", lines, "KRW"), "undone");
        QCOMPARE(stepsLeft(path), std::int64_t{0});
        VERIFY_OK(orders.undoPurchase("s2"));  // the way back came first
        VERIFY_FAULT(orders.purchase("s2", "u_1", lines, "KRW"), "undone");
        QCOMPARE(orders.settle(), std::size_t{0});
        QVERIFY(around.released.empty());  // whoever undoes the checkout lets go of its stock
    }

    void aPaymentIsTakenAndGivenBackOnce() {
        const auto store = open(newPath());
        FakeNeighbours around;
        Orders orders(*store, around);
        VERIFY_OK(orders.pay({"s1", "u_1", 500, "KRW", false}));
        VERIFY_OK(orders.pay({"s1", "u_1", 500, "KRW", false}));
        VERIFY_FAULT(orders.pay({"s1", "u_1", 501, "KRW", false}), "idempotency_key_reused");
        VERIFY_OK(orders.refund("s1"));
        VERIFY_OK(orders.refund("s1"));
        VERIFY_FAULT(orders.pay({"s1", "u_1", 500, "KRW", false}), "refunded");
        VERIFY_OK(orders.refund("s2"));
        VERIFY_FAULT(orders.pay({"s2", "u_1", 500, "KRW", false}), "refunded");
    }

    void aPurchaseIsCancelledAsAnOrderIs() {
        const auto path = newPath();
        const auto store = open(path);
        FakeNeighbours around;
        Orders orders(*store, around);
        const auto order = orders.purchase("s1", "u_1", {{"p_1", 2, 500}}, "KRW");
        VERIFY_OK(orders.pay({"s1", "u_1", 1'000, "KRW", false}));
        around.pointsMood = FakeNeighbours::Mood::Refuses;
        VERIFY_FAULT(orders.cancel(order->id), "points_spent");
        QCOMPARE(orders.get(order->id)->state, State::Placed);
        around.pointsMood = FakeNeighbours::Mood::Fine;
        around.productsMood = FakeNeighbours::Mood::Refuses;
        VERIFY_OK(orders.cancel(order->id));
        QCOMPARE(orders.get(order->id)->state, State::Cancelled);
        VERIFY_FAULT(orders.pay({"s1", "u_1", 1'000, "KRW", false}), "refunded");
        QCOMPARE(around.takenBack, std::set<std::string>{"s1"});
        QVERIFY(around.released.empty());
        QCOMPARE(stepsLeft(path), std::int64_t{1});
        around.productsMood = FakeNeighbours::Mood::Fine;
        QCOMPARE(orders.settle(), std::size_t{1});  // what could not be let go at once
        QCOMPARE(around.released, std::set<std::string>{"s1"});
        VERIFY_OK(orders.undoPurchase("s1"));
        QCOMPARE(orders.get(order->id)->state, State::Cancelled);
    }

    void aKeyMakesOneOrder() {
        const auto path = newPath();
        const auto store = open(path);
        const auto other = open(path);
        FakeNeighbours around;
        const auto first = Orders(*store, around).place("u_1", {{"p_1", 2}}, {"k", "request"});
        const auto again = Orders(*other, around).place("u_1", {{"p_1", 2}}, {"k", "request"});
        VERIFY_OK(again);
        QCOMPARE(again->id, first->id);
        QCOMPARE(around.stock["p_1"], std::int64_t{8});
        VERIFY_FAULT(Orders(*other, around).place("u_1", {{"p_1", 3}}, {"k", "other"}), "idempotency_key_reused");
    }

    void whatCannotBeIsRefusedAndLeavesNothing_data() {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("product");
        QTest::addColumn<int>("quantity");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("fault");
        QTest::newRow("nobody") << "x"
                                << "p_2" << 1 << "no_such_user" << int(Fault::Invalid);
        QTest::newRow("nothing") << "u_1"
                                 << "p_none" << 1 << "no_such_product" << int(Fault::Invalid);
        QTest::newRow("too many") << "u_1"
                                  << "p_2" << 11 << "out_of_stock" << int(Fault::Conflict);
        QTest::newRow("absurd") << "u_1"
                                << "p_2" << 1'001 << "invalid" << int(Fault::Invalid);
        QTest::newRow("two currencies") << "u_1"
                                        << "p_dollar" << 1 << "mixed_currencies" << int(Fault::Invalid);
    }
    void whatCannotBeIsRefusedAndLeavesNothing() {
        QFETCH(QString, user);
        QFETCH(QString, product);
        QFETCH(int, quantity);
        QFETCH(QString, code);
        QFETCH(int, fault);
        const auto path = newPath();
        const auto store = open(path);
        FakeNeighbours around;
        Orders orders(*store, around);
        const auto order = orders.place(user.toStdString(), {{"p_1", 3}, {product.toStdString(), quantity}}, {});
        VERIFY_FAULT(order, code.toStdString());
        QCOMPARE(int(order.error().fault), fault);
        QCOMPARE(around.stock["p_1"], std::int64_t{10});
        QCOMPARE(around.balance["u_1"], std::int64_t{0});
        QCOMPARE(stepsLeft(path), std::int64_t{0});
        QCOMPARE(orders.settle(), std::size_t{0});
    }

    void aNeighbourThatFailsLeavesNothingInTheEnd_data() {
        QTest::addColumn<int>("products");
        QTest::addColumn<int>("points");
        QTest::newRow("points refuse") << int(Mood::Fine) << int(Mood::Refuses);
        QTest::newRow("points do it and say nothing") << int(Mood::Fine) << int(Mood::Lost);
        QTest::newRow("products refuse") << int(Mood::Refuses) << int(Mood::Fine);
        QTest::newRow("products do it and say nothing") << int(Mood::Lost) << int(Mood::Fine);
    }
    void aNeighbourThatFailsLeavesNothingInTheEnd() {
        QFETCH(int, products);
        QFETCH(int, points);
        const auto path = newPath();
        const auto store = open(path);
        FakeNeighbours around;
        Orders orders(*store, around);
        around.productsMood = static_cast<Mood>(products);
        around.pointsMood = static_cast<Mood>(points);
        const auto order = orders.place("u_1", {{"p_1", 2}, {"p_2", 2}}, {"k", "request"});
        QVERIFY(!order && order.error().fault == Fault::Upstream);
        QCOMPARE(orders.list("u_1", 10, {})->items.at(0).state, State::Failed);

        // While they are away, trying again helps nothing and breaks nothing.
        orders.settle();
        around.productsMood = around.pointsMood = Mood::Fine;
        letTimePass(path);
        QCOMPARE(orders.settle(), std::size_t{1});
        QCOMPARE(stepsLeft(path), std::int64_t{0});
        QCOMPARE(around.stock["p_1"], std::int64_t{10});
        QCOMPARE(around.stock["p_2"], std::int64_t{10});
        QCOMPARE(around.balance["u_1"], std::int64_t{0});
        letTimePass(path);
        QCOMPARE(orders.settle(), std::size_t{0});

        // The same key again is a new attempt of the same order.
        const auto again = orders.place("u_1", {{"p_1", 2}, {"p_2", 2}}, {"k", "request"});
        VERIFY_OK(again);
        QCOMPARE(again->state, State::Placed);
        QCOMPARE(again->attempt, std::int64_t{2});
        QCOMPARE(around.stock["p_1"], std::int64_t{8});
        QCOMPARE(around.balance["u_1"], std::int64_t{40});
        QCOMPARE(orders.list({}, 10, {})->items.size(), std::size_t{1});
    }

    void aRetryDoesNotWaitForTheClearingUp() {
        const auto path = newPath();
        const auto store = open(path);
        FakeNeighbours around;
        Orders orders(*store, around);
        around.pointsMood = Mood::Lost;
        QVERIFY(!orders.place("u_1", {{"p_1", 2}}, {"k", "request"}));
        around.pointsMood = Mood::Fine;
        VERIFY_OK(orders.place("u_1", {{"p_1", 2}}, {"k", "request"}));
        letTimePass(path);
        orders.settle();
        QCOMPARE(around.balance["u_1"], std::int64_t{20});  // of the second attempt alone
        QCOMPARE(around.stock["p_1"], std::int64_t{8});
    }

    void usersAwayIsToldBeforeAnythingIsDone() {
        const auto store = open(newPath());
        FakeNeighbours around;
        around.usersMood = Mood::Refuses;
        Orders orders(*store, around);
        VERIFY_FAULT(orders.place("u_1", {{"p_1", 2}}, {"k", "request"}), "users_failed");
        QCOMPARE(orders.list({}, 10, {})->items.size(), std::size_t{0});
    }

    void anOrderWhoseInstanceDiedIsTakenOverOrCleared() {
        const auto path = newPath();
        const auto store = open(path);
        FakeNeighbours around;
        Orders orders(*store, around);
        // As far as an instance came that died between the reservation and the note of it.
        Order fresh;
        fresh.id = "o_1";
        fresh.userId = "u_1";
        fresh.lines = {{"p_1", 3}};
        fresh.createdMs = fresh.updatedMs = kit::nowMs();
        VERIFY_OK(store->begin(fresh, {"k", "request"}, 0));
        VERIFY_OK(around.reserve("p_1", 3, "o_1:1:reserve:p_1"));
        QCOMPARE(around.stock["p_1"], std::int64_t{7});

        VERIFY_FAULT(orders.place("u_1", {{"p_1", 3}}, {"k", "request"}), "in_progress");
        QCOMPARE(orders.settle(), std::size_t{0});  // it may still live
        letTimePass(path);
        QCOMPARE(orders.settle(), std::size_t{1});
        QCOMPARE(around.stock["p_1"], std::int64_t{10});
        QCOMPARE(orders.get("o_1")->state, State::Failed);
        QCOMPARE(orders.get("o_1")->failureCode, std::string("interrupted"));
        VERIFY_OK(orders.place("u_1", {{"p_1", 3}}, {"k", "request"}));
        QCOMPARE(around.stock["p_1"], std::int64_t{7});
    }

    void aSlowInstanceCannotFinishWhatAnotherTookOver() {
        const auto path = newPath();
        const auto store = open(path);
        Order fresh;
        fresh.id = "o_1";
        fresh.userId = "u_1";
        fresh.lines = {{"p_1", 3}};
        fresh.createdMs = fresh.updatedMs = kit::nowMs();
        const auto slow = store->begin(fresh, {"k", "request"}, 0);
        letTimePass(path);
        const auto quick = store->begin(fresh, {"k", "request"}, kit::nowMs() - 60'000);
        VERIFY_OK(quick);
        QVERIFY(quick->mine);
        QCOMPARE(quick->order.attempt, std::int64_t{2});
        Order late = slow->order;
        late.state = State::Placed;
        VERIFY_FAULT(store->finish(late, State::Pending, {}), "superseded");
        VERIFY_FAULT(store->reserved(late, {}), "superseded");
    }

    void aCancelledOrderGivesAllBackOnce() {
        const auto path = newPath();
        const auto store = open(path);
        FakeNeighbours around;
        Orders orders(*store, around);
        const std::string id = orders.place("u_1", {{"p_1", 3}}, {})->id;
        const auto cancelled = orders.cancel(id);
        VERIFY_OK(cancelled);
        QCOMPARE(cancelled->state, State::Cancelled);
        QCOMPARE(around.stock["p_1"], std::int64_t{10});
        QCOMPARE(around.balance["u_1"], std::int64_t{0});
        VERIFY_OK(orders.cancel(id));
        QCOMPARE(around.stock["p_1"], std::int64_t{10});
        QCOMPARE(stepsLeft(path), std::int64_t{0});
        VERIFY_FAULT(orders.cancel("o_none"), "no_such_order");
    }

    void pointsThatAreSpentKeepAnOrderFromBeingCancelled() {
        const auto store = open(newPath());
        FakeNeighbours around;
        Orders orders(*store, around);
        const std::string id = orders.place("u_1", {{"p_1", 3}}, {})->id;
        around.balance["u_1"] = 5;
        VERIFY_FAULT(orders.cancel(id), "points_spent");
        QCOMPARE(orders.get(id)->state, State::Placed);
        QCOMPARE(around.stock["p_1"], std::int64_t{7});
        around.balance["u_1"] = 30;
        VERIFY_OK(orders.cancel(id));
    }

    void aCancelThatWasCutShortIsFinished() {
        for (const bool done : {false, true}) {
            const auto path = newPath();
            const auto store = open(path);
            FakeNeighbours around;
            Orders orders(*store, around);
            const std::string id = orders.place("u_1", {{"p_1", 3}}, {})->id;
            around.pointsMood = done ? Mood::Lost : Mood::Refuses;
            QVERIFY(!orders.cancel(id));
            QCOMPARE(orders.get(id)->state, State::Cancelling);
            VERIFY_FAULT(orders.cancel(id), "not_placed");
            around.pointsMood = Mood::Fine;
            letTimePass(path);
            QCOMPARE(orders.settle(), std::size_t{1});
            QCOMPARE(orders.get(id)->state, State::Cancelled);
            QCOMPARE(around.balance["u_1"], std::int64_t{0});
            QCOMPARE(around.stock["p_1"], std::int64_t{10});
        }
    }

    void aCancelWhoseStockCannotBeGivenBackYetGivesItBackLater() {
        const auto path = newPath();
        const auto store = open(path);
        FakeNeighbours around;
        Orders orders(*store, around);
        const std::string id = orders.place("u_1", {{"p_1", 3}}, {})->id;
        around.productsMood = Mood::Refuses;
        VERIFY_OK(orders.cancel(id));
        QCOMPARE(around.stock["p_1"], std::int64_t{7});
        around.productsMood = Mood::Fine;
        letTimePass(path);
        QCOMPARE(orders.settle(), std::size_t{1});
        QCOMPARE(around.stock["p_1"], std::int64_t{10});
    }

    void pagesAreNewestFirstAndOfOneUser() {
        const auto store = open(newPath());
        FakeNeighbours around;
        around.stock["p_1"] = 1'000;
        Orders orders(*store, around);
        std::vector<std::string> made;
        for (int i = 0; i < 7; ++i) {
            QTest::qSleep(2);  // ids sort by their millisecond
            made.push_back(orders.place(i % 2 == 0 ? "u_1" : "u_2", {{"p_1", 1}}, {})->id);
        }
        const auto first = orders.list("u_1", 3, {});
        QCOMPARE(first->items.size(), std::size_t{3});
        QVERIFY(first->more);
        QCOMPARE(first->items[0].id, made[6]);
        const auto rest = orders.list("u_1", 3, first->items.back().id);
        QCOMPARE(rest->items.size(), std::size_t{1});
        QCOMPARE(rest->items[0].id, made[0]);
        QVERIFY(!rest->more);
        QCOMPARE(orders.list({}, 100, {})->items.size(), std::size_t{7});
    }

    void manyAtOnceWithOneKeyMakeOneOrder() {
        const auto path = newPath();
        const std::unique_ptr<Store> stores[2] = {open(path), open(path)};
        FakeNeighbours around;
        std::atomic<int> busy{0};
        std::string ids[4];
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                Orders orders(*stores[t % 2], around);
                while (true) {
                    const auto order = orders.place("u_1", {{"p_1", 1}}, {"k", "request"});
                    if (order) {
                        ids[t] = order->id;
                        return;
                    }
                    if (order.error().code != "in_progress") {
                        ids[t] = order.error().message;
                        return;
                    }
                    ++busy;
                }
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        for (const std::string& id : ids)
            QCOMPARE(QByteArray::fromStdString(id), QByteArray::fromStdString(ids[0]));
        QCOMPARE(around.stock["p_1"], std::int64_t{9});
        QCOMPARE(around.balance["u_1"], std::int64_t{10});
    }
};

QTEST_GUILESS_MAIN(OrdersTest)
#include "orders_test.moc"
