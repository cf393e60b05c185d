#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "kit/sql.h"

struct sqlite3;

namespace shop::kit {

class SqliteConnection final : public SqlConnection {
  public:
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Result<Statement> prepare(std::string_view sql) override;
    Result<> execute(const char* sql) override;
    std::int64_t changes() const override;

  private:
    explicit SqliteConnection(sqlite3* db) : m_db(db) {}
    sqlite3* m_db;
    std::unordered_map<std::string, std::unique_ptr<PreparedStatement>> m_statements;
};

/// One file that several instances and threads share: WAL, so that readers never wait for a writer; writers take turns
/// with BEGIN IMMEDIATE and wait for each other at most 5 s. synchronous=NORMAL: no process's death loses a commit, a
/// power cut may lose the last ones. Each domain's part of the schema has a version of its own in `shop_schema`, so
/// that one file can hold all of them.
class SqliteDatabase final : public SqlDatabase {
  public:
    /// Opens or makes the file and its folder.
    static Result<std::unique_ptr<SqliteDatabase>> open(const std::string& path);

    Result<> migrate(const char* domain, const std::vector<Migration>& migrations) override;
    Result<> check() override;

  private:
    explicit SqliteDatabase(std::string path) : m_path(std::move(path)) {}

    Result<> reading(const Piece& work) override;
    Result<> writing(const Piece& work) override;
    Result<std::unique_ptr<SqliteConnection>> take();
    void giveBack(std::unique_ptr<SqliteConnection> connection);

    std::string m_path;
    std::mutex m_poolMutex;
    std::vector<std::unique_ptr<SqliteConnection>> m_pool;
    std::mutex m_writeMutex;  // writers of this process queue here, fairly cheap, and not in SQLite's busy loop
};

}  // namespace shop::kit
