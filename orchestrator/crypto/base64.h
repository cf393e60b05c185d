#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::crypto {

/// RFC 4648 section 5 without padding, as JOSE has it (RFC 7515 section 2). Strict: no other character, no padding, no
/// bits left over, so that one value has one spelling.
std::optional<std::string> decodeBase64Url(std::string_view text);
std::string encodeBase64Url(std::string_view bytes);

/// RFC 4648 section 4, as HTTP's Basic has it. Padding may be missing; otherwise as strict.
std::optional<std::string> decodeBase64(std::string_view text);
std::string encodeBase64(std::string_view bytes);

/// An even number of hexadecimal digits of any case; colons between pairs are passed over, as openssl(1) prints them.
std::optional<std::string> decodeHex(std::string_view text);
std::string encodeHex(std::string_view bytes);

}  // namespace slipway::crypto
