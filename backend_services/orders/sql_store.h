#pragma once

#include <memory>
#include <string>

#include "kit/sql.h"
#include "orders/store.h"

namespace shop::orders {

/// A store in one SQLite file, which instances share.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path);
/// The same tables beside those of other domains.
Result<std::unique_ptr<Store>> storeIn(std::shared_ptr<kit::SqlDatabase> sqlite);
/// The same rules on PostgreSQL; `url` as openPostgres() takes it.
Result<std::unique_ptr<Store>> openPostgresStore(const std::string& url);

}  // namespace shop::orders
