#include "cli/console.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace slipway::cli {
namespace {

struct Range {
    char32_t first, last;
};

// UAX #11 "W" and "F", in the blocks that names and log lines are made of; everything else counts as one.
constexpr Range kWide[] = {
    {0x1100, 0x115F}, {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},   {0x2614, 0x2615},  {0x26A1, 0x26A1},
    {0x2705, 0x2705}, {0x274C, 0x274C},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},  {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
constexpr Range kNone[] = {{0x0300, 0x036F}, {0x1160, 0x11FF}, {0x1AB0, 0x1AFF}, {0x200B, 0x200F},
                           {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};

template <size_t N>
bool in(const Range (&ranges)[N], char32_t c) {
    const auto after = std::upper_bound(std::begin(ranges), std::end(ranges), c,
                                        [](char32_t value, const Range& r) { return value < r.first; });
    return after != std::begin(ranges) && c <= std::prev(after)->last;
}

// One code point and its bytes; a byte that is no UTF-8 stands for itself.
struct CodePoint {
    char32_t value;
    size_t bytes;
};

CodePoint next(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const size_t bytes = lead < 0x80 ? 1 : (lead >> 5) == 6 ? 2 : (lead >> 4) == 14 ? 3 : (lead >> 3) == 30 ? 4 : 1;
    if (bytes == 1 || text.size() < bytes)
        return {lead, 1};
    char32_t value = lead & (0xFFu >> (bytes + 1));
    for (size_t i = 1; i < bytes; ++i) {
        const auto part = static_cast<unsigned char>(text[i]);
        if ((part >> 6) != 2)
            return {lead, 1};
        value = (value << 6) | (part & 0x3Fu);
    }
    return {value, bytes};
}

int widthOf(char32_t c) {
    if (c < 0x20 || c == 0x7F)
        return 0;
    return in(kNone, c) ? 0 : in(kWide, c) ? 2 : 1;
}

// Bytes of an SGR sequence ("\x1b[31m") at the beginning; 0: there is none.
size_t colorSequence(std::string_view text) {
    if (!text.starts_with("\x1b["))
        return 0;
    const size_t end = text.find_first_not_of("0123456789;:", 2);
    return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

}  // namespace

std::string Console::paint(bool on, Color color, std::string_view text) {
    constexpr const char* kCodes[] = {"", "31", "32", "33", "34", "35", "36", "1", "2"};
    if (!on || color == Color::None || text.empty())
        return std::string(text);
    return std::string("\x1b[") + kCodes[static_cast<int>(color)] + 'm' + std::string(text) + "\x1b[0m";
}

int displayWidth(std::string_view text) {
    int width = 0;
    while (!text.empty()) {
        if (const size_t color = colorSequence(text)) {
            text.remove_prefix(color);
            continue;
        }
        const CodePoint point = next(text);
        width += widthOf(point.value);
        text.remove_prefix(point.bytes);
    }
    return width;
}

std::string fitted(std::string_view text, int columns) {
    if (displayWidth(text) <= columns)
        return std::string(text);
    std::string out;
    int width = 0;
    bool colored = false;
    while (!text.empty()) {
        if (const size_t color = colorSequence(text)) {
            out += text.substr(0, color);
            text.remove_prefix(color);
            colored = true;
            continue;
        }
        const CodePoint point = next(text);
        if (width + widthOf(point.value) > columns - 1)
            break;
        width += widthOf(point.value);
        out += text.substr(0, point.bytes);
        text.remove_prefix(point.bytes);
    }
    return out + "…" + (colored ? "\x1b[0m" : "");
}

std::string harmless(std::string_view text, bool colors) {
    std::string out;
    bool colored = false;
    while (!text.empty()) {
        if (const size_t color = colorSequence(text)) {
            if (colors)
                out += text.substr(0, color);
            colored = colors;
            text.remove_prefix(color);
            continue;
        }
        const CodePoint point = next(text);
        // C0, DEL, C1, and the marks that reorder what stands around them (CVE-2021-42574).
        const bool control =
            (point.value < 0x20 && point.value != '\t') || (point.value >= 0x7F && point.value < 0xA0) ||
            (point.value >= 0x202A && point.value <= 0x202E) || (point.value >= 0x2066 && point.value <= 0x2069);
        if (!control)
            out += text.substr(0, point.bytes);
        else if (point.value != '\r')
            out += "\xEF\xBF\xBD";
        text.remove_prefix(point.bytes);
    }
    return colored ? out + "\x1b[0m" : out;
}

}  // namespace slipway::cli
