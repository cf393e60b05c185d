#include "users/sqlite_store.h"

#include "kit/log.h"
#include "kit/sql_keys.h"
#include "kit/sqlite.h"

namespace shop::users {

namespace {

using kit::SqlConnection;

User rowUser(const kit::Statement& row) {
    return {row.text(0), row.text(1), row.text(2), row.integer(3), row.integer(4)};
}

tl::unexpected<Error> noUser(const std::string& id) {
    return fail(Fault::NotFound, "no_such_user", "There is no user " + id + ".");
}

/// The only constraint that an insert or update of users can break is the address's.
Error asEmailUsed(Error error) {
    if (error.code == "constraint") {
        return {Fault::Conflict, "email_used", "Somebody has this email already."};
    }
    return error;
}

Result<User> load(SqlConnection& connection, const std::string& id) {
    auto statement = connection.prepare("SELECT id, name, email, created_ms, updated_ms FROM users WHERE id = ?1");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    const auto row = statement->bind(1, id).step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? Result<User>(rowUser(*statement)) : noUser(id);
}

Result<> insert(SqlConnection& connection, const User& user) {
    auto statement =
        connection.prepare("INSERT INTO users (id, name, email, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5)");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    return statement->bind(1, user.id)
        .bind(2, user.name)
        .bind(3, user.email)
        .bind(4, user.createdMs)
        .bind(5, user.updatedMs)
        .run();
}

class SqliteStore final : public Store {
  public:
    explicit SqliteStore(std::shared_ptr<kit::SqlDatabase> database) : m_database(std::move(database)) {}

    Result<> prepare(bool withSamples) {
        return m_database->migrate(
            "users", {[&](SqlConnection& connection) -> Result<> {
                if (auto made = connection.execute(
                        "CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE,"
                        " created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL) WITHOUT ROWID");
                    !made) {
                    return made;
                }
                for (User user : withSamples ? sampleUsers() : std::vector<User>{}) {
                    user.createdMs = user.updatedMs = kit::nowMs();
                    if (auto added = insert(connection, user); !added) {
                        return added;
                    }
                }
                return m_keys.create(connection);
            }});
    }

    Result<UserPage> list(std::int64_t limit, const std::string& after) override {
        return m_database->read<UserPage>([&](SqlConnection& connection) -> Result<UserPage> {
            auto statement = connection.prepare(
                "SELECT id, name, email, created_ms, updated_ms FROM users WHERE id > ?1 ORDER BY id LIMIT ?2");
            if (!statement) {
                return tl::unexpected(statement.error());
            }
            statement->bind(1, after).bind(2, limit + 1);
            UserPage page;
            auto row = statement->step();
            for (; row && *row; row = statement->step()) {
                if (static_cast<std::int64_t>(page.items.size()) == limit) {
                    page.more = true;
                    break;
                }
                page.items.push_back(rowUser(*statement));
            }
            return row ? Result<UserPage>(std::move(page)) : tl::unexpected(row.error());
        });
    }

    Result<User> get(const std::string& id) override {
        return m_database->read<User>([&](SqlConnection& connection) { return load(connection, id); });
    }

    Result<User> add(const User& user, const kit::Idempotency& once) override {
        return m_database->write<User>([&](SqlConnection& connection) -> Result<User> {
            auto before = m_keys.find(connection, once);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return load(connection, **before);
            }
            if (auto added = insert(connection, user); !added) {
                return tl::unexpected(asEmailUsed(added.error()));
            }
            if (auto noted = m_keys.remember(connection, once, user.id, user.createdMs); !noted) {
                return tl::unexpected(noted.error());
            }
            return user;
        });
    }

    Result<User> change(const std::string& id, const UserChange& change, std::int64_t nowMs) override {
        return m_database->write<User>([&](SqlConnection& connection) -> Result<User> {
            auto user = load(connection, id);
            if (!user) {
                return user;
            }
            user->name = change.name.value_or(user->name);
            user->email = change.email.value_or(user->email);
            user->updatedMs = nowMs;
            auto statement =
                connection.prepare("UPDATE users SET name = ?2, email = ?3, updated_ms = ?4 WHERE id = ?1");
            if (!statement) {
                return tl::unexpected(statement.error());
            }
            const auto done = statement->bind(1, id).bind(2, user->name).bind(3, user->email).bind(4, nowMs).run();
            return done ? user : tl::unexpected(asEmailUsed(done.error()));
        });
    }

    Result<> remove(const std::string& id) override {
        return m_database->write<void>([&](SqlConnection& connection) -> Result<> {
            auto statement = connection.prepare("DELETE FROM users WHERE id = ?1");
            if (!statement) {
                return tl::unexpected(statement.error());
            }
            if (auto done = statement->bind(1, id).run(); !done) {
                return done;
            }
            return connection.changes() > 0 ? Result<>() : noUser(id);
        });
    }

    Result<> check() override { return m_database->check(); }

  private:
    std::shared_ptr<kit::SqlDatabase> m_database;
    kit::SqlKeys m_keys{"users_keys"};
};

}  // namespace

Result<std::unique_ptr<Store>> storeIn(std::shared_ptr<kit::SqlDatabase> database, bool withSamples) {
    auto store = std::make_unique<SqliteStore>(std::move(database));
    if (auto prepared = store->prepare(withSamples); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return Result<std::unique_ptr<Store>>(std::move(store));
}

Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path, bool withSamples) {
    auto database = kit::SqliteDatabase::open(path);
    if (!database) {
        return tl::unexpected(database.error());
    }
    return storeIn(std::move(*database), withSamples);
}

}  // namespace shop::users
