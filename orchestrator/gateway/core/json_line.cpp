#include "gateway/core/json_line.h"

#include "base/utf8.h"

namespace slipway::gateway {
namespace {

bool isPlain(unsigned char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
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
        } else if (std::string_view rest = value; takeCodePoint(rest)) {
            taken = value.size() - rest.size();
            fits = put(value.substr(0, taken));
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
