#include "gateway/core/json_line.h"

namespace slipway::gateway {
namespace {

bool isPlain(unsigned char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/// Bytes of the well-formed UTF-8 sequence at the start of `text`, which begins with a byte over 0x7f; 0 for none.
/// Overlong forms, surrogates and what lies beyond U+10FFFF are none (Unicode 15, table 3-7).
std::size_t utf8Length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xbf) {
        return i < text.size() && at(i) >= low && at(i) <= high;
    };
    const unsigned char lead = at(0);
    if (lead >= 0xc2 && lead <= 0xdf)
        return follows(1) ? 2 : 0;
    if (lead >= 0xe0 && lead <= 0xef) {
        const unsigned char low = lead == 0xe0 ? 0xa0 : 0x80, high = lead == 0xed ? 0x9f : 0xbf;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        const unsigned char low = lead == 0xf0 ? 0x90 : 0x80, high = lead == 0xf4 ? 0x8f : 0xbf;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

bool JsonLine::begin(std::string_view key) {
    return (m_size == 1 || put(",")) && put("\"") && put(key) && put("\":");
}

bool JsonLine::putEscaped(std::string_view value) {
    while (!value.empty()) {
        std::size_t plain = 0;
        while (plain < value.size() && isPlain(static_cast<unsigned char>(value[plain])))
            ++plain;
        if (!put(value.substr(0, plain)))
            return false;
        value.remove_prefix(plain);
        if (value.empty())
            return true;
        const auto c = static_cast<unsigned char>(value[0]);
        std::size_t taken = 1;
        bool fits = true;
        if (c == '"' || c == '\\') {
            const char escaped[] = {'\\', value[0]};
            fits = put({escaped, 2});
        } else if (c < 0x20 || c == 0x7f) {
            static constexpr char kHex[] = "0123456789abcdef";
            const char escaped[] = {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
            fits = put({escaped, 6});
        } else if (const std::size_t length = utf8Length(value)) {
            fits = put(value.substr(0, length));
            taken = length;
        } else {
            fits = put("\\ufffd");
        }
        if (!fits)
            return false;
        value.remove_prefix(taken);
    }
    return true;
}

void JsonLine::text(std::string_view key, std::string_view value, std::size_t limit) {
    const std::size_t before = m_size;
    bool cut = false;
    if (value.size() > limit) {
        cut = true;
        // Not in the middle of a character: its first byte is at most three back.
        while (limit > 0 && (static_cast<unsigned char>(value[limit]) & 0xc0) == 0x80)
            --limit;
        value = value.substr(0, limit);
    }
    if (!(begin(key) && put("\"") && putEscaped(value) && (!cut || put("\xe2\x80\xa6")) && put("\"")))
        m_size = before;
}

void JsonLine::number(std::string_view key, std::uint64_t value) {
    const std::size_t before = m_size;
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    if (!(begin(key) && put({digits, static_cast<std::size_t>(end - digits)})))
        m_size = before;
}

std::string_view JsonLine::finish() {
    m_buffer[m_size++] = '}';
    m_buffer[m_size++] = '\n';
    return {m_buffer, m_size};
}

}  // namespace slipway::gateway
