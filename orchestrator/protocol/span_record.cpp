#include "protocol/span_record.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace slipway::protocol {
namespace {

/// The numbers of a record, behind its size.
struct Numbers {
    std::uint64_t traceHigh, traceLow, span, parent;
    std::int64_t startNs;
    std::uint64_t durationNs, heldNs, bytesIn, bytesOut;
    std::uint32_t attempt;
    std::uint16_t status;
    std::uint8_t kind;
    std::uint8_t flags;
};
static_assert(sizeof(Numbers) == 80, "no padding: each byte of it is said");

constexpr std::uint8_t kSampled = 1, kFailed = 2;

template <class Record, class Visit>
void eachText(Record& record, Visit visit) {
    visit(record.project);
    visit(record.service);
    visit(record.target);
    visit(record.instance);
    visit(record.method);
    visit(record.host);
    visit(record.path);
    visit(record.route);
    visit(record.error);
    visit(record.requestId);
}

}  // namespace

std::size_t writeSpan(const SpanRecord& record, char* into) {
    const Numbers numbers{record.trace.high,
                          record.trace.low,
                          record.span,
                          record.parent,
                          record.startNs,
                          record.durationNs,
                          record.heldNs,
                          record.bytesIn,
                          record.bytesOut,
                          record.attempt,
                          record.status,
                          static_cast<std::uint8_t>(record.kind),
                          static_cast<std::uint8_t>((record.sampled ? kSampled : 0) | (record.failed ? kFailed : 0))};
    char* at = into + sizeof(std::uint32_t);
    std::memcpy(at, &numbers, sizeof numbers);
    at += sizeof numbers;
    eachText(record, [&](std::string_view text) {
        const std::size_t size = std::min(text.size(), kSpanTextBytes);
        *at++ = static_cast<char>(static_cast<unsigned char>(size));
        if (size != 0)
            std::memcpy(at, text.data(), size);
        at += size;
    });
    const auto size = static_cast<std::uint32_t>(at - into);
    std::memcpy(into, &size, sizeof size);
    return size;
}

void appendSpan(const SpanRecord& record, std::string& into) {
    char bytes[kSpanBytesMost];
    into.append(bytes, writeSpan(record, bytes));
}

bool readSpan(std::string_view& bytes, SpanRecord& record) {
    const std::string_view all = std::exchange(bytes, {});
    std::uint32_t size = 0;
    Numbers numbers{};
    if (all.size() < sizeof size + sizeof numbers)
        return false;
    std::memcpy(&size, all.data(), sizeof size);
    if (size < sizeof size + sizeof numbers || size > all.size())
        return false;
    std::memcpy(&numbers, all.data() + sizeof size, sizeof numbers);
    if (numbers.kind >= kSpanKinds)
        return false;
    record.trace = {numbers.traceHigh, numbers.traceLow};
    record.span = numbers.span;
    record.parent = numbers.parent;
    record.startNs = numbers.startNs;
    record.durationNs = numbers.durationNs;
    record.heldNs = numbers.heldNs;
    record.bytesIn = numbers.bytesIn;
    record.bytesOut = numbers.bytesOut;
    record.attempt = numbers.attempt;
    record.status = numbers.status;
    record.kind = static_cast<SpanKind>(numbers.kind);
    record.sampled = (numbers.flags & kSampled) != 0;
    record.failed = (numbers.flags & kFailed) != 0;
    std::string_view rest = all.substr(sizeof size + sizeof numbers, size - sizeof size - sizeof numbers);
    bool whole = true;
    eachText(record, [&](std::string_view& text) {
        const std::size_t length = rest.empty() ? 0 : static_cast<unsigned char>(rest[0]);
        whole = whole && !rest.empty() && rest.size() - 1 >= length;
        if (!whole)
            return;
        text = rest.substr(1, length);
        rest.remove_prefix(1 + length);
    });
    if (!whole || !rest.empty())
        return false;
    bytes = all.substr(size);
    return true;
}

}  // namespace slipway::protocol
