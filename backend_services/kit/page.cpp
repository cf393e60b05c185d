#include "kit/page.h"

#include <charconv>

namespace shop::kit {

namespace {

constexpr std::int64_t kMaxLimit = 100;
constexpr std::string_view kVersion = "1:";
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// base64url without padding (RFC 4648 §5).
std::string encode(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) {
            out += kAlphabet[(bits >> (count - 6)) & 63];
        }
    }
    if (count > 0) {
        out += kAlphabet[(bits << (6 - count)) & 63];
    }
    return out;
}

std::optional<std::string> decode(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const auto digit = kAlphabet.find(c);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> count) & 255);
        }
    }
    return out;
}

}  // namespace

std::string makeCursor(std::string_view id) {
    return encode(std::string(kVersion) + std::string(id));
}

Result<PageRequest> pageRequest(const Request& request, std::string_view idPrefix) {
    PageRequest page;
    if (const auto limit = request.queryValue("limit")) {
        const auto* end = limit->data() + limit->size();
        const auto [stopped, error] = std::from_chars(limit->data(), end, page.limit);
        if (error != std::errc{} || stopped != end || page.limit < 1 || page.limit > kMaxLimit) {
            return fail(Fault::Invalid, "invalid", "limit: an integer from 1 to 100 is needed.");
        }
    }
    if (const auto cursor = request.queryValue("cursor")) {
        const auto bytes = decode(*cursor);
        const std::string start = std::string(kVersion) + std::string(idPrefix);
        if (!bytes || bytes->size() > 80 || !bytes->starts_with(start)) {
            return fail(Fault::BadRequest, "bad_cursor", "This cursor is not from this listing.");
        }
        page.after = bytes->substr(kVersion.size());
    }
    return page;
}

}  // namespace shop::kit
