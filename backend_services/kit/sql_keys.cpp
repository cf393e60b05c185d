#include "kit/sql_keys.h"

namespace shop::kit {

SqlKeys::SqlKeys(const char* table) {
    const std::string name = table;
    m_create = "CREATE TABLE " + name +
               " (key TEXT PRIMARY KEY, request TEXT NOT NULL, result TEXT NOT NULL, created_ms INTEGER NOT NULL) "
               "WITHOUT ROWID;"
               "CREATE INDEX " +
               name + "_age ON " + name + " (created_ms)";
    m_find = "SELECT request, result FROM " + name + " WHERE key = ?1";
    m_insert = "INSERT INTO " + name + " (key, request, result, created_ms) VALUES (?1, ?2, ?3, ?4)";
    m_sweep = "DELETE FROM " + name + " WHERE key IN (SELECT key FROM " + name +
              " WHERE created_ms < ?1 ORDER BY created_ms LIMIT 4)";
}

Result<> SqlKeys::create(SqlConnection& connection) const {
    return connection.execute(m_create.c_str());
}

Result<std::optional<std::string>> SqlKeys::find(SqlConnection& connection, const Idempotency& once) const {
    if (once.key.empty()) {
        return std::nullopt;
    }
    auto statement = connection.prepare(m_find);
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    const auto row = statement->bind(1, once.key).step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (!*row) {
        return std::nullopt;
    }
    if (statement->text(0) != once.request) {
        return fail(Fault::Conflict, kReusedKey, kReusedKeyMessage);
    }
    return std::optional(statement->text(1));
}

Result<> SqlKeys::remember(SqlConnection& connection, const Idempotency& once, const std::string& result,
                           std::int64_t nowMs) const {
    if (once.key.empty()) {
        return {};
    }
    auto sweep = connection.prepare(m_sweep);
    if (!sweep) {
        return tl::unexpected(sweep.error());
    }
    if (auto swept = sweep->bind(1, nowMs - kIdempotencyMs).run(); !swept) {
        return swept;
    }
    auto insert = connection.prepare(m_insert);
    if (!insert) {
        return tl::unexpected(insert.error());
    }
    return insert->bind(1, once.key).bind(2, once.request).bind(3, result).bind(4, nowMs).run();
}

}  // namespace shop::kit
