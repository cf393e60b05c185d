#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "store/statement.h"

namespace slipway::store {

/// What a commit outlives. SQLite in WAL mode keeps a commit over the death of its process in either case; only over
/// the loss of power does it need a sync of the log, which costs milliseconds on a disk.
enum class Durability {
    Process,  ///< synchronous=NORMAL: records of processes, which a reboot ends anyway
    Power,    ///< synchronous=FULL: what a user asked for
};

/// SQL that brings a database from user_version N to N + 1, where N is its place in the list. Never edited once
/// released.
using Migrations = std::span<const std::string_view>;

/// One connection to one SQLite file. Thread: one owner. Errors: Io, NoSpace (disk full; nothing of the transaction was
/// written), Corrupt (no SQLite file, or damaged; the message names it), Conflict (a constraint), Permission, Timeout
/// (another writer held it for longer than the busy timeout), VersionMismatch (made by a newer Slipway).
class Database {
  public:
    /// Opens or makes the file (0600), in WAL mode, and runs the migrations that it lacks, each in its own transaction.
    static Result<Database> open(const std::string& path, Migrations migrations,
                                 std::chrono::milliseconds busyTimeout = std::chrono::seconds(5));

    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// A statement out of the cache, reset and with no bindings; it goes back when it dies, which must be before the
    /// database does. `sql` is one statement.
    Result<Statement> prepare(std::string_view sql);
    /// Runs every statement of `sql`; for DDL and pragmas.
    Result<> execute(const std::string& sql);
    /// BEGIN IMMEDIATE, body, COMMIT; ROLLBACK when the body fails or throws. Nested calls join the outer transaction,
    /// whose durability holds.
    Result<> transaction(const std::function<Result<>()>& body, Durability durability = Durability::Process);

    /// Rows that the last INSERT, UPDATE or DELETE touched.
    int changes() const;
    std::int64_t lastInsertId() const;
    /// PRAGMA quick_check: Corrupt with what it found. Reads the whole file.
    Result<> check();
    const std::string& path() const;

  private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace slipway::store
