#pragma once

#include <memory>
#include <string>

#include "kit/sql.h"
#include "points/store.h"

namespace shop::points {

/// A ledger in one SQLite file, which instances share.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path);
/// The same beside the tables of other domains.
Result<std::unique_ptr<Store>> storeIn(std::shared_ptr<kit::SqlDatabase> database);

}  // namespace shop::points
