#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/trace_context.h"
#include "http/field_line.h"
#include "http/request_head.h"

namespace slipway::http {

/// Whether what the client says about who is behind it is believed.
enum class ForwardingTrust : std::uint8_t {
    Replace,  ///< X-Forwarded-*, X-Real-IP and Forwarded of the client are dropped and ours written
    Append,   ///< the client is a proxy of ours: its fields stay, and it is added to them
};

enum class ConnectionIntent : std::uint8_t { KeepAlive, Close };

/// What a forwarded request gets that its client does not decide. Views; they live as long as the call.
struct RequestRewrite {
    std::string_view target;  ///< instead of the client's (a route that strips a prefix); empty: the client's bytes
    std::string_view host;    ///< instead of the client's; empty: what the client asked for
    std::string_view fallbackHost;   ///< where an HTTP/1.0 client named none: the endpoint's address
    std::string_view clientAddress;  ///< "192.0.2.7" or "2001:db8::7"; empty: "unknown" (a Unix socket)
    std::string_view scheme = "http";
    std::string_view requestId;            ///< instead of the client's X-Request-Id; empty: that one passes
    std::string_view viaName = "slipway";  ///< a token; empty: no Via
    ForwardingTrust trust = ForwardingTrust::Replace;
    ConnectionIntent connection = ConnectionIntent::KeepAlive;
    bool upgrade = true;                      ///< false: the request goes on without its upgrade
    std::optional<Framing> framing;           ///< of the body that will be sent, where it is not the client's
    std::optional<TraceContext> traceparent;  ///< instead of the client's; nothing: its trace fields pass
    std::size_t* traceparentAt = nullptr;     ///< told where the value begins in what is written
    bool keepTracestate = true;               ///< it belongs to the traceparent that came with it
    std::span<const FieldLine> add;           ///< ours; also the one way for a Slipway-* field to reach a backend
    std::span<const std::string_view> strip;  ///< names to drop, as they come from the client
};

/// Bytes that writeRequestHead() needs at most.
std::size_t requestHeadBound(const RequestHead& head, const RequestRewrite& rewrite);

/// Writes the head towards a backend, always HTTP/1.1, with the framing, Host and Connection regenerated and what
/// belongs to the client's connection left out (checklist rows 27-29, 47, 48, 50, 51, 54). Returns its bytes; 0 where
/// `target` or `host` of the rewrite would break the request line or Host, which is a bug of the caller. `out` has
/// requestHeadBound() bytes and none of the head's.
std::size_t writeRequestHead(const RequestHead& head, const RequestRewrite& rewrite, char* out);

/// The same, appended. For callers that do not count nanoseconds.
bool appendRequestHead(const RequestHead& head, const RequestRewrite& rewrite, std::string& out);

/// TRACE and OPTIONS with Max-Forwards: 0 end here (row 50): answer, do not forward.
bool endsHere(const RequestHead& head);

}  // namespace slipway::http
