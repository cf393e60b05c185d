#pragma once

#include <memory>

#include "kit/sql.h"
#include "products/store.h"

namespace shop::products {

/// Products in SQLite, beside the tables of other domains: what the monolith has before the catalogue moves out, into
/// LMDB. `withSamples` as in openLmdbStore().
Result<std::unique_ptr<Store>> storeIn(std::shared_ptr<kit::SqlDatabase> database, bool withSamples);

}  // namespace shop::products
