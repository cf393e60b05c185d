#pragma once

#include <optional>
#include <string>

#include "kit/idempotency.h"
#include "kit/sqlite.h"

namespace shop::kit {

/// Idempotency keys in a table of a domain's own (`TABLE(key, request, result, created_ms)`), written in the
/// transaction that does the work: either both are there or neither.
class SqliteKeys {
  public:
    /// `table` is a literal: it becomes part of SQL.
    explicit SqliteKeys(const char* table);

    Result<> create(SqliteConnection& connection) const;
    /// What this key led to before; nothing where it is new, or where there is no key. Conflict where it came with
    /// another request.
    Result<std::optional<std::string>> find(SqliteConnection& connection, const Idempotency& once) const;
    /// Also forgets some keys that are past kIdempotencyMs.
    Result<> remember(SqliteConnection& connection, const Idempotency& once, const std::string& result,
                      std::int64_t nowMs) const;

  private:
    std::string m_create;
    std::string m_find;
    std::string m_insert;
    std::string m_sweep;
};

}  // namespace shop::kit
