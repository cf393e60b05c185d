#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/trace_context.h"

namespace slipway::protocol {

/// What took time.
enum class SpanKind : std::uint8_t {
    Exchange,  ///< a request at a listener of the gateway, from its head to the last byte of its answer
    Try,       ///< sent to one instance
    Saga,      ///< a run of a composite, until its client had its reply
    Step,      ///< one call of a step
    Undo,      ///< one call of a compensation
};
inline constexpr std::uint8_t kSpanKinds = 5;

/// A span as gateway and composer hand it to the daemon: bytes, so that writing one down costs a worker a copy and no
/// allocation. Both ends are of one machine, so times are of its monotonic clock and numbers in its byte order. The
/// views must live as long as the record is used.
struct SpanRecord {
    SpanKind kind = SpanKind::Exchange;
    bool sampled = false;  ///< its trace is kept; else it is here because it failed or was slow
    bool failed = false;   ///< no good answer: 5xx, broken off, refused
    TraceId trace;
    std::uint64_t span = 0;
    std::uint64_t parent = 0;  ///< 0: none
    std::int64_t startNs = 0;  ///< TimePoint since its epoch
    std::uint64_t durationNs = 0;
    std::uint64_t heldNs = 0;  ///< of it, waited for an instance
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::uint16_t status = 0;   ///< 0: no answer
    std::uint32_t attempt = 0;  ///< of an exchange: how many tries; of others: which
    std::string_view project;
    std::string_view service;   ///< who made it: "gateway", a caller's name for its calls, "composer"
    std::string_view target;    ///< the service asked
    std::string_view instance;  ///< "shop/products-3"
    std::string_view method;
    std::string_view host;
    std::string_view path;   ///< without its query, which may hold what nobody should read
    std::string_view route;  ///< or composite, or step
    std::string_view error;  ///< "connect_refused"; empty when all went well
    std::string_view requestId;
};

/// Texts are cut to this.
inline constexpr std::size_t kSpanTextBytes = 255;
inline constexpr std::size_t kSpanBytesMost = 100 + 10 * (kSpanTextBytes + 1);

/// Appends; returns how many bytes. `into` has room for kSpanBytesMost.
std::size_t writeSpan(const SpanRecord& record, char* into);
void appendSpan(const SpanRecord& record, std::string& into);
/// Takes the first record off `bytes`. False at the end, and for bytes that are none: then `bytes` is empty. The
/// record's views are into `bytes`.
bool readSpan(std::string_view& bytes, SpanRecord& record);

}  // namespace slipway::protocol
