#pragma once

#include <memory>
#include <string>

#include "products/store.h"

namespace shop::products {

/// A store in one LMDB file, which instances share. A process opens a file once (LmdbEnvironment says why).
/// `withSamples` fills a file that is new with sampleCatalogue(), once, however many instances make it at a time.
Result<std::unique_ptr<Store>> openLmdbStore(const std::string& path, bool withSamples);

}  // namespace shop::products
