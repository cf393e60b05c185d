#include "http/framing.h"

#include "http/chars.h"

namespace slipway::http {
namespace {

constexpr std::uint64_t kMaxLength = (std::uint64_t{1} << 63) - 1;

bool parseLength(std::string_view digits, std::uint64_t& length) {
    if (digits.empty())
        return false;
    std::uint64_t value = 0;
    for (const char c : digits) {
        if (!isClass(c, kDigit))
            return false;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (value > (kMaxLength - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    length = value;
    return true;
}

/// A list such as "5, 5" is never taken, but the log should tell a repetition from a contradiction.
Why listOfLengths(std::string_view value) {
    const std::string_view first = trimOws(value.substr(0, value.find(',')));
    bool same = true;
    while (true) {
        const std::size_t comma = value.find(',');
        const std::string_view element = trimOws(value.substr(0, comma));
        std::uint64_t ignored = 0;
        if (!parseLength(element, ignored))
            return Why::ContentLengthInvalid;
        same = same && element == first;
        if (comma == std::string_view::npos)
            break;
        value.remove_prefix(comma + 1);
    }
    return same ? Why::ContentLengthRepeated : Why::ContentLengthConflict;
}

/// The codings of RFC 9112 §7.2 that a backend or client may well send, and that we do not undo.
bool isKnownCoding(std::string_view coding) {
    static constexpr std::string_view kKnown[] = {"gzip", "x-gzip", "deflate", "compress", "x-compress"};
    for (const std::string_view known : kKnown)
        if (equalsIgnoreCase(coding, known))
            return true;
    return false;
}

}  // namespace

Why FramingFields::addContentLength(std::string_view value) {
    if (value.find(',') != std::string_view::npos)
        return listOfLengths(value);
    std::uint64_t length = 0;
    if (!parseLength(value, length))
        return Why::ContentLengthInvalid;
    if (m_hasLength)
        return length == m_length ? Why::ContentLengthRepeated : Why::ContentLengthConflict;
    m_hasLength = true;
    m_length = length;
    return Why::None;
}

Why FramingFields::addTransferEncoding(std::string_view value, unsigned minor) {
    if (minor == 0)
        return Why::CodingInHttp10;
    if (m_chunked)
        return Why::CodingInvalid;
    if (equalsIgnoreCase(value, "chunked")) {
        m_chunked = true;
        return Why::None;
    }
    // Everything else is refused; what remains is to say whether it is nonsense (400) or a coding that we lack (501):
    // known codings alone, or known codings and then chunked.
    while (true) {
        const std::size_t comma = value.find(',');
        const std::string_view coding = trimOws(value.substr(0, comma));
        const bool last = comma == std::string_view::npos;
        if (!isKnownCoding(coding))
            return last && equalsIgnoreCase(coding, "chunked") ? Why::CodingUnsupported : Why::CodingInvalid;
        if (last)
            return Why::CodingUnsupported;
        value.remove_prefix(comma + 1);
    }
}

}  // namespace slipway::http
