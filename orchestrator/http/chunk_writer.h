#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "http/field_table.h"

namespace slipway::http {

/// A chunk is chunkHeader(n), n bytes of payload, kChunkEnd.
inline constexpr std::string_view kChunkEnd = "\r\n";
/// Ends a chunked body that has no trailers.
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// The line before a chunk's payload: "1f4\r\n". Of 0 bytes it would be the last chunk: ask for more than 0.
class ChunkHeader {
  public:
    explicit ChunkHeader(std::uint64_t payloadBytes);
    std::string_view text() const { return {m_text.data() + m_start, m_text.size() - m_start}; }

  private:
    std::array<char, 18> m_text;
    std::uint8_t m_start;
};

/// Bytes that writeLastChunk() needs at most.
std::size_t lastChunkBound(const FieldTable& trailers);
/// The last chunk with those trailers that isForwardableTrailer() lets pass (row 26) and that are not of `strip`.
/// Returns its bytes.
std::size_t writeLastChunk(const FieldTable& trailers, char* out, std::span<const std::string_view> strip = {});
void appendLastChunk(const FieldTable& trailers, std::string& out);

}  // namespace slipway::http
