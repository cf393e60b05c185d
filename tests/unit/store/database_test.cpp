#include <sys/stat.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <array>

#include "store/database.h"

using namespace slipway;
using namespace slipway::store;

namespace {
constexpr std::array<std::string_view, 1> kFirst = {"CREATE TABLE t (k TEXT PRIMARY KEY, v)"};
constexpr std::array<std::string_view, 2> kSecond = {"CREATE TABLE t (k TEXT PRIMARY KEY, v)",
                                                     "ALTER TABLE t ADD COLUMN w INTEGER DEFAULT 7"};
constexpr std::array<std::string_view, 2> kBroken = {"CREATE TABLE t (k TEXT PRIMARY KEY, v)",
                                                     "CREATE TABLE u (k); CREATE TABLE t (twice)"};
}  // namespace

class DatabaseTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::string path(const char* name) const { return m_dir.filePath(name).toStdString(); }

    static std::int64_t count(Database& database) {
        auto query = database.prepare("SELECT count(*) FROM t");
        return query->step().value() ? query->integer(0) : -1;
    }

  private slots:
    void valuesComeBackAsTheyWent() {
        auto database = Database::open(path("values"), kFirst).value();
        const std::string bytes("a\0b\xff", 4);
        QVERIFY(database.prepare("INSERT INTO t VALUES (?,?)")->bind(1, "blob").bindBlob(2, bytes).run());
        QVERIFY(database.prepare("INSERT INTO t VALUES (?,?)")->bind(1, "int").bind(2, INT64_MAX).run());
        QVERIFY(database.prepare("INSERT INTO t VALUES (?,?)")->bind(1, "real").bind(2, 1.5).run());
        QVERIFY(database.prepare("INSERT INTO t VALUES (?,?)")->bind(1, "null").bind(2, std::optional<int>()).run());
        QVERIFY(database.prepare("INSERT INTO t VALUES (?,?)")->bind(1, std::string_view()).bindBlob(2, {}).run());
        const auto read = [&](const char* key) {
            auto statement = database.prepare("SELECT v FROM t WHERE k=?").value();
            [&] { QVERIFY(statement.bind(1, key).step().value()); }();
            return statement;
        };
        QCOMPARE(read("blob").blob(0), bytes);
        QCOMPARE(read("int").integer(0), INT64_MAX);
        QCOMPARE(read("real").real(0), 1.5);
        QVERIFY(read("null").isNull(0));
        QVERIFY(!read("").isNull(0));
    }

    void aFileIsPrivate() {
        const auto database = Database::open(path("private"), kFirst).value();
        for (const char* name : {"private", "private-wal", "private-shm"}) {
            struct stat status {};
            QCOMPARE(::stat(path(name).c_str(), &status), 0);
            QCOMPARE(status.st_mode & 0777, mode_t(0600));
        }
    }

    void bindingErrorsAreToldByTheStep() {
        auto database = Database::open(path("bind"), kFirst).value();
        const auto result = database.prepare("SELECT ?")->bind(2, 1).step();
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Internal);
        QCOMPARE(database.prepare("SELEKT").error().code, ErrorCode::Io);
    }

    void migrationsRunOnceAndOneByOne() {
        { QVERIFY(Database::open(path("migrated"), kFirst).value().execute("INSERT INTO t VALUES ('a', 1)")); }
        auto database = Database::open(path("migrated"), kSecond).value();
        auto query = database.prepare("SELECT w FROM t").value();
        QVERIFY(query.step().value());
        QCOMPARE(query.integer(0), std::int64_t(7));
        QVERIFY(Database::open(path("migrated"), kSecond));
    }

    void aFailedMigrationLeavesTheOldSchema() {
        { QVERIFY(Database::open(path("broken"), kFirst)); }
        QVERIFY(!Database::open(path("broken"), kBroken));
        auto database = Database::open(path("broken"), kFirst).value();
        QVERIFY(!database.prepare("SELECT * FROM u"));
    }

    void aNewerFileIsRefused() {
        { QVERIFY(Database::open(path("newer"), kSecond)); }
        const auto result = Database::open(path("newer"), kFirst);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::VersionMismatch);
    }

    void aTransactionIsAllOrNothing() {
        auto database = Database::open(path("transaction"), kFirst).value();
        const auto failed = database.transaction([&]() -> Result<> {
            [&] { QVERIFY(database.execute("INSERT INTO t VALUES ('a', 1)")); }();
            return fail(ErrorCode::Cancelled, "no");
        });
        QCOMPARE(failed.error().code, ErrorCode::Cancelled);
        QCOMPARE(count(database), std::int64_t(0));
        try {
            (void)database.transaction([&]() -> Result<> {
                (void)database.execute("INSERT INTO t VALUES ('a', 1)");
                throw 1;
            });
        } catch (int) {
        }
        QCOMPARE(count(database), std::int64_t(0));
        const auto nested = database.transaction(
            [&]() -> Result<> {
                (void)database.execute("INSERT INTO t VALUES ('a', 1)");
                return database.transaction([&] { return database.execute("INSERT INTO t VALUES ('b', 1)"); });
            },
            Durability::Power);
        QVERIFY(nested);
        QCOMPARE(count(database), std::int64_t(2));
    }

    void durabilityIsAsAsked() {
        auto database = Database::open(path("durability"), kFirst).value();
        const auto synchronousIn = [&](Durability durability) {
            std::int64_t mode = -1;
            (void)database.transaction(
                [&]() -> Result<> {
                    auto query = database.prepare("PRAGMA synchronous");
                    if (query->step().value())
                        mode = query->integer(0);
                    return {};
                },
                durability);
            return mode;
        };
        QCOMPARE(synchronousIn(Durability::Process), std::int64_t(1));
        QCOMPARE(synchronousIn(Durability::Power), std::int64_t(2));
        QCOMPARE(synchronousIn(Durability::Process), std::int64_t(1));
    }

    void aConstraintIsAConflict() {
        auto database = Database::open(path("constraint"), kFirst).value();
        QVERIFY(database.execute("INSERT INTO t VALUES ('a', 1)"));
        QCOMPARE(database.execute("INSERT INTO t VALUES ('a', 1)").error().code, ErrorCode::Conflict);
    }

    void aFullDiskIsToldAndLosesNothing() {
        auto database = Database::open(path("full"), kFirst).value();
        QVERIFY(database.execute("INSERT INTO t VALUES ('before', 1)"));
        QVERIFY(database.execute("PRAGMA max_page_count=8"));
        const auto result = database.transaction([&]() -> Result<> {
            for (int i = 0; i < 100; ++i) {
                const auto put =
                    database.prepare("INSERT INTO t VALUES (?,?)")->bind(1, i).bind(2, std::string(4000, 'x')).run();
                if (!put)
                    return put;
            }
            return {};
        });
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::NoSpace);
        QCOMPARE(count(database), std::int64_t(1));
        QVERIFY(database.execute("PRAGMA max_page_count=100000"));
        QVERIFY(database.transaction([&] { return database.execute("INSERT INTO t VALUES ('after', 1)"); }));
    }

    void anotherWriterIsWaitedForThenReported() {
        auto one = Database::open(path("busy"), kFirst, std::chrono::milliseconds(1)).value();
        auto two = Database::open(path("busy"), kFirst, std::chrono::milliseconds(1)).value();
        QVERIFY(one.execute("BEGIN IMMEDIATE"));
        const auto result = two.transaction([]() -> Result<> { return {}; });
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Timeout);
        QVERIFY(one.execute("COMMIT"));
        QVERIFY(two.transaction([]() -> Result<> { return {}; }));
    }

    void aFileThatIsNoDatabaseIsCorrupt() {
        QFile file(m_dir.filePath("garbage"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'g'));
        file.close();
        const auto result = Database::open(path("garbage"), kFirst);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Corrupt);
        QVERIFY(result.error().message.find("garbage") != std::string::npos);
    }

    void damageInTheMiddleIsFound() {
        {
            auto database = Database::open(path("damaged"), kFirst).value();
            QVERIFY(database.transaction([&]() -> Result<> {
                for (int i = 0; i < 500; ++i)
                    if (auto put = database.prepare("INSERT INTO t VALUES (?,?)")
                                       ->bind(1, "key" + std::to_string(i))
                                       .bind(2, std::string(200, 'x'))
                                       .run();
                        !put)
                        return put;
                return {};
            }));
            QVERIFY(database.check());
        }
        QFile file(m_dir.filePath("damaged"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.size() > 5 * 4096);
        file.seek(2 * 4096);
        file.write(QByteArray(2 * 4096, '\xee'));
        file.close();
        auto database = Database::open(path("damaged"), kFirst).value();
        QCOMPARE(database.check().error().code, ErrorCode::Corrupt);
    }

    void anUnreachableFolderIsAnError() {
        const auto result = Database::open(path("no/such/folder/db"), kFirst);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Io);
    }

    void statementsComeFromTheCacheClean() {
        auto database = Database::open(path("cache"), kFirst).value();
        for (int i = 0; i < 3; ++i) {
            auto query = database.prepare("SELECT ?").value();
            if (i == 0)
                query.bind(1, 5);
            QVERIFY(query.step().value());
            QCOMPARE(query.isNull(0), i != 0);
            // Two of one text at once.
            auto second = database.prepare("SELECT ?").value();
            QVERIFY(second.bind(1, 6).step().value());
            QCOMPARE(second.integer(0), std::int64_t(6));
        }
    }
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database_test.moc"
