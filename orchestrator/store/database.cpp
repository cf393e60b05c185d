#include "store/database.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/unique_fd.h"
#include "store/statement_cache.h"

namespace slipway::store {

struct Database::State {
    explicit State(const std::string& file) : home(file), path(file) {}
    StatementHome home;
    std::string path;
    int transactionDepth = 0;
    Durability durability = Durability::Process;
};

Database::Database(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

namespace {

/// Migration N runs and user_version becomes N + 1 in one transaction, so that a crash between them can't be seen.
Result<> migrate(Database& database, Migrations migrations) {
    auto query = database.prepare("PRAGMA user_version");
    if (!query)
        return tl::unexpected(query.error());
    if (const auto row = query->step(); !row)
        return tl::unexpected(row.error());
    const auto version = static_cast<size_t>(query->integer(0));
    if (version > migrations.size())
        return fail(ErrorCode::VersionMismatch,
                    database.path() + " is of version " + std::to_string(version) +
                        ", this program knows versions up to " + std::to_string(migrations.size()),
                    "Use the newer Slipway that made it.");
    // The statement would hold a read transaction open.
    { const Statement done = std::move(*query); }
    for (size_t next = version; next < migrations.size(); ++next) {
        const auto applied = database.transaction(
            [&]() -> Result<> {
                if (auto made = database.execute(std::string(migrations[next])); !made)
                    return made;
                return database.execute("PRAGMA user_version=" + std::to_string(next + 1));
            },
            Durability::Power);
        if (!applied)
            return applied;
    }
    return {};
}

}  // namespace

Result<Database> Database::open(const std::string& path, Migrations migrations, std::chrono::milliseconds busyTimeout) {
    // SQLite makes a file with 0644 and gives its -wal and -shm the file's mode: made here first, they are private.
    if (path != ":memory:") {
        const UniqueFd made(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!made)
            return failErrno("open " + path, errno);
    }
    auto state = std::make_unique<State>(path);
    const int code =
        sqlite3_open_v2(path.c_str(), &state->home.connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(state->home.error("open", code));
    sqlite3_extended_result_codes(state->home.connection, 1);
    sqlite3_busy_timeout(state->home.connection, static_cast<int>(busyTimeout.count()));

    Database database(std::move(state));
    for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON",
                               "PRAGMA journal_size_limit=4194304"})
        if (auto set = database.execute(pragma); !set)
            return tl::unexpected(set.error());
    if (auto migrated = migrate(database, migrations); !migrated)
        return tl::unexpected(migrated.error());
    return database;
}

Result<Statement> Database::prepare(std::string_view sql) {
    auto statement = m_state->home.take(sql);
    if (!statement)
        return tl::unexpected(statement.error());
    return Statement(*statement, &m_state->home);
}

Result<> Database::execute(const std::string& sql) {
    const int code = sqlite3_exec(m_state->home.connection, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(m_state->home.error("execute", code));
    return {};
}

Result<> Database::transaction(const std::function<Result<>()>& body, Durability durability) {
    State& state = *m_state;
    if (state.transactionDepth > 0)
        return body();
    // Ignored inside a transaction, hence before it.
    if (durability != state.durability) {
        const auto set =
            execute(durability == Durability::Power ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        if (!set)
            return set;
        state.durability = durability;
    }
    if (auto begun = execute("BEGIN IMMEDIATE"); !begun)
        return begun;

    struct Guard {
        Database& database;
        State& state;
        bool committed = false;
        ~Guard() {
            --state.transactionDepth;
            // A full disk or a failed write may have rolled it back already.
            if (!committed && sqlite3_get_autocommit(state.home.connection) == 0)
                (void)database.execute("ROLLBACK");
        }
    } guard{*this, state};
    ++state.transactionDepth;

    if (auto done = body(); !done)
        return done;
    if (auto committed = execute("COMMIT"); !committed)
        return committed;
    guard.committed = true;
    return {};
}

int Database::changes() const {
    return sqlite3_changes(m_state->home.connection);
}
std::int64_t Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(m_state->home.connection);
}
const std::string& Database::path() const {
    return m_state->path;
}

Result<> Database::check() {
    auto query = prepare("PRAGMA quick_check(1)");
    if (!query)
        return tl::unexpected(query.error());
    const auto row = query->step();
    if (!row)
        return tl::unexpected(row.error());
    const std::string found = query->text(0);
    if (found != "ok")
        return fail(ErrorCode::Corrupt, path() + " is damaged: " + found,
                    "Stop the daemon and move the file away; `up` makes a new one.");
    return {};
}

}  // namespace slipway::store
