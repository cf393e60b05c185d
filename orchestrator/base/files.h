#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway {

/// The whole file. Errors: Io, Permission, TooLarge past `limitBytes`.
Result<std::string> readFile(const std::string& path, size_t limitBytes = 64u << 20);
/// Written beside it, synced and renamed over, so that a crash or a full disk leaves the old content whole. Mode e.g.
/// 0600.
Result<> writeFileAtomically(const std::string& path, std::string_view content, unsigned mode = 0600);
/// mkdir -p; folders that it makes get `mode`.
Result<> makeFolders(const std::string& path, unsigned mode = 0700);

}  // namespace slipway
