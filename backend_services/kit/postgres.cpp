#include "kit/postgres.h"

#include <libpq-fe.h>

#include <charconv>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace shop::kit {

namespace {

constexpr int kWriteTries = 20;
constexpr Oid kTextType = 25;
constexpr Oid kInt8Type = 20;
/// Of the advisory lock that instances take while they make the schema.
constexpr const char* kSchemaLock = "SELECT pg_advisory_xact_lock(7305243)";

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

Answer own(PGresult* result) {
    return {result, &PQclear};
}

/// The last word of the server, without its line ends.
std::string wordsOf(const char* message) {
    std::string words = message == nullptr ? "" : message;
    while (!words.empty() && (words.back() == '\n' || words.back() == ' ')) {
        words.pop_back();
    }
    return words;
}

/// Class 40 is a collision that goes away when it is tried again; 23505 is one as well, for all writers look before
/// they insert.
bool isCollision(const Error& error) {
    return error.code == "collision" || error.code == "constraint";
}

Error faultOf(PGconn* connection, const PGresult* result) {
    const char* field = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string_view state = field == nullptr ? "" : field;
    const std::string message = "the store refuses: " + wordsOf(PQerrorMessage(connection));
    if (PQstatus(connection) != CONNECTION_OK || state.starts_with("57P") || state.starts_with("08")) {
        return {Fault::Unavailable, "store_away", message};
    }
    if (state.starts_with("40") || state == "55P03") {
        return {Fault::Unavailable, "collision", message};
    }
    if (state.starts_with("23")) {
        return {Fault::Conflict, "constraint", message};
    }
    return {Fault::Internal, "store", message};
}

bool isGood(const Answer& answer) {
    const ExecStatusType status = PQresultStatus(answer.get());
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/// `?3` to `$3`; the shop's SQL has no question mark but these.
std::string withDollars(std::string_view sql) {
    std::string text(sql);
    for (char& c : text) {
        c = c == '?' ? '$' : c;
    }
    return text;
}

class PostgresStatement final : public PreparedStatement {
  public:
    PostgresStatement(PGconn* connection, std::string name, std::string_view sql, std::int64_t& changes)
        : m_connection(connection), m_name(std::move(name)), m_sql(withDollars(sql)), m_changes(changes) {}

    void bind(int index, std::string_view text) override {
        // A text of PostgreSQL cannot hold a NUL, and libpq would cut it there.
        m_holdsNul = m_holdsNul || text.find('\0') != std::string_view::npos;
        set(index, kTextType, std::string(text));
    }
    void bind(int index, std::int64_t number) override { set(index, kInt8Type, std::to_string(number)); }
    void bindNull(int index) override { set(index, kTextType, std::nullopt); }

    Result<bool> step() override {
        if (!m_rows.get()) {
            if (auto ran = execute(); !ran) {
                return tl::unexpected(ran.error());
            }
            m_row = -1;
        }
        return ++m_row < PQntuples(m_rows.get());
    }

    std::string text(int column) const override {
        return {PQgetvalue(m_rows.get(), m_row, column),
                static_cast<std::size_t>(PQgetlength(m_rows.get(), m_row, column))};
    }
    std::int64_t integer(int column) const override {
        const std::string digits = text(column);
        std::int64_t value = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return value;
    }
    bool isNull(int column) const override { return PQgetisnull(m_rows.get(), m_row, column) == 1; }

    void reset() override {
        m_rows.reset();
        m_values.clear();
        m_types.clear();
        m_holdsNul = false;
    }

  private:
    void set(int index, Oid type, std::optional<std::string> value) {
        const auto at = static_cast<std::size_t>(index);
        if (m_values.size() < at) {
            m_values.resize(at);
            m_types.resize(at, kTextType);
        }
        m_values[at - 1] = std::move(value);
        m_types[at - 1] = type;
    }

    Result<> execute() {
        if (m_holdsNul) {
            return fail(Fault::Invalid, "invalid", "A text must not hold the character NUL.");
        }
        const int count = static_cast<int>(m_values.size());
        if (!m_prepared) {
            // Prepared at its first use, for only then the types of its parameters are known.
            const auto made = own(PQprepare(m_connection, m_name.c_str(), m_sql.c_str(), count, m_types.data()));
            if (!isGood(made)) {
                return tl::unexpected(faultOf(m_connection, made.get()));
            }
            m_prepared = true;
        }
        std::vector<const char*> values;
        values.reserve(m_values.size());
        for (const auto& value : m_values) {
            values.push_back(value ? value->c_str() : nullptr);
        }
        auto rows = own(PQexecPrepared(m_connection, m_name.c_str(), count, values.data(), nullptr, nullptr, 0));
        if (!isGood(rows)) {
            return tl::unexpected(faultOf(m_connection, rows.get()));
        }
        const std::string_view changed = PQcmdTuples(rows.get());
        m_changes = 0;
        std::from_chars(changed.data(), changed.data() + changed.size(), m_changes);
        m_rows = std::move(rows);
        return {};
    }

    PGconn* m_connection;
    std::string m_name;
    std::string m_sql;
    std::int64_t& m_changes;
    bool m_prepared = false;
    bool m_holdsNul = false;
    std::vector<std::optional<std::string>> m_values;
    std::vector<Oid> m_types;
    Answer m_rows{nullptr, &PQclear};
    int m_row = -1;
};

class PostgresConnection final : public SqlConnection {
  public:
    explicit PostgresConnection(PGconn* connection) : m_connection(connection) {}
    ~PostgresConnection() override {
        m_statements.clear();
        PQfinish(m_connection);
    }
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url) {
        auto made = std::make_unique<PostgresConnection>(PQconnectdb(url.c_str()));
        if (PQstatus(made->m_connection) != CONNECTION_OK) {
            return fail(Fault::Unavailable, "store_away",
                        "cannot open the database: " + wordsOf(PQerrorMessage(made->m_connection)));
        }
        PQsetNoticeProcessor(
            made->m_connection, [](void*, const char*) {}, nullptr);
        return made;
    }

    Result<Statement> prepare(std::string_view sql) override {
        auto& kept = m_statements[std::string(sql)];
        if (!kept) {
            kept = std::make_unique<PostgresStatement>(m_connection, "s" + std::to_string(m_statements.size()), sql,
                                                       m_changes);
        }
        return Statement(*kept);
    }
    Result<> execute(const char* sql) override {
        const auto done = own(PQexec(m_connection, sql));
        return isGood(done) ? Result<>() : tl::unexpected(faultOf(m_connection, done.get()));
    }
    std::int64_t changes() const override { return m_changes; }
    bool isAlive() const { return PQstatus(m_connection) == CONNECTION_OK; }

  private:
    PGconn* m_connection;
    std::int64_t m_changes = 0;
    std::unordered_map<std::string, std::unique_ptr<PostgresStatement>> m_statements;
};

class PostgresDatabase final : public SqlDatabase {
  public:
    explicit PostgresDatabase(std::string url) : m_url(std::move(url)) {}

