#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace slipway::http {

/// How a proxy treats a field.
enum class HeaderClass : std::uint8_t {
    EndToEnd,    ///< passes; Connection may not name it
    Framing,     ///< decides where the message ends, or who it is for: always regenerated
    Hop,         ///< for this connection alone: never forwarded (RFC 9110 §7.6.1, §11.7)
    Forwarding,  ///< says who asked: replaced unless the client is trusted
    Tolerated,   ///< passes; Connection may name it without effect, because RFC 2616 listed it as hop-by-hop
};

/// X(enumerator, "Name", class). At most 63 rows, so that a set of them is one 64-bit word.
#define SLIPWAY_KNOWN_HEADERS(X)                                 \
    X(Host, "Host", Framing)                                     \
    X(ContentLength, "Content-Length", Framing)                  \
    X(TransferEncoding, "Transfer-Encoding", Framing)            \
    X(Connection, "Connection", Hop)                             \
    X(Upgrade, "Upgrade", Hop)                                   \
    X(Te, "TE", Hop)                                             \
    X(Expect, "Expect", EndToEnd)                                \
    X(MaxForwards, "Max-Forwards", EndToEnd)                     \
    X(KeepAlive, "Keep-Alive", Hop)                              \
    X(ProxyConnection, "Proxy-Connection", Hop)                  \
    X(ProxyAuthenticate, "Proxy-Authenticate", Hop)              \
    X(ProxyAuthorization, "Proxy-Authorization", Hop)            \
    X(ProxyAuthenticationInfo, "Proxy-Authentication-Info", Hop) \
    X(Http2Settings, "HTTP2-Settings", Hop)                      \
    X(Via, "Via", EndToEnd)                                      \
    X(Forwarded, "Forwarded", Forwarding)                        \
    X(XForwardedFor, "X-Forwarded-For", Forwarding)              \
    X(XForwardedProto, "X-Forwarded-Proto", Forwarding)          \
    X(XForwardedHost, "X-Forwarded-Host", Forwarding)            \
    X(XForwardedPort, "X-Forwarded-Port", Forwarding)            \
    X(XRealIp, "X-Real-IP", Forwarding)                          \
    X(XRequestId, "X-Request-Id", EndToEnd)                      \
    X(Traceparent, "Traceparent", EndToEnd)                      \
    X(Tracestate, "Tracestate", EndToEnd)                        \
    X(Trailer, "Trailer", Tolerated)                             \
    X(Date, "Date", EndToEnd)                                    \
    X(Server, "Server", EndToEnd)                                \
    X(Authorization, "Authorization", EndToEnd)                  \
    X(WwwAuthenticate, "WWW-Authenticate", EndToEnd)             \
    X(Cookie, "Cookie", EndToEnd)                                \
    X(SetCookie, "Set-Cookie", EndToEnd)                         \
    X(ContentType, "Content-Type", EndToEnd)                     \
    X(ContentEncoding, "Content-Encoding", EndToEnd)             \
    X(ContentRange, "Content-Range", EndToEnd)                   \
    X(Range, "Range", EndToEnd)                                  \
    X(Location, "Location", EndToEnd)                            \
    X(Accept, "Accept", EndToEnd)                                \
    X(AcceptEncoding, "Accept-Encoding", EndToEnd)               \
    X(AcceptLanguage, "Accept-Language", EndToEnd)               \
    X(UserAgent, "User-Agent", EndToEnd)                         \
    X(Referer, "Referer", EndToEnd)                              \
    X(Origin, "Origin", EndToEnd)                                \
    X(CacheControl, "Cache-Control", EndToEnd)                   \
    X(Pragma, "Pragma", EndToEnd)                                \
    X(ETag, "ETag", EndToEnd)                                    \
    X(IfMatch, "If-Match", EndToEnd)                             \
    X(IfNoneMatch, "If-None-Match", EndToEnd)                    \
    X(IfModifiedSince, "If-Modified-Since", EndToEnd)            \
    X(IfUnmodifiedSince, "If-Unmodified-Since", EndToEnd)        \
    X(IfRange, "If-Range", EndToEnd)                             \
    X(Vary, "Vary", EndToEnd)                                    \
    X(Age, "Age", EndToEnd)                                      \
    X(Expires, "Expires", EndToEnd)                              \
    X(LastModified, "Last-Modified", EndToEnd)                   \
    X(LastEventId, "Last-Event-ID", EndToEnd)                    \
    X(RetryAfter, "Retry-After", EndToEnd)                       \
    X(Allow, "Allow", EndToEnd)                                  \
    X(ServerTiming, "Server-Timing", EndToEnd)                   \
    X(IdempotencyKey, "Idempotency-Key", EndToEnd)               \
    X(SecWebSocketKey, "Sec-WebSocket-Key", EndToEnd)            \
    X(SecWebSocketAccept, "Sec-WebSocket-Accept", EndToEnd)      \
    X(SecWebSocketVersion, "Sec-WebSocket-Version", EndToEnd)    \
    X(SecWebSocketProtocol, "Sec-WebSocket-Protocol", EndToEnd)

enum class KnownHeader : std::uint8_t {
    Unknown,
#define X(id, name, cls) id,
    SLIPWAY_KNOWN_HEADERS(X)
#undef X
};

inline constexpr std::size_t kKnownHeaderCount =
    static_cast<std::size_t>(KnownHeader::SecWebSocketProtocol) + 1;  // the last row
static_assert(kKnownHeaderCount <= 64, "KnownHeaderSet is one word");

/// `name` must be a token; case does not matter. One multiplication, one table look-up, one comparison.
KnownHeader knownHeader(std::string_view name);
/// As it is written on the wire; empty for Unknown.
std::string_view knownHeaderName(KnownHeader id);
/// EndToEnd for Unknown.
HeaderClass headerClass(KnownHeader id);

/// A set of known headers.
class KnownHeaderSet {
  public:
    constexpr bool has(KnownHeader id) const { return (m_bits >> static_cast<unsigned>(id) & 1) != 0; }
    constexpr void add(KnownHeader id) { m_bits |= std::uint64_t{1} << static_cast<unsigned>(id); }
    constexpr bool operator==(const KnownHeaderSet&) const = default;

  private:
    std::uint64_t m_bits = 0;
};

}  // namespace slipway::http
