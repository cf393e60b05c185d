#pragma once

#include <memory>
#include <string>

#include "points/store.h"

namespace shop::points {

/// A ledger in one SQLite file, which instances share.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path);

}  // namespace shop::points
