#include "points/sqlite_store.h"

#include <optional>
#include <tuple>

#include "kit/sqlite.h"

namespace shop::points {

namespace {

using kit::SqlConnection;

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

/// `entry_id` is empty, and the state `reversed`, where the way back came before the way there.
constexpr const char* kAccruals =
    "CREATE TABLE points_accruals (reference TEXT PRIMARY KEY, user_id TEXT NOT NULL, amount INTEGER NOT NULL,"
    " reason TEXT NOT NULL, entry_id TEXT NOT NULL, state TEXT NOT NULL, created_ms INTEGER NOT NULL) WITHOUT ROWID";

Entry rowEntry(const kit::Statement& row) {
    return {row.text(0), row.text(1), row.integer(2), row.integer(3), row.text(4), row.integer(5)};
}

Result<std::int64_t> balanceOf(SqlConnection& connection, const std::string& userId) {
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
Result<std::optional<Entry>> earlier(SqlConnection& connection, const Entry& wanted, const std::string& key) {
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

Result<> insert(SqlConnection& connection, const Entry& entry, const std::string& key) {
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

Result<> saveBalance(SqlConnection& connection, const Entry& entry) {
    auto statement = connection.prepare(
        "INSERT INTO points_accounts (user_id, balance) VALUES (?1, ?2) ON CONFLICT (user_id) DO UPDATE SET balance = "
        "?2");
    return statement ? statement->bind(1, entry.userId).bind(2, entry.balance).run()
                     : tl::unexpected(statement.error());
}

class SqliteStore final : public Store {
  public:
    explicit SqliteStore(std::shared_ptr<kit::SqlDatabase> database) : m_database(std::move(database)) {}

    Result<> prepare() {
        return m_database->migrate("points", {[](SqlConnection& connection) { return connection.execute(kSchema); },
                                              [](SqlConnection& connection) { return connection.execute(kAccruals); }});
    }

    Result<Account> account(const std::string& userId, std::int64_t limit) override {
        return m_database->read<Account>([&](SqlConnection& connection) -> Result<Account> {
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
        return m_database->write<Entry>([&](SqlConnection& connection) -> Result<Entry> {
            auto before = earlier(connection, wanted, key);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return std::move(**before);
            }
            return append(connection, wanted, key);
        });
    }

    Result<Entry> accrue(const Accrual& accrual, const Entry& fresh) override {
        return m_database->write<Entry>([&](SqlConnection& connection) -> Result<Entry> {
            auto before = findAccrual(connection, accrual.reference);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                const auto& [known, state, entryId] = **before;
                if (state == "reversed") {
                    return fail(Fault::Conflict, "reversed", "The points under this reference were taken back.");
                }
                if (known.userId != accrual.userId || known.amount != accrual.amount ||
                    known.reason != accrual.reason) {
                    return fail(Fault::Conflict, kit::kReusedKey, kit::kReusedKeyMessage);
                }
                return entryById(connection, entryId);
            }
            auto entry = append(connection, fresh, {});
            if (!entry) {
                return entry;
            }
            auto noted = connection.prepare(
                "INSERT INTO points_accruals (reference, user_id, amount, reason, entry_id, state, created_ms) VALUES"
                " (?1, ?2, ?3, ?4, ?5, 'accrued', ?6)");
            if (!noted) {
                return tl::unexpected(noted.error());
            }
            noted->bind(1, accrual.reference).bind(2, accrual.userId).bind(3, accrual.amount).bind(4, accrual.reason);
            const auto done = noted->bind(5, entry->id).bind(6, entry->createdMs).run();
            return done ? entry : tl::unexpected(done.error());
        });
    }

    Result<> reverse(const std::string& reference, const std::string& entryId, std::int64_t nowMs) override {
        return m_database->write<void>([&](SqlConnection& connection) -> Result<> {
            auto before = findAccrual(connection, reference);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before && std::get<1>(**before) == "reversed") {
                return {};
            }
            if (*before) {
                const Accrual& known = std::get<0>(**before);
                const auto taken =
                    append(connection,
                           Entry{entryId, known.userId, -known.amount, 0, known.reason + " taken back", nowMs}, {});
                if (!taken) {
                    return tl::unexpected(taken.error());
                }
            }
            auto noted = connection.prepare(
                "INSERT INTO points_accruals (reference, user_id, amount, reason, entry_id, state, created_ms) VALUES"
                " (?1, '', 0, '', '', 'reversed', ?2) ON CONFLICT (reference) DO UPDATE SET state = 'reversed'");
            return noted ? noted->bind(1, reference).bind(2, nowMs).run() : tl::unexpected(noted.error());
        });
    }

    Result<> check() override { return m_database->check(); }

  private:
    using FoundAccrual = std::tuple<Accrual, std::string, std::string>;  // its state, its entry

    static Result<std::optional<FoundAccrual>> findAccrual(SqlConnection& connection, const std::string& reference) {
        auto statement = connection.prepare(
            "SELECT user_id, amount, reason, state, entry_id FROM points_accruals WHERE reference = ?1");
        if (!statement) {
            return tl::unexpected(statement.error());
        }
        const auto row = statement->bind(1, reference).step();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return std::nullopt;
        }
        return std::optional(
            FoundAccrual{Accrual{reference, statement->text(0), statement->integer(1), statement->text(2)},
                         statement->text(3), statement->text(4)});
    }

    static Result<Entry> entryById(SqlConnection& connection, const std::string& id) {
        auto statement = connection.prepare(
            "SELECT id, user_id, amount, balance, reason, created_ms FROM points_entries WHERE id = ?1");
        if (!statement) {
            return tl::unexpected(statement.error());
        }
        const auto row = statement->bind(1, id).step();
        if (!row) {
            return tl::unexpected(row.error());
        }
        return *row ? Result<Entry>(rowEntry(*statement)) : fail(Fault::Internal, "store", "an entry is gone");
    }

    /// A line more, with the balance after it; `not_enough_points` where that would be below 0.
    static Result<Entry> append(SqlConnection& connection, const Entry& wanted, const std::string& key) {
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
    }

    std::shared_ptr<kit::SqlDatabase> m_database;
};

}  // namespace

Result<std::unique_ptr<Store>> storeIn(std::shared_ptr<kit::SqlDatabase> database) {
    auto store = std::make_unique<SqliteStore>(std::move(database));
    if (auto prepared = store->prepare(); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return Result<std::unique_ptr<Store>>(std::move(store));
}

Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path) {
    auto database = kit::SqliteDatabase::open(path);
    if (!database) {
        return tl::unexpected(database.error());
    }
    return storeIn(std::move(*database));
}

}  // namespace shop::points
