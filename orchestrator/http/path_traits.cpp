#include <array>
#include <bit>

#include "http/chars.h"
#include "http/target.h"

namespace slipway::http {
namespace {

/// Bytes that may give a path a trait; every other one only ends a run of dots.
constexpr std::array<bool, 256> makeInteresting() {
    std::array<bool, 256> table{};
    for (unsigned c = 0; c < 256; ++c)
        table[c] = c >= 0x80 || c == '/' || c == '.' || c == '%' || c == '\\' || c == ';';
    return table;
}
constexpr std::array<bool, 256> kInteresting = makeInteresting();

unsigned encodedTrait(int byte) {
    switch (byte) {
        case '/':
            return kEncodedSlash;
        case '\\':
            return kBackslash;
        case '%':
            return kEncodedPercent;
        case 0:
            return kEncodedNul;
        default:
            return byte < 0x20 || byte == 0x7F ? unsigned{kEncodedControl} : 0u;
    }
}

}  // namespace

PathTraits pathTraits(std::string_view path) {
    unsigned traits = 0;
    // Of the segment that is being read: how many dots it has so far, whether it has anything else, and whether a dot
    // was encoded.
    unsigned dots = 0;
    bool other = true;  // before the first '/', as in "*", there is no segment
    bool encoded = false;
    bool empty = false;
    const auto endSegment = [&] {
        if (!other && (dots == 1 || dots == 2))
            traits |= encoded ? kEncodedDotSegment : kDotSegment;
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto c = static_cast<unsigned char>(path[i]);
        if (!kInteresting[c]) {
            other = true;
            empty = false;
            continue;
        }
        if (c == '/') {
            if (empty)
                traits |= kEmptySegment;
            endSegment();
            dots = 0;
            other = encoded = false;
            empty = true;
            continue;
        }
        empty = false;
        if (c == '.') {
            ++dots;
        } else if (c == '%') {
            const int high = path.size() - i > 2 ? hexDigit(path[i + 1]) : -1;
            const int low = path.size() - i > 2 ? hexDigit(path[i + 2]) : -1;
            if (high < 0 || low < 0) {
                traits |= kBadEncoding;
                other = true;
                continue;
            }
            i += 2;
            const int byte = high * 16 + low;
            if (byte == '.') {
                ++dots;
                encoded = true;
            } else {
                traits |= encodedTrait(byte);
                other = true;
            }
        } else if (c == ';') {
            // "/..;/x" is "/../x" to servers that drop parameters (RFC 3986 §3.3 leaves their meaning open).
            traits |= kPathParameter;
            endSegment();
            other = true;
        } else {
            traits |= c == '\\' ? kBackslash : kRawNonAscii;
            other = true;
        }
    }
    endSegment();
    return static_cast<PathTraits>(traits);
}

std::string_view pathTraitName(PathTraits traits) {
    static constexpr std::string_view kNames[] = {
        "dot-segment", "encoded-dot-segment", "empty-segment", "encoded-slash", "backslash",      "path-parameter",
        "encoded-nul", "encoded-control",     "bad-encoding",  "raw-non-ascii", "encoded-percent"};
    return traits == 0 ? std::string_view() : kNames[std::countr_zero(traits)];
}

}  // namespace slipway::http
