#include <string>

#include "fuzz/fuzz_check.h"
#include "fuzz/transcript.h"
#include "http/body_decoder.h"
#include "http/chunk_writer.h"

using namespace slipway;
using namespace slipway::http;
using namespace slipway::http::test;

namespace {

BodyLimits smallLimits() {
    BodyLimits limits;  // small, so that the fuzzer reaches them
    limits.maxBodyBytes = 256;
    limits.maxExtensionBytes = 32;
    limits.maxTrailerBytes = 128;
    limits.maxTrailers = 4;
    return limits;
}

/// Payload and trailers of a body, written again, are the same payload and the trailers that may pass.
void requireComesBack(std::string_view input) {
    BodyDecoder decoder({BodyKind::Chunked, 0});
    std::string wire, payload;
    BodyDecoder::Step step{};
    for (std::string_view rest = input; (step = decoder.next(rest)).event == BodyDecoder::Event::Payload;
         rest.remove_prefix(step.consumed)) {
        require(!step.payload.empty() && step.payload.data() >= rest.data() &&
                    step.payload.data() + step.payload.size() <= rest.data() + rest.size(),
                "payload is a part of what was given");
        payload += step.payload;
        wire.append(ChunkHeader(step.payload.size()).text()).append(step.payload).append(kChunkEnd);
    }
    require(decoder.received() == payload.size(), "what was received is counted");
    if (step.event != BodyDecoder::Event::Done)
        return;
    appendLastChunk(decoder.trailers(), wire);
    BodyDecoder again({BodyKind::Chunked, 0});
    std::string payloadAgain;
    std::string_view rest = wire;
    for (; (step = again.next(rest)).event == BodyDecoder::Event::Payload; rest.remove_prefix(step.consumed))
        payloadAgain += step.payload;
    require(step.event == BodyDecoder::Event::Done && step.consumed == rest.size(), "what is written is a whole body");
    require(payload == payloadAgain, "the same payload");
    std::size_t forwardable = 0;
    for (const Field field : decoder.trailers())
        forwardable += isForwardableTrailer(field) ? 1 : 0;
    require(again.trailers().size() == forwardable, "the trailers that may pass");
    for (const Field field : again.trailers())
        require(headerClass(field.id) != HeaderClass::Framing && headerClass(field.id) != HeaderClass::Hop,
                "no framing in trailers");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    requireSameAtAnySplit(input, [&](const std::vector<std::size_t>& cuts) { return chunkedTranscript(input, cuts); });
    requireSameAtAnySplit(
        input, [&](const std::vector<std::size_t>& cuts) { return chunkedTranscript(input, cuts, smallLimits()); });
    requireComesBack(input);
    return 0;
}
