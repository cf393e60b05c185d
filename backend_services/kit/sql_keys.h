#pragma once

#include <optional>
#include <string>

#include "kit/idempotency.h"
#include "kit/sql.h"

namespace shop::kit {

/// Idempotency keys in a table of a domain's own (`TABLE(key, request, result, created_ms)`), written in the
/// transaction that does the work: either both are there or neither.
class SqlKeys {
  public:
    /// `table` is a literal: it becomes part of SQL.
    explicit SqlKeys(const char* table);

    Result<> create(SqlConnection& connection) const;
    /// What this key led to before; nothing where it is new, or where there is no key. Conflict where it came with
    /// another request.
    Result<std::optional<std::string>> find(SqlConnection& connection, const Idempotency& once) const;
    /// Also forgets some keys that are past kIdempotencyMs.
    Result<> remember(SqlConnection& connection, const Idempotency& once, const std::string& result,
                      std::int64_t nowMs) const;

  private:
    std::string m_create;
    std::string m_find;
    std::string m_insert;
    std::string m_sweep;
};

}  // namespace shop::kit
