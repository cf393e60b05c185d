#include "points/sqlite_store.h"

#include <optional>

#include "kit/sqlite.h"

namespace shop::points {

namespace {

using kit::SqliteConnection;

/// The CHECK is the last line of defence: the rule is tested before, under the same write lock.
constexpr const char* kSchema =
    "CREATE TABLE points_accounts (user_id TEXT PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0)) WITHOUT "
    "ROWID;"
    "CREATE TABLE points_entries (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, user_id TEXT NOT "
    "NULL,"
    " amount INTEGER NOT NULL CHECK (amount <> 0), balance INTEGER NOT NULL, reason TEXT NOT NULL, key TEXT,"
    " created_ms INTEGER NOT NULL);"
    "CREATE INDEX points_entries_user ON points_entries (user_id, seq);"
    "CREATE UNIQUE INDEX points_entries_key ON points_entries (user_id, key) WHERE key IS NOT NULL";

Entry rowEntry(const kit::Statement& row) {
    return {row.text(0), row.text(1), row.integer(2), row.integer(3), row.text(4), row.integer(5)};
}

Result<std::int64_t> balanceOf(SqliteConnection& connection, const std::string& userId) {
    auto statement = connection.prepare("SELECT balance FROM points_accounts WHERE user_id = ?1");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    const auto row = statement->bind(1, userId).step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? statement->integer(0) : 0;
}

/// The entry that this key made before; nothing where it is new.
Result<std::optional<Entry>> earlier(SqliteConnection& connection, const Entry& wanted, const std::string& key) {
    if (key.empty()) {
        return std::nullopt;
    }
    auto statement = connection.prepare(
        "SELECT id, user_id, amount, balance, reason, created_ms FROM points_entries WHERE user_id = ?1 AND key = ?2");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    const auto row = statement->bind(1, wanted.userId).bind(2, key).step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (!*row) {
        return std::nullopt;
    }
    Entry entry = rowEntry(*statement);
    if (entry.amount != wanted.amount || entry.reason != wanted.reason) {
        return fail(Fault::Conflict, kit::kReusedKey, kit::kReusedKeyMessage);
    }
    return std::optional(std::move(entry));
}

Result<> insert(SqliteConnection& connection, const Entry& entry, const std::string& key) {
    auto statement = connection.prepare(
        "INSERT INTO points_entries (id, user_id, amount, balance, reason, created_ms, key) VALUES (?1, ?2, ?3, ?4, "
        "?5, ?6, ?7)");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    statement->bind(1, entry.id)
        .bind(2, entry.userId)
        .bind(3, entry.amount)
        .bind(4, entry.balance)
        .bind(5, entry.reason);
    statement->bind(6, entry.createdMs);
    return (key.empty() ? statement->bindNull(7) : statement->bind(7, key)).run();
}

Result<> saveBalance(SqliteConnection& connection, const Entry& entry) {
    auto statement = connection.prepare(
        "INSERT INTO points_accounts (user_id, balance) VALUES (?1, ?2) ON CONFLICT (user_id) DO UPDATE SET balance = "
        "?2");
    return statement ? statement->bind(1, entry.userId).bind(2, entry.balance).run()
                     : tl::unexpected(statement.error());
}

class SqliteStore final : public Store {
  public:
    explicit SqliteStore(std::unique_ptr<kit::SqliteDatabase> database) : m_database(std::move(database)) {}

    Result<> prepare() {
        return m_database->migrate({[](SqliteConnection& connection) { return connection.execute(kSchema); }});
    }

    Result<Account> account(const std::string& userId, std::int64_t limit) override {
        return m_database->read<Account>([&](SqliteConnection& connection) -> Result<Account> {
            Account account{userId, 0, {}};
            auto statement = connection.prepare(
                "SELECT id, user_id, amount, balance, reason, created_ms FROM points_entries WHERE user_id = ?1"
                " ORDER BY seq DESC LIMIT ?2");
            if (!statement) {
                return tl::unexpected(statement.error());
            }
            statement->bind(1, userId).bind(2, limit);
            auto row = statement->step();
            for (; row && *row; row = statement->step()) {
                account.entries.push_back(rowEntry(*statement));
            }
            if (!row) {
                return tl::unexpected(row.error());
            }
            // The newest line carries the balance, so that both are of one moment without a transaction.
            account.balance = account.entries.empty() ? 0 : account.entries.front().balance;
            return account;
        });
    }

    Result<Entry> add(const Entry& wanted, const std::string& key) override {
        return m_database->write<Entry>([&](SqliteConnection& connection) -> Result<Entry> {
            auto before = earlier(connection, wanted, key);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return std::move(**before);
            }
            const auto balance = balanceOf(connection, wanted.userId);
            if (!balance) {
                return tl::unexpected(balance.error());
            }
            Entry entry = wanted;
            entry.balance = *balance + wanted.amount;
            if (entry.balance < 0) {
                return fail(Fault::Conflict, "not_enough_points",
                            "There are only " + std::to_string(*balance) + " points to take from.");
            }
            if (auto saved = saveBalance(connection, entry); !saved) {
                return tl::unexpected(saved.error());
            }
            const auto added = insert(connection, entry, key);
            return added ? Result<Entry>(std::move(entry)) : tl::unexpected(added.error());
        });
    }

    Result<> check() override { return m_database->check(); }

  private:
    std::unique_ptr<kit::SqliteDatabase> m_database;
};

}  // namespace

Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path) {
    auto database = kit::SqliteDatabase::open(path);
    if (!database) {
        return tl::unexpected(database.error());
    }
    auto store = std::make_unique<SqliteStore>(std::move(*database));
    if (auto prepared = store->prepare(); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return Result<std::unique_ptr<Store>>(std::move(store));
}

}  // namespace shop::points
