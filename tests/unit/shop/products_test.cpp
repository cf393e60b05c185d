#include <QTemporaryDir>
#include <QtTest>
#include <set>
#include <thread>

#include "kit/sqlite.h"
#include "products/domain.h"
#include "products/lmdb_store.h"
#include "products/record.h"
#include "products/sqlite_store.h"
#include "shop_testing.h"

using namespace shop;
using namespace shop::products;

// A process may open an LMDB file once, so what several instances do together is tested with processes, in
// programs_test.cpp.
class ProductsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    std::string newPath() { return m_folder.filePath(QString::number(++m_files) + "/products.mdb").toStdString(); }
    static std::unique_ptr<Store> open(const std::string& path, bool withSamples = false) {
        QFETCH_GLOBAL(bool, sqlite);
        auto store = sqlite ? storeIn(std::move(*kit::SqliteDatabase::open(path)), withSamples)
                            : openLmdbStore(path, withSamples);
        if (!store)
            qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }
    static Product draft(std::int64_t stock) {
        Product product;
        product.name = "Bowl 그릇";
        product.category = "table";
        product.price = {42'000, "KRW"};
        product.stock = stock;
        return product;
    }

  private slots:
    // What a store must do holds in the catalogue's own database and in the monolith's.
    void initTestCase_data() {
        QTest::addColumn<bool>("sqlite");
        QTest::newRow("LMDB") << false;
        QTest::newRow("SQLite") << true;
    }

    void aHoldTakesAllOrNothing() {
        const auto store = open(newPath());
        Products products(*store);
        const auto one = products.add(draft(10), {}), other = products.add(draft(2), {});
        const auto held = products.hold("s1", {{one->id, 3, {}}, {other->id, 2, {}}});
        VERIFY_OK(held);
        QCOMPARE(held->lines[1].unitPrice.amount, std::int64_t{42'000});
        VERIFY_OK(products.hold("s1", {{one->id, 3, {}}, {other->id, 2, {}}}));
        VERIFY_FAULT(products.hold("s1", {{one->id, 4, {}}, {other->id, 2, {}}}), "idempotency_key_reused");
        VERIFY_FAULT(products.hold("s2", {{one->id, 1, {}}, {other->id, 1, {}}}), "out_of_stock");
        VERIFY_FAULT(products.hold("s3", {{one->id, 1, {}}, {"p_none", 1, {}}}), "no_such_product");
        QCOMPARE(products.get(one->id)->stock, std::int64_t{7});
        QCOMPARE(products.get(other->id)->stock, std::int64_t{0});
        VERIFY_OK(products.letGo("s1"));
        VERIFY_OK(products.letGo("s1"));
        QCOMPARE(products.get(one->id)->stock, std::int64_t{10});
        QCOMPARE(products.get(other->id)->stock, std::int64_t{2});
        VERIFY_FAULT(products.hold("s1", {{one->id, 3, {}}, {other->id, 2, {}}}), "released");
        VERIFY_OK(products.letGo("s4"));  // the way back came first
        VERIFY_FAULT(products.hold("s4", {{one->id, 1, {}}}), "released");
        QCOMPARE(products.get(one->id)->stock, std::int64_t{10});
    }

    void holdsRoundTripAndCutOnesAreNone() {
        const Hold hold{"s1", {{"p_1", 3, {42'000, "KRW"}}, {"p_2", 1, {0, "KRW"}}}, 7, true};
        const std::string bytes = encodeHold(hold);
        const auto read = decodeHold("s1", bytes);
        QVERIFY(read.has_value());
        QCOMPARE(read->lines.size(), std::size_t{2});
        QCOMPARE(read->lines[0].productId, std::string("p_1"));
        QVERIFY(read->released);
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY(!decodeHold("s1", std::string_view(bytes).substr(0, size)).has_value());
    }

    void recordsRoundTripAndCutOnesAreNone() {
        Product product = draft(-1);
        product.id = "p_1";
        product.description = std::string("a\0b", 3);
        product.version = INT64_MAX;
        const std::string bytes = encodeProduct(product);
        const auto read = decodeProduct("p_1", bytes);
        QVERIFY(read.has_value());
        QCOMPARE(read->name, product.name);
        QCOMPARE(read->description, product.description);
        QCOMPARE(read->stock, std::int64_t{-1});
        QCOMPARE(read->version, INT64_MAX);
        for (std::size_t length = 0; length < bytes.size(); ++length)
            QVERIFY(!decodeProduct("p_1", std::string_view(bytes).substr(0, length)));
        QVERIFY(!decodeProduct("p_1", bytes + "x"));
        QVERIFY(sortableNumber(255) < sortableNumber(256));
        QCOMPARE(fromSortable(sortableNumber(1'700'000'000'123)), std::int64_t{1'700'000'000'123});
    }

    void aProductIsMadeReadAndChanged() {
        const auto store = open(newPath());
        Products products(*store);
        const auto made = products.add(draft(3), {});
        VERIFY_OK(made);
        QCOMPARE(products.get(made->id)->name, std::string("Bowl 그릇"));
        ProductChange change;
        change.stock = 9;
        const auto changed = products.change(made->id, change, 1);
        VERIFY_OK(changed);
        QCOMPARE(changed->version, std::int64_t{2});
        QCOMPARE(changed->price.amount, std::int64_t{42'000});
        VERIFY_FAULT(products.change(made->id, change, 1), "changed_meanwhile");
        VERIFY_FAULT(products.get("p_none"), "no_such_product");
        VERIFY_FAULT(products.get(std::string(2000, 'x')), "no_such_product");
        VERIFY_FAULT(products.change("p_none", change, {}), "no_such_product");
    }

    void aKeyMakesOneProductAndOneReservation() {
        const auto store = open(newPath());
        Products products(*store);
        const auto made = products.add(draft(10), {"k", "request"});
        QCOMPARE(products.add(draft(10), {"k", "request"})->id, made->id);
        VERIFY_FAULT(products.add(draft(11), {"k", "other"}), "idempotency_key_reused");
        const auto held = products.reserve(made->id, 4, {"k", "4"});
        const auto again = products.reserve(made->id, 4, {"k", "4"});
        VERIFY_OK(again);
        QCOMPARE(again->id, held->id);
        VERIFY_FAULT(products.reserve(made->id, 5, {"k", "5"}), "idempotency_key_reused");
        QCOMPARE(products.get(made->id)->stock, std::int64_t{6});
    }

    void stockIsHeldAndReleasedOnce() {
        const auto store = open(newPath());
        Products products(*store);
        const std::string id = products.add(draft(5), {})->id;
        const auto held = products.reserve(id, 5, {});
        VERIFY_OK(held);
        QCOMPARE(held->unitPrice.amount, std::int64_t{42'000});
        VERIFY_FAULT(products.reserve(id, 1, {"k", "1"}), "out_of_stock");
        VERIFY_OK(products.release(id, held->id));
        VERIFY_OK(products.release(id, held->id));
        QCOMPARE(products.get(id)->stock, std::int64_t{5});
        VERIFY_FAULT(products.release(id, "r_none"), "no_such_reservation");
        VERIFY_FAULT(products.reserve("p_none", 1, {}), "no_such_product");
        VERIFY_OK(products.reserve(id, 1, {"k", "1"}));  // a refused key may be tried again
        const auto gone = products.reserve(id, 1, {"k2", "1"});
        VERIFY_OK(products.release(id, gone->id));
        QVERIFY(products.reserve(id, 1, {"k2", "1"})->released);  // and a used one stands for what became of it
    }

    void pagesHoldEachProductOnce() {
        const auto store = open(newPath(), true);
        Products products(*store);
        for (int i = 0; i < 9; ++i)
            VERIFY_OK(products.add(draft(1), {}));
        std::vector<std::string> seen;
        std::string after;
        for (bool more = true; more;) {
            const auto page = products.list(4, after);
            VERIFY_OK(page);
            for (const Product& product : page->items)
                seen.push_back(product.id);
            more = page->more;
            after = seen.back();
        }
        QCOMPARE(seen.size(), std::size_t{21});
        QCOMPARE(std::set<std::string>(seen.begin(), seen.end()).size(), std::size_t{21});
        QCOMPARE(seen.front(), std::string("p_0001"));
        QVERIFY(!products.list(21, {})->more);
        QVERIFY(products.list(20, {})->more);
    }

    void threadsNeverSellMoreThanThereIs() {
        const auto store = open(newPath());
        Products products(*store);
        const std::string id = products.add(draft(50), {})->id;
        std::atomic<int> sold{0};
        std::atomic<int> refused{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 25; ++i) {
                    const auto held = products.reserve(id, 1, {});
                    if (held)
                        ++sold;
                    else if (held.error().code == "out_of_stock")
                        ++refused;
                    (void)products.list(20, {});
                }
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(sold.load(), 50);
        QCOMPARE(refused.load(), 50);
        QCOMPARE(products.get(id)->stock, std::int64_t{0});
    }

    void aCatalogueOutlivesItsProcessAndIsFilledOnce() {
        const auto path = newPath();
        {
            const auto store = open(path, true);
            ProductChange change;
            change.name = "Renamed";
            VERIFY_OK(Products(*store).change("p_0001", change, {}));
        }
        const auto store = open(path, true);
        QCOMPARE(Products(*store).get("p_0001")->name, std::string("Renamed"));
        QCOMPARE(Products(*store).list(100, {})->items.size(), sampleCatalogue().size());
        VERIFY_OK(Products(*store).check());
    }

    void aFileThatCannotBeOpenedIsTold() {
        const auto store = openLmdbStore("/proc/no/such/products.mdb", false);
        QVERIFY(!store);
        QVERIFY(store.error().message.find("/proc/no/such/products.mdb") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ProductsTest)
#include "products_test.moc"
