#include "http/request_writer.h"

#include "http/chars.h"
#include "http/wire_out.h"

namespace slipway::http {
namespace {

using detail::WireOut;

/// The request line's target: for OPTIONS without a path the asterisk form (RFC 9112 §3.2.4), never the absolute form.
void putTarget(WireOut& out, const RequestHead& head, const RequestRewrite& rewrite) {
    if (!rewrite.target.empty()) {
        out.put(rewrite.target);
        return;
    }
    out.put(head.path());
    if (head.hasQuery())
        out.put("?").put(head.query());
}

std::string_view hostToWrite(const RequestHead& head, const RequestRewrite& rewrite) {
    if (!rewrite.host.empty())
        return rewrite.host;
    return head.authority().empty() && head.minor() == 0 ? rewrite.fallbackHost : head.authority();
}

bool isStripped(const Field& field, const RequestRewrite& rewrite) {
    for (const std::string_view name : rewrite.strip)
        if (equalsIgnoreCase(name, field.name))
            return true;
    return false;
}

/// Whether a field of the client passes as it is.
bool passes(const Field& field, const RequestHead& head, const RequestRewrite& rewrite) {
    const bool append = rewrite.trust == ForwardingTrust::Append;
    if (field.id == KnownHeader::Unknown) {
        if ((field.traits & (kUnderscore | kIdentityPrefix)) != 0 ||
            ((field.traits & kForwardedPrefix) != 0 && !append))
            return false;
        if (head.connection().nominatedCount() != 0 && head.connection().nominates(field.name, head.base()))
            return false;
    } else {
        switch (headerClass(field.id)) {
            case HeaderClass::Framing:
            case HeaderClass::Hop:
                return false;
            case HeaderClass::Forwarding:
                // For and Forwarded are written anew with the client added; the others stay as the trusted proxy said.
                if (!append || field.id == KnownHeader::XForwardedFor || field.id == KnownHeader::Forwarded)
                    return false;
                break;
            case HeaderClass::EndToEnd:
            case HeaderClass::Tolerated:
                break;
        }
        if (field.id == KnownHeader::XRequestId && !rewrite.requestId.empty())
            return false;
        if (rewrite.traceparent &&
            (field.id == KnownHeader::Traceparent || (field.id == KnownHeader::Tracestate && !rewrite.keepTracestate)))
            return false;
        if (field.id == KnownHeader::Expect && !head.expectContinue())
            return false;
        if (field.id == KnownHeader::MaxForwards &&
            (head.method() == Method::Trace || head.method() == Method::Options))
            return false;
    }
    return rewrite.strip.empty() || !isStripped(field, rewrite);
}

/// The values that the client sent under that name, each followed by ", ".
void putEarlier(WireOut& out, const RequestHead& head, KnownHeader id) {
    if (!head.fields().has(id))
        return;
    for (const Field field : head.fields())
        if (field.id == id && !field.value.empty())
            out.put(field.value).put(", ");
}

/// RFC 7239 §6: an IPv6 address stands in brackets and quotes.
void putForwardedNode(WireOut& out, std::string_view address) {
    if (address.empty())
        out.put("unknown");
    else if (address.find(':') != std::string_view::npos)
        out.put("\"[").put(address).put("]\"");
    else
        out.put(address);
}

void putForwarding(WireOut& out, const RequestHead& head, const RequestRewrite& rewrite) {
    const bool append = rewrite.trust == ForwardingTrust::Append;
    const std::string_view asked = head.authority();
    const auto kept = [&](KnownHeader id) { return append && head.fields().has(id); };
    out.put("X-Forwarded-For: ");
    if (append)
        putEarlier(out, head, KnownHeader::XForwardedFor);
    out.put(rewrite.clientAddress.empty() ? "unknown" : rewrite.clientAddress).put("\r\n");
    if (!kept(KnownHeader::XForwardedProto))
        out.field("X-Forwarded-Proto", rewrite.scheme);
    if (!kept(KnownHeader::XForwardedHost) && !asked.empty())
        out.field("X-Forwarded-Host", asked);
    out.put("Forwarded: ");
    if (append)
        putEarlier(out, head, KnownHeader::Forwarded);
    out.put("for=");
    putForwardedNode(out, rewrite.clientAddress);
    if (!asked.empty())
        out.put(";host=\"").put(asked).put("\"");
    out.put(";proto=").put(rewrite.scheme).put("\r\n");
}

void putConnection(WireOut& out, const RequestHead& head, const RequestRewrite& rewrite) {
    if (rewrite.upgrade && head.upgrade() == UpgradeKind::WebSocket) {
        out.put("Connection: upgrade\r\nUpgrade: websocket\r\n");
        return;
    }
    const bool close = rewrite.connection == ConnectionIntent::Close;
    if (head.acceptsTrailers())
        out.put(close ? "Connection: close, TE\r\nTE: trailers\r\n" : "Connection: TE\r\nTE: trailers\r\n");
    else if (close)
        out.put("Connection: close\r\n");
}

bool isRewriteSafe(const RequestRewrite& rewrite) {
    if (!rewrite.target.empty() &&
        findTargetEnd(rewrite.target.data(), rewrite.target.data() + rewrite.target.size()) !=
            rewrite.target.data() + rewrite.target.size())
        return false;
    return parseHostPort(rewrite.host) && parseHostPort(rewrite.fallbackHost);
}

}  // namespace

std::size_t requestHeadBound(const RequestHead& head, const RequestRewrite& rewrite) {
    // All of the head once, a space a field where the client wrote none, the host twice more, our own words and the
    // trace (under 480 bytes), numbers.
    std::size_t bound = head.size() + head.fields().size() + 2 * head.authority().size() + 640;
    bound +=
        rewrite.target.size() + rewrite.host.size() + rewrite.fallbackHost.size() + 2 * rewrite.clientAddress.size();
    bound += 2 * rewrite.scheme.size() + rewrite.requestId.size() + rewrite.viaName.size();
    for (const FieldLine& line : rewrite.add)
        bound += line.name.size() + line.value.size() + 4;
    return bound;
}

std::size_t writeRequestHead(const RequestHead& head, const RequestRewrite& rewrite, char* memory) {
    if (!isRewriteSafe(rewrite))
        return 0;
    WireOut out(memory);
    out.put(head.methodText()).put(" ");
    putTarget(out, head, rewrite);
    out.put(" HTTP/1.1\r\n").field("Host", hostToWrite(head, rewrite));
    for (const Field field : head.fields())
        if (passes(field, head, rewrite))
            out.field(field.name, field.value);
    if (!rewrite.viaName.empty())
        out.put(head.minor() == 0 ? "Via: 1.0 " : "Via: 1.1 ").put(rewrite.viaName).put("\r\n");
    putForwarding(out, head, rewrite);
    if (!rewrite.requestId.empty())
        out.field("X-Request-Id", rewrite.requestId);
    if (rewrite.traceparent) {
        char text[TraceContext::kTextBytes];
        rewrite.traceparent->write(text);
        out.put("Traceparent: ");
        if (rewrite.traceparentAt)
            *rewrite.traceparentAt = out.written();
        out.put({text, sizeof text}).put("\r\n");
    }
    for (const FieldLine& line : rewrite.add)
        if (isToken(line.name) && isFieldValue(line.value))
            out.field(line.name, line.value);
    if (head.method() == Method::Trace || head.method() == Method::Options)
        if (const auto left = head.maxForwards())
            out.put("Max-Forwards: ").number(*left == 0 ? 0 : *left - 1).put("\r\n");
    putConnection(out, head, rewrite);
    putFraming(out, rewrite.framing ? *rewrite.framing : head.framing());
    out.put("\r\n");
    return out.written();
}

bool appendRequestHead(const RequestHead& head, const RequestRewrite& rewrite, std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + requestHeadBound(head, rewrite));
    const std::size_t written = writeRequestHead(head, rewrite, out.data() + before);
    out.resize(before + written);
    return written != 0;
}

bool endsHere(const RequestHead& head) {
    return (head.method() == Method::Trace || head.method() == Method::Options) &&
           head.maxForwards() == std::optional<std::uint32_t>(0);
}

}  // namespace slipway::http
