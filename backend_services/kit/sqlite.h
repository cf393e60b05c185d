#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kit/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace shop::kit {

/// A prepared statement in use: bind from 1, step, read from 0; it is reset when this goes out of scope. One thread.
class Statement {
  public:
    Statement(sqlite3* db, sqlite3_stmt* statement) : m_db(db), m_statement(statement) {}
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    Statement& operator=(Statement&&) = delete;

    Statement& bind(int index, std::string_view text);
    Statement& bind(int index, std::int64_t number);
    Statement& bindNull(int index);

    /// True where there is a row. Faults: Conflict, code `constraint`, where a constraint forbids; Unavailable where
    /// the store stayed locked; Internal otherwise.
    Result<bool> step();
    /// step() where no row is wanted.
    Result<> run();

    std::string text(int column) const;
    std::int64_t integer(int column) const;
    bool isNull(int column) const;

  private:
    sqlite3* m_db;
    sqlite3_stmt* m_statement;
};

/// One connection with its prepared statements. One thread at a time.
class SqliteConnection {
  public:
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    /// `sql` must be a literal or outlive the connection's use of it: it is the cache's key.
    Result<Statement> prepare(std::string_view sql);
    /// Statements without parameters or rows, one after another.
    Result<> execute(const char* sql);
    /// Rows changed by the last statement.
    std::int64_t changes() const;

  private:
    explicit SqliteConnection(sqlite3* db) : m_db(db) {}
    sqlite3* m_db;
    std::unordered_map<std::string, sqlite3_stmt*> m_statements;
};

/// One file that several instances and threads share: WAL, so that readers never wait for a writer; writers take turns
/// with BEGIN IMMEDIATE and wait for each other at most 5 s. synchronous=NORMAL: no process's death loses a commit, a
/// power cut may lose the last ones.
class SqliteDatabase {
  public:
    /// Opens or makes the file and its folder.
    static Result<std::unique_ptr<SqliteDatabase>> open(const std::string& path);

    /// Runs `work` with a connection of its own, outside of a transaction. Counted as store.
    template <class T>
    Result<T> read(const std::function<Result<T>(SqliteConnection&)>& work);
    /// Runs `work` in one write transaction: committed where it succeeds, rolled back where it fails. Counted as store.
    template <class T>
    Result<T> write(const std::function<Result<T>(SqliteConnection&)>& work);

    /// Makes the schema, once in the file's life however many instances start at a time: `migrations[i]` runs where the
    /// file's user_version is i, all in one write transaction.
    Result<> migrate(const std::vector<std::function<Result<>(SqliteConnection&)>>& migrations);

    /// For readiness: the file can be read.
    Result<> check();

  private:
    explicit SqliteDatabase(std::string path) : m_path(std::move(path)) {}

    Result<std::unique_ptr<SqliteConnection>> take();
    void giveBack(std::unique_ptr<SqliteConnection> connection);

    std::string m_path;
    std::mutex m_poolMutex;
    std::vector<std::unique_ptr<SqliteConnection>> m_pool;
    std::mutex m_writeMutex;  // writers of this process queue here, fairly cheap, and not in SQLite's busy loop
};

}  // namespace shop::kit

#include "kit/sqlite_inl.h"
