#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"

namespace slipway::store {

/// Where statements come from and go back to: prepared once, kept as long as the connection.
class StatementHome {
  public:
    explicit StatementHome(std::string path) : m_path(std::move(path)) {}
    ~StatementHome();
    StatementHome(const StatementHome&) = delete;
    StatementHome& operator=(const StatementHome&) = delete;

    sqlite3* connection = nullptr;

    Result<sqlite3_stmt*> take(std::string_view sql);
    void giveBack(sqlite3_stmt* statement);
    /// The connection's last error, or `code` where the connection has none to tell.
    Error error(std::string_view what, int code) const;

  private:
    std::string m_path;
    std::unordered_multimap<std::string, sqlite3_stmt*> m_idle;
};

}  // namespace slipway::store
