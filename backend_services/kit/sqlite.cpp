#include "kit/sqlite.h"

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

namespace shop::kit {

namespace {

constexpr auto kBusyPatience = std::chrono::seconds(5);
constexpr auto kBusyStep = std::chrono::milliseconds(2);

Error sqliteError(sqlite3* db, int code, const std::string& what) {
    const std::string message = what + ": " + (db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            return {Fault::Conflict, "constraint", message};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {Fault::Unavailable, "store_busy", message};
        default:
            return {Fault::Internal, "store", message};
    }
}

/// SQLite's own handler sleeps up to 100 ms a time and is unfair under several writers; short even steps are not.
int waitWhileBusy(void*, int tries) {
    if (tries * kBusyStep >= kBusyPatience) {
        return 0;
    }
    std::this_thread::sleep_for(kBusyStep);
    return 1;
}

class SqliteStatement final : public PreparedStatement {
  public:
    SqliteStatement(sqlite3* db, sqlite3_stmt* statement) : m_db(db), m_statement(statement) {}
    ~SqliteStatement() override { sqlite3_finalize(m_statement); }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    void bind(int index, std::string_view text) override {
        sqlite3_bind_text64(m_statement, index, text.data() == nullptr ? "" : text.data(), text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    void bind(int index, std::int64_t number) override { sqlite3_bind_int64(m_statement, index, number); }
    void bindNull(int index) override { sqlite3_bind_null(m_statement, index); }

    Result<bool> step() override {
        const int code = sqlite3_step(m_statement);
        if (code == SQLITE_ROW) {
            return true;
        }
        if (code == SQLITE_DONE) {
            return false;
        }
        return tl::unexpected(sqliteError(m_db, sqlite3_extended_errcode(m_db), "the store refuses"));
    }

    std::string text(int column) const override {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
        return bytes == nullptr
                   ? std::string()
                   : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
    }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(m_statement, column); }
    bool isNull(int column) const override { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

    void reset() override {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }

  private:
    sqlite3* m_db;
    sqlite3_stmt* m_statement;
};

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path) {
    sqlite3* db = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
    auto connection = std::unique_ptr<SqliteConnection>(new SqliteConnection(db));
    if (code != SQLITE_OK) {
        return tl::unexpected(sqliteError(db, code, "cannot open " + path));
    }
    sqlite3_busy_handler(db, waitWhileBusy, nullptr);
    // The change to WAL needs the file for itself and does not always ask the busy handler, so instances that start
    // together retry.
    const auto deadline = std::chrono::steady_clock::now() + kBusyPatience;
    while (true) {
        auto changed = connection->execute("PRAGMA journal_mode=WAL");
        if (changed) {
            break;
        }
        if (changed.error().fault != Fault::Unavailable || std::chrono::steady_clock::now() > deadline) {
            return tl::unexpected(changed.error());
        }
        std::this_thread::sleep_for(kBusyStep);
    }
    if (auto set = connection->execute("PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON"); !set) {
        return tl::unexpected(set.error());
    }
    return connection;
}

SqliteConnection::~SqliteConnection() {
    m_statements.clear();
    sqlite3_close(m_db);
}

Result<Statement> SqliteConnection::prepare(std::string_view sql) {
    const auto found = m_statements.find(std::string(sql));
    if (found != m_statements.end()) {
        return Statement(*found->second);
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(m_db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) {
        return tl::unexpected(sqliteError(m_db, code, "cannot prepare a statement"));
    }
    const auto kept = m_statements.emplace(sql, std::make_unique<SqliteStatement>(m_db, statement)).first;
    return Statement(*kept->second);
}

Result<> SqliteConnection::execute(const char* sql) {
    const int code = sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return tl::unexpected(sqliteError(m_db, code, "the store refuses"));
    }
    return {};
}

std::int64_t SqliteConnection::changes() const {
    return sqlite3_changes64(m_db);
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::string& path) {
    std::error_code ignored;  // where the folder cannot be made, opening the file says why
    std::filesystem::create_directories(std::filesystem::absolute(path).parent_path(), ignored);
    auto database = std::unique_ptr<SqliteDatabase>(new SqliteDatabase(path));
    auto first = database->take();
    if (!first) {
        return tl::unexpected(first.error());
    }
    database->giveBack(std::move(*first));
    return database;
}

Result<std::unique_ptr<SqliteConnection>> SqliteDatabase::take() {
    {
        const std::lock_guard lock(m_poolMutex);
        if (!m_pool.empty()) {
            auto connection = std::move(m_pool.back());
            m_pool.pop_back();
            return connection;
        }
    }
    return SqliteConnection::open(m_path);
}

void SqliteDatabase::giveBack(std::unique_ptr<SqliteConnection> connection) {
    const std::lock_guard lock(m_poolMutex);
    m_pool.push_back(std::move(connection));
}

Result<> SqliteDatabase::reading(const Piece& work) {
    auto connection = take();
    if (!connection) {
        return tl::unexpected(connection.error());
    }
    Result<> result = work(**connection);
    giveBack(std::move(*connection));
    return result;
}

Result<> SqliteDatabase::writing(const Piece& work) {
    const std::lock_guard turn(m_writeMutex);
    auto connection = take();
    if (!connection) {
        return tl::unexpected(connection.error());
    }
    if (auto begun = (*connection)->execute("BEGIN IMMEDIATE"); !begun) {
        return begun;
    }
    Result<> result = work(**connection);
    if (result) {
        result = (*connection)->execute("COMMIT");
    }
    if (!result && !(*connection)->execute("ROLLBACK")) {
        return result;  // in an unknown state: this connection is closed, not given back
    }
    giveBack(std::move(*connection));
    return result;
}

namespace {

Result<std::optional<std::int64_t>> oneNumber(SqlConnection& connection, const char* sql, const char* parameter) {
    auto statement = connection.prepare(sql);
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    if (parameter != nullptr) {
        statement->bind(1, parameter);
    }
    const auto row = statement->step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? std::optional(statement->integer(0)) : std::nullopt;
}

}  // namespace

Result<> SqliteDatabase::migrate(const char* domain, const std::vector<Migration>& migrations) {
    return write<void>([&](SqlConnection& connection) -> Result<> {
        if (auto made = connection.execute(
                "CREATE TABLE IF NOT EXISTS shop_schema (domain TEXT PRIMARY KEY, version INTEGER NOT NULL)");
            !made) {
            return made;
        }
        auto known = oneNumber(connection, "SELECT version FROM shop_schema WHERE domain = ?1", domain);
        if (known && !*known) {
            // A file of one domain alone, from before the table: its version stood in the file's header.
            known = oneNumber(connection, "PRAGMA user_version", nullptr);
        }
        if (!known) {
            return tl::unexpected(known.error());
        }
        const auto version = static_cast<std::size_t>(known->value_or(0));
        if (version > migrations.size()) {
            return fail(Fault::Internal, "store_too_new", m_path + " was written by a newer version of this service");
        }
        for (std::size_t i = version; i < migrations.size(); ++i) {
            if (auto done = migrations[i](connection); !done) {
                return done;
            }
        }
        if (auto cleared = connection.execute("PRAGMA user_version=0"); !cleared) {
            return cleared;
        }
        auto noted = connection.prepare(
            "INSERT INTO shop_schema (domain, version) VALUES (?1, ?2) ON CONFLICT (domain) DO UPDATE SET version = "
            "?2");
        return noted ? noted->bind(1, domain).bind(2, static_cast<std::int64_t>(migrations.size())).run()
                     : tl::unexpected(noted.error());
    });
}

Result<> SqliteDatabase::check() {
    return read<void>([](SqlConnection& connection) -> Result<> {
        auto statement = connection.prepare("SELECT count(*) FROM sqlite_master");
        return statement ? statement->run() : tl::unexpected(statement.error());
    });
}

}  // namespace shop::kit
