#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace slipway::crypto {

/// JSON whose meaning no two readers can differ about: UTF-8, one value and nothing behind it, no key twice in an
/// object (RFC 7515 section 4 asks for it), at most 16 levels. Nothing else. Thread: any.
std::optional<nlohmann::json> parseStrictJson(std::string_view text);

}  // namespace slipway::crypto
