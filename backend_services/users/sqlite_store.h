#pragma once

#include <memory>
#include <string>

#include "users/store.h"

namespace shop::users {

/// A store in one SQLite file, which instances share. `withSamples` fills a file that is new with sampleUsers(), once,
/// however many instances make it at a time.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path, bool withSamples);

}  // namespace shop::users
