#pragma once

#include <string_view>

namespace slipway::mediation {

/// Char of XML 1.0: what may stand in a document at all.
constexpr bool isXmlChar(char32_t c) {
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}
constexpr bool isXmlSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// NameStartChar and NameChar of XML 1.0 (fifth edition) without the colon.
bool isNameStart(char32_t c);
bool isNameChar(char32_t c);

/// UTF-8 of XML characters alone.
bool isXmlText(std::string_view text);
/// Nothing but white space; true for the empty text.
bool isXmlBlank(std::string_view text);
std::string_view trimXml(std::string_view text);

/// A name without a colon.
bool isNcName(std::string_view name);

/// "p:local" or "local"; `valid` only if each part is an NCName.
struct QName {
    std::string_view prefix;
    std::string_view local;
    bool valid = false;
};
QName splitQName(std::string_view name);

}  // namespace slipway::mediation
