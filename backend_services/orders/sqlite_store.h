#pragma once

#include <memory>
#include <string>

#include "orders/store.h"

namespace shop::orders {

/// A store in one SQLite file, which instances share.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path);

}  // namespace shop::orders