    Result<> migrate(const char* domain, const std::vector<Migration>& migrations) override {
        return write<void>([&](SqlConnection& connection) -> Result<> {
            auto made = connection.execute(kSchemaLock);
            made = made ? connection.execute(
                              "CREATE TABLE IF NOT EXISTS shop_schema (domain TEXT PRIMARY KEY, version "
                              "BIGINT NOT NULL)")
                        : made;
            if (!made) {
                return made;
            }
            std::size_t version = 0;
            {
                auto known = connection.prepare("SELECT version FROM shop_schema WHERE domain = ?1");
                if (!known) {
                    return tl::unexpected(known.error());
                }
                const auto row = known->bind(1, domain).step();
                if (!row) {
                    return tl::unexpected(row.error());
                }
                version = *row ? static_cast<std::size_t>(known->integer(0)) : 0;
            }
            if (version > migrations.size()) {
                return fail(Fault::Internal, "store_too_new", "The database was written by a newer version of this.");
            }
            for (std::size_t i = version; i < migrations.size(); ++i) {
                if (auto done = migrations[i](connection); !done) {
                    return done;
                }
            }
            auto noted = connection.prepare(
                "INSERT INTO shop_schema (domain, version) VALUES (?1, ?2) ON CONFLICT (domain) DO UPDATE SET version "
                "= ?2");
            return noted ? noted->bind(1, domain).bind(2, static_cast<std::int64_t>(migrations.size())).run()
                         : tl::unexpected(noted.error());
        });
    }

    Result<> check() override {
        return read<void>([](SqlConnection& connection) { return connection.execute("SELECT 1"); });
    }

  private:
    Result<> reading(const Piece& work) override {
        return transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work);
    }

    Result<> writing(const Piece& work) override {
        Result<> done;
        for (int i = 0; i < kWriteTries; ++i) {
            done = transaction("BEGIN ISOLATION LEVEL SERIALIZABLE", work);
            if (done || !isCollision(done.error())) {
                return done;
            }
        }
        return fail(Fault::Unavailable, "store_busy", done.error().message);
    }

    Result<> transaction(const char* begin, const Piece& work) {
        auto connection = takeBegun(begin);
        if (!connection) {
            return tl::unexpected(connection.error());
        }
        Result<> result = work(**connection);
        if (result) {
            result = (*connection)->execute("COMMIT");
        }
        if (!result && !(*connection)->execute("ROLLBACK")) {
            return result;  // gone, or in an unknown state: closed, not given back
        }
        const std::lock_guard lock(m_poolMutex);
        m_pool.push_back(std::move(*connection));
        return result;
    }

    /// One that was kept may be dead since: then another, for nothing was done on it.
    Result<std::unique_ptr<PostgresConnection>> takeBegun(const char* begin) {
        while (true) {
            std::unique_ptr<PostgresConnection> kept;
            {
                const std::lock_guard lock(m_poolMutex);
                if (!m_pool.empty()) {
                    kept = std::move(m_pool.back());
                    m_pool.pop_back();
                }
            }
            const bool fresh = !kept;
            if (fresh) {
                auto made = PostgresConnection::open(m_url);
                if (!made) {
                    return made;
                }
                kept = std::move(*made);
            }
            const auto begun = kept->execute(begin);
            if (begun) {
                return kept;
            }
            if (fresh || kept->isAlive()) {
                return tl::unexpected(begun.error());
            }
        }
    }

    std::string m_url;
    std::mutex m_poolMutex;
    std::vector<std::unique_ptr<PostgresConnection>> m_pool;
};

}  // namespace

bool isPostgresUrl(const std::string& url) {
    return url.starts_with("postgres://") || url.starts_with("postgresql://");
}

Result<std::unique_ptr<SqlDatabase>> openPostgres(const std::string& url) {
    auto database = std::make_unique<PostgresDatabase>(url);
    if (auto works = database->check(); !works) {
        return tl::unexpected(works.error());
    }
    return Result<std::unique_ptr<SqlDatabase>>(std::move(database));
}

}  // namespace shop::kit
