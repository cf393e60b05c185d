#include "store/statement.h"

#include <utility>

#include "store/statement_cache.h"

namespace slipway::store {

StatementHome::~StatementHome() {
    for (const auto& [sql, statement] : m_idle)
        sqlite3_finalize(statement);
    sqlite3_close_v2(connection);
}

Result<sqlite3_stmt*> StatementHome::take(std::string_view sql) {
    if (const auto found = m_idle.find(std::string(sql)); found != m_idle.end()) {
        sqlite3_stmt* statement = found->second;
        m_idle.erase(found);
        return statement;
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(error("prepare", code));
    return statement;
}

void StatementHome::giveBack(sqlite3_stmt* statement) {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    m_idle.emplace(sqlite3_sql(statement), statement);
}

Error StatementHome::error(std::string_view what, int code) const {
    const char* words = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    Error result{ErrorCode::Io, m_path + ": " + std::string(what) + ": " + words, {}, {}};
    switch (code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            result.code = ErrorCode::Corrupt;
            result.hint = "Stop the daemon and move the file away; `up` makes a new one.";
            break;
        case SQLITE_FULL:
            result.code = ErrorCode::NoSpace;
            result.hint = "Free some space and try again; nothing was lost.";
            break;
        case SQLITE_CONSTRAINT:
            result.code = ErrorCode::Conflict;
            break;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            result.code = ErrorCode::Timeout;
            result.hint = "Another process holds the file.";
            break;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            result.code = ErrorCode::Permission;
            break;
        case SQLITE_MISUSE:
        case SQLITE_RANGE:
            result.code = ErrorCode::Internal;
            break;
        default:
            break;
    }
    return result;
}

Statement::Statement(Statement&& other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr)), m_home(other.m_home), m_bindError(other.m_bindError) {}

Statement::~Statement() {
    if (m_statement)
        m_home->giveBack(m_statement);
}

namespace {
void keepFirst(int& kept, int code) {
    if (kept == SQLITE_OK)
        kept = code;
}
}  // namespace

Statement& Statement::bind(int place, std::int64_t value) {
    keepFirst(m_bindError, sqlite3_bind_int64(m_statement, place, value));
    return *this;
}

Statement& Statement::bind(int place, double value) {
    keepFirst(m_bindError, sqlite3_bind_double(m_statement, place, value));
    return *this;
}

Statement& Statement::bind(int place, std::string_view text) {
    keepFirst(m_bindError, sqlite3_bind_text64(m_statement, place, text.data() ? text.data() : "", text.size(),
                                               SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bindBlob(int place, std::string_view bytes) {
    keepFirst(m_bindError, sqlite3_bind_blob64(m_statement, place, bytes.data() ? bytes.data() : "", bytes.size(),
                                               SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bindNull(int place) {
    keepFirst(m_bindError, sqlite3_bind_null(m_statement, place));
    return *this;
}

Result<bool> Statement::step() {
    if (m_bindError != SQLITE_OK)
        return tl::unexpected(m_home->error("bind", m_bindError));
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    auto failure = tl::unexpected(m_home->error("step", code));
    sqlite3_reset(m_statement);
    return failure;
}

Result<> Statement::run() {
    for (;;) {
        const auto row = step();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return {};
    }
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement, column);
}
double Statement::real(int column) const {
    return sqlite3_column_double(m_statement, column);
}

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(m_statement, column);
    return bytes ? std::string(reinterpret_cast<const char*>(bytes),
                               static_cast<size_t>(sqlite3_column_bytes(m_statement, column)))
                 : std::string();
}

std::string Statement::blob(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    return bytes ? std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(m_statement, column))) : std::string();
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

}  // namespace slipway::store
