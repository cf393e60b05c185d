#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway {

/// The code point at the front of `text`, which is moved behind it; nothing for what is no UTF-8 (RFC 3629: no overlong
/// forms, no surrogates, nothing above U+10FFFF). `text` is not empty.
std::optional<char32_t> takeCodePoint(std::string_view& text);
bool isUtf8(std::string_view text);
void appendUtf8(std::string& to, char32_t codePoint);
/// "U+001F"
std::string codePointName(char32_t codePoint);

}  // namespace slipway
