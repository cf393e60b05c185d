#include "mediation/xml_names.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace slipway::mediation {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// XML 1.0 (fifth edition), production 4, beyond ASCII.
constexpr std::array<Range, 12> kStart{{{0xC0, 0xD6},
                                        {0xD8, 0xF6},
                                        {0xF8, 0x2FF},
                                        {0x370, 0x37D},
                                        {0x37F, 0x1FFF},
                                        {0x200C, 0x200D},
                                        {0x2070, 0x218F},
                                        {0x2C00, 0x2FEF},
                                        {0x3001, 0xD7FF},
                                        {0xF900, 0xFDCF},
                                        {0xFDF0, 0xFFFD},
                                        {0x10000, 0xEFFFF}}};
// Production 4a adds these.
constexpr std::array<Range, 3> kMore{{{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
    return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

}  // namespace

bool isNameStart(char32_t c) {
    if (c < 0x80)
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    return within(kStart, c);
}

bool isNameChar(char32_t c) {
    if (c < 0x80)
        return isNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    return within(kStart, c) || within(kMore, c);
}

bool isXmlText(std::string_view text) {
    while (!text.empty()) {
        const auto c = takeCodePoint(text);
        if (!c || !isXmlChar(*c))
            return false;
    }
    return true;
}

bool isXmlBlank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), isXmlSpace);
}

std::string_view trimXml(std::string_view text) {
    while (!text.empty() && isXmlSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isXmlSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

bool isNcName(std::string_view name) {
    bool first = true;
    if (name.empty())
        return false;
    while (!name.empty()) {
        const auto c = takeCodePoint(name);
        if (!c || !(first ? isNameStart(*c) : isNameChar(*c)))
            return false;
        first = false;
    }
    return true;
}

QName splitQName(std::string_view name) {
    const std::size_t colon = name.find(':');
    if (colon == std::string_view::npos)
        return {{}, name, isNcName(name)};
    QName split{name.substr(0, colon), name.substr(colon + 1), false};
    split.valid = isNcName(split.prefix) && isNcName(split.local);
    return split;
}

}  // namespace slipway::mediation
