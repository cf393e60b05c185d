#include <memory>
#include <string>

#include "fuzz/fuzz_check.h"
#include "fuzz/transcript.h"
#include "http/response_parser.h"
#include "http/response_writer.h"

using namespace slipway;
using namespace slipway::http;
using namespace slipway::http::test;

namespace {

void requireForwardable(const ResponseHead& head, const ResponseContext& context, unsigned minor) {
    ResponseRewrite rewrite;
    rewrite.to = {minor, context.method, true};
    rewrite.date = "Sun, 22 Nov 2026 10:00:00 GMT";
    const std::size_t bound = responseHeadBound(head, rewrite);
    const auto memory = std::make_unique<char[]>(bound);
    const WrittenHead written = writeResponseHead(head, rewrite, memory.get());
    require(written.bytes <= bound, "what is written fits the bound");
    require((written.bytes == 0) == (head.interim() && minor == 0),
            "all but interim responses reach an HTTP/1.0 client");
    if (written.bytes == 0)
        return;
    Limits limits;
    limits.maxHeadBytes *= 2;
    limits.maxFields = kFieldCapacity;
    ResponseParser again(limits);
    require(
        again.parse({memory.get(), written.bytes}, context) == ParseState::Head && again.head().size() == written.bytes,
        "what is forwarded parses");
    require(again.head().status() == head.status() && again.head().reason() == head.reason(), "the same status");
    require(again.head().framing() == written.framing, "the framing that was announced is the one that is read");
    require(written.framing.kind != BodyKind::Chunked || minor == 1, "no chunks for HTTP/1.0");
    require(head.framing().kind != BodyKind::ContentLength || written.framing == head.framing(), "a length stays");
    if (head.upgraded() || head.interim())
        return;
    require(written.keepAlive == (written.framing.kind != BodyKind::CloseDelimited),
            "what ends with the connection closes it");
    require(again.head().keepAlive() == written.keepAlive, "the client is told so");
    for (const Field field : again.head().fields())
        require(headerClass(field.id) != HeaderClass::Hop || field.id == KnownHeader::Connection,
                "no hop-by-hop field is forwarded");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    Random random = randomFor(input);
    // Each input is an answer to each kind of request: few bytes could say so, and the corpus stays plain HTTP.
    for (const ResponseContext& context :
         {ResponseContext{Method::Get, UpgradeKind::None}, ResponseContext{Method::Head, UpgradeKind::None},
          ResponseContext{Method::Get, UpgradeKind::WebSocket}}) {
        const std::vector<ResponseContext> contexts{context, {}};
        requireSameAtAnySplit(
            input, [&](const std::vector<std::size_t>& cuts) { return responseTranscript(input, contexts, cuts); });
        ResponseParser parser;
        if (parser.parse(input, context) == ParseState::Head)
            requireForwardable(parser.head(), context, random.below(2));
    }
    return 0;
}
