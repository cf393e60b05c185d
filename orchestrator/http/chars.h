#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace slipway::http {

/// What a byte may be part of; bits of charClass().
enum CharClass : std::uint8_t {
    kToken = 1,  ///< tchar, RFC 9110 §5.6.2
    kHost = 2,   ///< reg-name as we accept it: ALPHA DIGIT - . _ ~ (narrower than RFC 3986: no sub-delims, no %)
    kDigit = 4,
    kHex = 8,
    kTarget = 16,  ///< may stand in a request target: 0x21-0x7E but '#', and 0x80-0xFF, which the path policy judges
    kValue = 32,   ///< may stand in a field value: HTAB, 0x20-0x7E, 0x80-0xFF (RFC 9110 §5.5)
};

namespace detail {
constexpr std::array<std::uint8_t, 256> makeCharClasses() {
    std::array<std::uint8_t, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool digit = c >= '0' && c <= '9';
        const bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        unsigned bits = 0;
        if (digit || alpha ||
            (c < 128 && c > 0 &&
             std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos))
            bits |= kToken;
        if (digit || alpha || c == '-' || c == '.' || c == '_' || c == '~')
            bits |= kHost;
        if (digit)
            bits |= kDigit;
        if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            bits |= kHex;
        if (c > 0x20 && c != 0x7F && c != '#')
            bits |= kTarget;
        if (c == '\t' || (c >= 0x20 && c != 0x7F))
            bits |= kValue;
        table[c] = static_cast<std::uint8_t>(bits);
    }
    return table;
}
inline constexpr std::array<std::uint8_t, 256> kCharClasses = makeCharClasses();
}  // namespace detail

constexpr bool isClass(char c, CharClass bits) {
    return (detail::kCharClasses[static_cast<unsigned char>(c)] & bits) != 0;
}

/// 0-15, or -1.
constexpr int hexDigit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

constexpr char toLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// ASCII only, as HTTP's tokens are.
constexpr bool equalsIgnoreCase(std::string_view a, std::string_view b) {
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (toLower(a[i]) != toLower(b[i]))
            return false;
    return true;
}

/// Without SP and HTAB at both ends (OWS, RFC 9110 §5.6.3).
constexpr std::string_view trimOws(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// A whole token (RFC 9110 §5.6.2); false when empty.
constexpr bool isToken(std::string_view text) {
    for (const char c : text)
        if (!isClass(c, kToken))
            return false;
    return !text.empty();
}

/// True where every byte may stand in a field value: what a writer checks before it writes a value that it was given.
constexpr bool isFieldValue(std::string_view text) {
    for (const char c : text)
        if (!isClass(c, kValue))
            return false;
    return true;
}

/// True if a comma-separated list has `element`, case apart.
constexpr bool listHas(std::string_view list, std::string_view element) {
    while (true) {
        const std::size_t comma = list.find(',');
        if (equalsIgnoreCase(trimOws(list.substr(0, comma)), element))
            return true;
        if (comma == std::string_view::npos)
            return false;
        list.remove_prefix(comma + 1);
    }
}

/// First byte at or after `from` that may not stand in a field value (a CTL but HTAB), or `end`. 16 bytes a step on
/// x86-64.
const char* findValueEnd(const char* from, const char* end);
/// First byte at or after `from` that may not stand in a request target (CTL, SP, '#', DEL), or `end`.
const char* findTargetEnd(const char* from, const char* end);
/// First byte at or after `from` that is no tchar, or `end`.
const char* findTokenEnd(const char* from, const char* end);

}  // namespace slipway::http
