#include "kit/sqlite.h"

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
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

}  // namespace

Statement::Statement(Statement&& other) noexcept : m_db(other.m_db), m_statement(other.m_statement) {
    other.m_statement = nullptr;
}

Statement::~Statement() {
    if (m_statement != nullptr) {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }
}

Statement& Statement::bind(int index, std::string_view text) {
    sqlite3_bind_text64(m_statement, index, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int index, std::int64_t number) {
    sqlite3_bind_int64(m_statement, index, number);
    return *this;
}

Statement& Statement::bindNull(int index) {
    sqlite3_bind_null(m_statement, index);
    return *this;
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    return tl::unexpected(sqliteError(m_db, sqlite3_extended_errcode(m_db), "the store refuses"));
}

Result<> Statement::run() {
    return step().map([](bool) {});
}

std::string Statement::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return bytes == nullptr ? std::string()
                            : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement, column);
}
bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

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
    for (auto& [sql, statement] : m_statements) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(m_db);
}

Result<Statement> SqliteConnection::prepare(std::string_view sql) {
    const auto found = m_statements.find(std::string(sql));
    if (found != m_statements.end()) {
        return Statement(m_db, found->second);
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(m_db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) {
        return tl::unexpected(sqliteError(m_db, code, "cannot prepare a statement"));
    }
    m_statements.emplace(sql, statement);
    return Statement(m_db, statement);
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

Result<> SqliteDatabase::migrate(const std::vector<std::function<Result<>(SqliteConnection&)>>& migrations) {
    return write<void>([&](SqliteConnection& connection) -> Result<> {
        std::size_t version = 0;
        {
            auto statement = connection.prepare("PRAGMA user_version");
            if (!statement) {
                return tl::unexpected(statement.error());
            }
            if (auto row = statement->step(); !row) {
                return tl::unexpected(row.error());
            }
            version = static_cast<std::size_t>(statement->integer(0));
        }
        if (version > migrations.size()) {
            return fail(Fault::Internal, "store_too_new", m_path + " was written by a newer version of this service");
        }
        for (std::size_t i = version; i < migrations.size(); ++i) {
            if (auto done = migrations[i](connection); !done) {
                return done;
            }
        }
        const std::string sql = "PRAGMA user_version=" + std::to_string(migrations.size());
        return connection.execute(sql.c_str());
    });
}

Result<> SqliteDatabase::check() {
    return read<void>([](SqliteConnection& connection) -> Result<> {
        auto statement = connection.prepare("SELECT count(*) FROM sqlite_master");
        return statement ? statement->run() : tl::unexpected(statement.error());
    });
}

}  // namespace shop::kit
