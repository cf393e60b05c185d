#pragma once

#include <string>
#include <string_view>

namespace shop::kit {

/// `prefix` and 26 characters that sort by time of making (ULID: 48 bits of milliseconds, 80 random, Crockford base 32,
/// lower case): pages in the order of ids are pages in the order of creation, with no counter that instances would have
/// to share.
std::string newId(std::string_view prefix);

/// Sixteen random hexadecimal digits.
std::string newRequestId();

}  // namespace shop::kit
