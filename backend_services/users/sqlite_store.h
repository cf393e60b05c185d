#pragma once

#include <memory>
#include <string>

#include "kit/sql.h"
#include "users/store.h"

namespace shop::users {

/// A store in one SQLite file, which instances share. `withSamples` fills a file that is new with sampleUsers(), once,
/// however many instances make it at a time.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path, bool withSamples);
/// The same beside the tables of other domains.
Result<std::unique_ptr<Store>> storeIn(std::shared_ptr<kit::SqlDatabase> database, bool withSamples);

}  // namespace shop::users
