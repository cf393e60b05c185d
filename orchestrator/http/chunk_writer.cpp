#include "http/chunk_writer.h"

#include "http/body_decoder.h"
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

std::size_t writeLastChunk(const FieldTable& trailers, char* memory) {
    detail::WireOut out(memory);
    out.put("0\r\n");
    for (const Field field : trailers)
        if (isForwardableTrailer(field))
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
