#include "base/trace_context.h"

#include "base/random.h"

namespace slipway {
namespace {

/// HEXDIGLC of the recommendation: upper case is malformed.
int digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

bool readHex(std::string_view text, std::uint64_t& into) {
    into = 0;
    for (const char c : text) {
        const int value = digit(c);
        if (value < 0)
            return false;
        into = into << 4 | static_cast<std::uint64_t>(value);
    }
    return true;
}

}  // namespace

std::optional<TraceContext> TraceContext::parse(std::string_view text) {
    if (text.size() < kTextBytes || text[2] != '-' || text[35] != '-' || text[52] != '-')
        return std::nullopt;
    std::uint64_t version = 0, flags = 0;
    TraceContext read;
    if (!readHex(text.substr(0, 2), version) || version == 0xff || !readHex(text.substr(3, 16), read.trace.high) ||
        !readHex(text.substr(19, 16), read.trace.low) || !readHex(text.substr(kSpanAt, 16), read.span) ||
        !readHex(text.substr(53, 2), flags))
        return std::nullopt;
    // Version 00 ends here; what a later one adds begins with a dash (section 4.3).
    if (text.size() > kTextBytes && (version == 0 || text[kTextBytes] != '-'))
        return std::nullopt;
    if (!read.trace.valid() || read.span == 0)
        return std::nullopt;
    read.sampled = (flags & 1) != 0;
    return read;
}

void writeHex(std::uint64_t value, char* into) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (int i = 15; i >= 0; --i, value >>= 4)
        into[i] = kDigits[value & 15];
}

void TraceContext::write(char* into) const {
    into[0] = into[1] = '0';
    into[2] = into[35] = into[52] = '-';
    writeHex(trace.high, into + 3);
    writeHex(trace.low, into + 19);
    writeHex(span, into + kSpanAt);
    into[53] = '0';
    into[54] = sampled ? '1' : '0';
}

std::string TraceContext::text() const {
    std::string text(kTextBytes, '0');
    write(text.data());
    return text;
}

std::string hexId(std::uint64_t id) {
    std::string text(16, '0');
    writeHex(id, text.data());
    return text;
}

std::string hexId(const TraceId& id) {
    return hexId(id.high) + hexId(id.low);
}

std::optional<TraceId> parseTraceId(std::string_view text) {
    TraceId id;
    if (text.size() != 32 || !readHex(text.substr(0, 16), id.high) || !readHex(text.substr(16), id.low) || !id.valid())
        return std::nullopt;
    return id;
}

std::uint64_t newSpanId(Random& random) {
    for (;;)
        if (const std::uint64_t id = random.next(); id != 0)
            return id;
}

TraceId newTraceId(Random& random) {
    return {random.next(), newSpanId(random)};
}

}  // namespace slipway
