#include <memory>
#include <string>

#include "fuzz/fuzz_check.h"
#include "fuzz/transcript.h"
#include "http/request_parser.h"
#include "http/request_writer.h"

using namespace slipway;
using namespace slipway::http;
using namespace slipway::http::test;

namespace {

RequestRewrite rewriteFor(std::string_view input) {
    Random random = randomFor(input);
    RequestRewrite rewrite;
    rewrite.clientAddress = random.below(2) == 0 ? "192.0.2.7" : "2001:db8::7";
    rewrite.fallbackHost = "127.0.0.1:9001";
    rewrite.requestId = random.below(2) == 0 ? "" : "id";
    rewrite.trust = random.below(2) == 0 ? ForwardingTrust::Replace : ForwardingTrust::Append;
    rewrite.connection = random.below(2) == 0 ? ConnectionIntent::KeepAlive : ConnectionIntent::Close;
    rewrite.upgrade = random.below(4) != 0;
    return rewrite;
}

/// What no backend may get, whatever the client sent (rows 27, 28, 51, 54).
void requireCleanFields(const RequestHead& forwarded, const RequestHead& original, const RequestRewrite& rewrite) {
    int forwardedFor = 0;
    for (const Field field : forwarded.fields()) {
        require((field.traits & (kUnderscore | kIdentityPrefix)) == 0,
                "no underscore and no identity field is forwarded");
        require(rewrite.trust == ForwardingTrust::Append || (field.traits & kForwardedPrefix) == 0,
                "no X-Forwarded field of a stranger is forwarded");
        require(!original.connection().nominates(field.name, original.base()), "no nominated field is forwarded");
        forwardedFor += field.id == KnownHeader::XForwardedFor ? 1 : 0;
    }
    require(forwardedFor == 1, "X-Forwarded-For is there once");
    for (const KnownHeader id : {KnownHeader::KeepAlive, KnownHeader::ProxyConnection, KnownHeader::ProxyAuthorization,
                                 KnownHeader::Http2Settings})
        require(!forwarded.fields().has(id), "no hop-by-hop field is forwarded");
}

void requireForwardable(const RequestHead& head, const RequestRewrite& rewrite) {
    const std::size_t bound = requestHeadBound(head, rewrite);
    const auto memory = std::make_unique<char[]>(bound);
    const std::size_t written = writeRequestHead(head, rewrite, memory.get());
    require(written > 0 && written <= bound, "what is written fits the bound");
    Limits limits;  // a head just below them may be above them with our fields
    limits.maxHeadBytes *= 2;
    limits.maxFields = kFieldCapacity;
    RequestParser again(limits);
    require(again.parse({memory.get(), written}) == ParseState::Head && again.head().size() == written,
            "what is forwarded parses");
    const RequestHead& forwarded = again.head();
    require(forwarded.methodText() == head.methodText() && forwarded.path() == head.path() &&
                forwarded.query() == head.query() && forwarded.hasQuery() == head.hasQuery(),
            "the same request");
    require(forwarded.framing() == head.framing(), "the same framing");
    require(forwarded.keepAlive() ==
                (rewrite.connection == ConnectionIntent::KeepAlive || forwarded.upgrade() != UpgradeKind::None),
            "the connection is ours");
    require(forwarded.expectContinue() == head.expectContinue(), "the same expectation");
    require((forwarded.upgrade() != UpgradeKind::None) == (rewrite.upgrade && head.upgrade() != UpgradeKind::None),
            "an upgrade only where it is wanted");
    require(head.authority().empty() || forwarded.authority() == head.authority(), "the same host");
    requireCleanFields(forwarded, head, rewrite);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    requireSameAtAnySplit(input, [&](const std::vector<std::size_t>& cuts) { return requestTranscript(input, cuts); });
    RequestParser parser;
    if (parser.parse(input) == ParseState::Head) {
        requireForwardable(parser.head(), rewriteFor(input));
        require(pathTraitName(pathTraits(parser.head().path())).empty() == (pathTraits(parser.head().path()) == 0),
                "each trait has a name");
    }
    return 0;
}
