#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

struct sqlite3_stmt;

namespace slipway::store {

class StatementHome;

/// A prepared statement on loan from its database's cache. Binding errors are kept and told by the next step(), so that
/// calls can be chained: `db.prepare(sql)->bind(1, name).bind(2, port).run()`. Thread: the database's owner.
class Statement {
  public:
    Statement(sqlite3_stmt* statement, StatementHome* home) : m_statement(statement), m_home(home) {}
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// Places count from 1. Text and blobs are copied.
    Statement& bind(int place, std::int64_t value);
    Statement& bind(int place, int value) { return bind(place, static_cast<std::int64_t>(value)); }
    Statement& bind(int place, bool value) { return bind(place, static_cast<std::int64_t>(value)); }
    Statement& bind(int place, double value);
    Statement& bind(int place, std::string_view text);
    Statement& bind(int place, const char* text) { return bind(place, std::string_view(text)); }
    Statement& bindBlob(int place, std::string_view bytes);
    Statement& bindNull(int place);
    template <class T>
    Statement& bind(int place, const std::optional<T>& value) {
        return value ? bind(place, *value) : bindNull(place);
    }

    /// True: a row is there to be read; false: done. Errors: as the database's.
    Result<bool> step();
    /// Steps to the end, rows dropped.
    Result<> run();

    /// Columns count from 0.
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::string blob(int column) const;
    bool isNull(int column) const;

  private:
    sqlite3_stmt* m_statement;
    StatementHome* m_home;
    int m_bindError = 0;
};

}  // namespace slipway::store
