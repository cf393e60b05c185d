#include "http/response_writer.h"

#include "http/chars.h"
#include "http/wire_out.h"

namespace slipway::http {
namespace {

using detail::WireOut;

void putStatusLine(WireOut& out, unsigned status, std::string_view reason) {
    out.put("HTTP/1.1 ").number(status).put(" ").put(reason).put("\r\n");
}

bool passes(const Field& field, const ResponseHead& head, const ResponseRewrite& rewrite) {
    if (field.id == KnownHeader::Unknown) {
        if (head.connection().nominatedCount() != 0 && head.connection().nominates(field.name, head.base()))
            return false;
    } else {
        const HeaderClass cls = headerClass(field.id);
        if (cls == HeaderClass::Hop || field.id == KnownHeader::ContentLength ||
            field.id == KnownHeader::TransferEncoding)
            return false;
        if (field.id == KnownHeader::XRequestId && !rewrite.requestId.empty())
            return false;
    }
    for (const std::string_view name : rewrite.strip)
        if (equalsIgnoreCase(name, field.name))
            return false;
    return true;
}

/// How a body of that kind goes to this client.
Framing framingFor(const Framing& framing, const ResponseTarget& to) {
    const bool streamed = framing.kind == BodyKind::Chunked || framing.kind == BodyKind::CloseDelimited;
    return streamed ? Framing{to.clientMinor >= 1 ? BodyKind::Chunked : BodyKind::CloseDelimited, 0} : framing;
}

void putConnection(WireOut& out, bool keepAlive, const ResponseTarget& to) {
    if (!keepAlive)
        out.put("Connection: close\r\n");
    else if (to.clientMinor == 0)
        out.put("Connection: keep-alive\r\n");
}

void putAdded(WireOut& out, std::span<const FieldLine> lines) {
    for (const FieldLine& line : lines)
        if (isToken(line.name) && isFieldValue(line.value))
            out.field(line.name, line.value);
}

std::size_t sizeOf(std::span<const FieldLine> lines) {
    std::size_t size = 0;
    for (const FieldLine& line : lines)
        size += line.name.size() + line.value.size() + 4;
    return size;
}

}  // namespace

std::size_t responseHeadBound(const ResponseHead& head, const ResponseRewrite& rewrite) {
    return head.size() + head.fields().size() + rewrite.viaName.size() + rewrite.date.size() +
           rewrite.requestId.size() + sizeOf(rewrite.add) + 256;
}

WrittenHead writeResponseHead(const ResponseHead& head, const ResponseRewrite& rewrite, char* memory) {
    if (head.interim() && rewrite.to.clientMinor == 0)
        return {0, {}, rewrite.to.keepAlive};
    WireOut out(memory);
    putStatusLine(out, head.status(), head.reason());
    for (const Field field : head.fields())
        if (passes(field, head, rewrite))
            out.field(field.name, field.value);
    if (!rewrite.viaName.empty())
        out.put(head.minor() == 0 ? "Via: 1.0 " : "Via: 1.1 ").put(rewrite.viaName).put("\r\n");
    WrittenHead written{0, framingFor(head.framing(), rewrite.to), rewrite.to.keepAlive};
    if (head.upgraded()) {
        out.put("Connection: upgrade\r\nUpgrade: websocket\r\n");
        written.keepAlive = false;
    } else if (!head.interim()) {
        if (!rewrite.date.empty() && !head.fields().has(KnownHeader::Date))
            out.field("Date", rewrite.date);
        if (!rewrite.requestId.empty())
            out.field("X-Request-Id", rewrite.requestId);
        putAdded(out, rewrite.add);
        written.keepAlive = written.keepAlive && written.framing.kind != BodyKind::CloseDelimited;
        putConnection(out, written.keepAlive, rewrite.to);
        putFraming(out, written.framing);
        // To HEAD, and in a 304, the length describes what does not come (RFC 9110 §8.6); in a 204 it may not stand.
        if (head.framing().kind == BodyKind::None && head.status() != 204)
            if (const auto stated = head.statedLength())
                out.put("Content-Length: ").number(*stated).put("\r\n");
    }
    out.put("\r\n");
    written.bytes = out.written();
    return written;
}

WrittenHead appendResponseHead(const ResponseHead& head, const ResponseRewrite& rewrite, std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + responseHeadBound(head, rewrite));
    const WrittenHead written = writeResponseHead(head, rewrite, out.data() + before);
    out.resize(before + written.bytes);
    return written;
}

std::size_t ownResponseBound(const OwnResponse& response) {
    return response.reason.size() + response.date.size() + sizeOf(response.fields) + 256;
}

WrittenHead writeOwnResponse(const OwnResponse& response, char* memory) {
    WireOut out(memory);
    putStatusLine(out, response.status, response.reason.empty() ? statusReason(response.status) : response.reason);
    if (!response.date.empty())
        out.field("Date", response.date);
    putAdded(out, response.fields);
    const bool bodiless = response.status < 200 || response.status == 204 || response.status == 304;
    Framing framing = bodiless ? Framing{} : framingFor(response.framing, response.to);
    if (!bodiless && framing.kind == BodyKind::None)
        framing = {BodyKind::ContentLength, 0};  // else an HTTP/1.1 client would wait for the end of the connection
    const bool head = response.to.method == Method::Head;
    WrittenHead written{0, head ? Framing{} : framing,
                        response.to.keepAlive && (head || framing.kind != BodyKind::CloseDelimited)};
    if (response.status >= 200)
        putConnection(out, written.keepAlive, response.to);
    putFraming(out, framing);
    out.put("\r\n");
    written.bytes = out.written();
    return written;
}

WrittenHead appendOwnResponse(const OwnResponse& response, std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + ownResponseBound(response));
    const WrittenHead written = writeOwnResponse(response, out.data() + before);
    out.resize(before + written.bytes);
    return written;
}

}  // namespace slipway::http
