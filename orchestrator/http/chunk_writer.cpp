#include "http/chunk_writer.h"

#include <algorithm>

#include "http/body_decoder.h"
#include "http/chars.h"
#include "http/wire_out.h"

namespace slipway::http {

ChunkHeader::ChunkHeader(std::uint64_t payloadBytes) : m_start(16) {
    m_text[16] = '\r';
    m_text[17] = '\n';
    do {
        m_text[--m_start] = "0123456789abcdef"[payloadBytes & 15];
        payloadBytes >>= 4;
    } while (payloadBytes != 0);
}

std::size_t lastChunkBound(const FieldTable& trailers) {
    std::size_t bound = kLastChunk.size();
    for (const Field field : trailers)
        bound += field.name.size() + field.value.size() + 4;
    return bound;
}

std::size_t writeLastChunk(const FieldTable& trailers, char* memory, std::span<const std::string_view> strip) {
    detail::WireOut out(memory);
    out.put("0\r\n");
    const auto passes = [&](const Field& field) {
        return isForwardableTrailer(field) && std::none_of(strip.begin(), strip.end(), [&](std::string_view name) {
                   return equalsIgnoreCase(name, field.name);
               });
    };
    for (const Field field : trailers)
        if (passes(field))
            out.field(field.name, field.value);
    out.put("\r\n");
    return out.written();
}

void appendLastChunk(const FieldTable& trailers, std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + lastChunkBound(trailers));
    out.resize(before + writeLastChunk(trailers, out.data() + before));
}

}  // namespace slipway::http
