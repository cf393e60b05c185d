#include <QTemporaryDir>
#include <QtTest>
#include <set>
#include <thread>

#include "shop_testing.h"
#include "users/domain.h"
#include "users/sqlite_store.h"

using namespace shop;
using namespace shop::users;

class UsersTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    std::string newPath() { return m_folder.filePath(QString::number(++m_files) + "/users.db").toStdString(); }
    static std::unique_ptr<Store> open(const std::string& path, bool withSamples = false) {
        auto store = openSqliteStore(path, withSamples);
        if (!store)
            qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }

  private slots:
    void aUserIsMadeReadChangedAndRemoved() {
        const auto store = open(newPath());
        Users users(*store);
        const auto made = users.add("Zoe", "Zoe@Example.COM", {});
        VERIFY_OK(made);
        QCOMPARE(made->email, std::string("zoe@example.com"));
        QCOMPARE(users.get(made->id)->name, std::string("Zoe"));
        VERIFY_OK(users.change(made->id, {"Zoé", {}}));
        QCOMPARE(users.get(made->id)->name, std::string("Zoé"));
        QCOMPARE(users.get(made->id)->email, std::string("zoe@example.com"));
        VERIFY_OK(users.remove(made->id));
        VERIFY_FAULT(users.get(made->id), "no_such_user");
        VERIFY_FAULT(users.remove(made->id), "no_such_user");
        VERIFY_FAULT(users.change(made->id, {}), "no_such_user");
    }

    void anAddressBelongsToOne() {
        const auto store = open(newPath());
        Users users(*store);
        const auto first = users.add("A", "a@example.com", {});
        const auto second = users.add("B", "b@example.com", {});
        VERIFY_FAULT(users.add("C", "A@example.com", {}), "email_used");
        VERIFY_FAULT(users.change(second->id, {{}, "a@example.com"}), "email_used");
        VERIFY_OK(users.change(first->id, {{}, "a@example.com"}));  // its own
        for (const char* bad :
             {"", "a", "@b.c", "a@", "a@b", "a@b.", "a@.c", "a b@c.d", "a@b@c.d", "a@b..c", "<a@b.c>"})
            VERIFY_FAULT(users.add("X", bad, {}), "invalid");
    }

    void aKeyIsGoodForOneUser() {
        const auto path = newPath();
        const auto one = open(path);
        const auto other = open(path);
        const auto made = Users(*one).add("A", "a@example.com", {"k1", "request"});
        VERIFY_OK(made);
        const auto again = Users(*other).add("A", "a@example.com", {"k1", "request"});
        VERIFY_OK(again);
        QCOMPARE(again->id, made->id);
        VERIFY_FAULT(Users(*other).add("B", "b@example.com", {"k1", "another request"}), "idempotency_key_reused");
        VERIFY_FAULT(Users(*other).add("A", "a@example.com", {"k2", "request"}), "email_used");
        VERIFY_OK(Users(*one).add("C", "c@example.com", {"k2", "request"}));  // the failed one left no key behind
    }

    void pagesHoldEachUserOnce() {
        const auto store = open(newPath(), true);
        Users users(*store);
        for (int i = 0; i < 20; ++i)
            VERIFY_OK(users.add("N", "n" + std::to_string(i) + "@example.com", {}));
        std::vector<std::string> seen;
        std::string after;
        int pages = 0;
        for (bool more = true; more; ++pages) {
            const auto page = users.list(7, after);
            VERIFY_OK(page);
            for (const User& user : page->items)
                seen.push_back(user.id);
            more = page->more;
            after = seen.back();
        }
        QCOMPARE(pages, 4);
        QCOMPARE(seen.size(), std::size_t{25});
        QCOMPARE(std::set<std::string>(seen.begin(), seen.end()).size(), std::size_t{25});
        QCOMPARE(seen.front(), std::string("u_0001"));
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        QVERIFY(!users.list(25, {})->more);
    }

    void manyOpenANewFileAtOnceAndItIsFilledOnce() {
        for (int round = 0; round < 5; ++round) {
            const auto path = newPath();
            std::vector<std::thread> threads;
            std::vector<std::string> faults(6);
            for (std::size_t i = 0; i < faults.size(); ++i) {
                threads.emplace_back([&, i] {
                    const auto store = openSqliteStore(path, true);
                    faults[i] = store ? "" : store.error().message;
                });
            }
            for (std::thread& thread : threads)
                thread.join();
            for (const std::string& fault : faults)
                QCOMPARE(QByteArray::fromStdString(fault), QByteArray());
            QCOMPARE(open(path)->list(100, {})->items.size(), std::size_t{5});
        }
    }

    void samplesThatWereRemovedStayAway() {
        const auto path = newPath();
        VERIFY_OK(open(path, true)->remove("u_0001"));
        QCOMPARE(open(path, true)->list(100, {})->items.size(), std::size_t{4});
    }

    void twoStoresOnOneFileWriteSideBySide() {
        const auto path = newPath();
        const std::unique_ptr<Store> stores[2] = {open(path), open(path)};
        std::vector<std::thread> threads;
        std::atomic<int> made{0};
        std::atomic<int> used{0};
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                Users users(*stores[t % 2]);
                for (int i = 0; i < 25; ++i) {
                    const auto result = users.add("N", "n" + std::to_string(i) + "@example.com", {});
                    if (result)
                        ++made;
                    else if (result.error().code == "email_used")
                        ++used;
                }
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(made.load(), 25);
        QCOMPARE(used.load(), 75);
    }

    void aFileThatCannotBeOpenedIsTold() {
        const auto store = openSqliteStore("/proc/no/such/users.db", false);
        QVERIFY(!store);
        QVERIFY(store.error().message.find("/proc/no/such/users.db") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(UsersTest)
#include "users_test.moc"
