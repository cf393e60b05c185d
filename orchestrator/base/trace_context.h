#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway {

class Random;

/// The id of a trace: 16 bytes, not all zero in a valid one.
struct TraceId {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool valid() const { return (high | low) != 0; }
    auto operator<=>(const TraceId&) const = default;
};

/// W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/): which trace a request belongs to, and which
/// span of it sent the request. A value. Thread: any.
struct TraceContext {
    static constexpr std::size_t kTextBytes = 55;
    static constexpr std::size_t kSpanAt = 36;  ///< where the 16 digits of the span begin in the text

    TraceId trace;
    std::uint64_t span = 0;  ///< not zero in a valid one
    bool sampled = false;

    /// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01". A later version is read as far as version 00 goes;
    /// nothing for what is malformed, all zero, or version ff.
    static std::optional<TraceContext> parse(std::string_view text);
    /// kTextBytes bytes, version 00.
    void write(char* into) const;
    std::string text() const;
};

/// Lower case, 16 and 32 digits.
std::string hexId(std::uint64_t id);
std::string hexId(const TraceId& id);
/// Nothing unless it is 32 digits in lower case and not zero.
std::optional<TraceId> parseTraceId(std::string_view text);
/// 16 digits to `into`.
void writeHex(std::uint64_t value, char* into);

/// Not zero.
std::uint64_t newSpanId(Random& random);
TraceId newTraceId(Random& random);

}  // namespace slipway
