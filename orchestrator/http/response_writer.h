#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "http/field_line.h"
#include "http/response_head.h"

namespace slipway::http {

/// To whom a response goes.
struct ResponseTarget {
    unsigned clientMinor = 1;     ///< of the request, RequestHead::minor()
    Method method = Method::Get;  ///< of the request
    bool keepAlive = true;        ///< what the client offers and the gateway wants
};

/// What a forwarded response gets that its backend does not decide.
struct ResponseRewrite {
    ResponseTarget to;
    std::string_view viaName = "slipway";  ///< a token; empty: no Via
    std::string_view date;  ///< IMF-fixdate, written where the backend gave none (RFC 9110 §6.6.1); empty: not written
    std::string_view requestId;  ///< written as X-Request-Id instead of the backend's; empty: that one passes
    std::span<const FieldLine> add;
    std::span<const std::string_view> strip;  ///< names to drop, as they come from the backend
};

/// What was written, and how the body must follow.
struct WrittenHead {
    std::size_t bytes = 0;   ///< 0: nothing is to be sent (an interim response for an HTTP/1.0 client)
    Framing framing;         ///< Chunked: wrap the payload in chunks. CloseDelimited: payload, then close
    bool keepAlive = false;  ///< the client's connection after this response
};

std::size_t responseHeadBound(const ResponseHead& head, const ResponseRewrite& rewrite);

/// Writes the head towards a client, with framing and Connection regenerated for its version (rows 28, 34, 35, 38, 47,
/// 51). `out` has responseHeadBound() bytes and none of the head's. A close-delimited body becomes chunked for
/// HTTP/1.1; a chunked one close-delimited for 1.0.
WrittenHead writeResponseHead(const ResponseHead& head, const ResponseRewrite& rewrite, char* out);
WrittenHead appendResponseHead(const ResponseHead& head, const ResponseRewrite& rewrite, std::string& out);

/// A response of our own: errors, redirects, the control API.
struct OwnResponse {
    unsigned status = 200;
    std::string_view reason;  ///< empty: statusReason()
    Framing framing;  ///< Chunked becomes CloseDelimited for an HTTP/1.0 client. None: no body, and Content-Length: 0
                      ///< where that must be said
    ResponseTarget to;
    std::string_view date;              ///< IMF-fixdate; empty: no Date
    std::span<const FieldLine> fields;  ///< Content-Type and so on; no framing fields
};

std::size_t ownResponseBound(const OwnResponse& response);
/// With HEAD the framing is stated and WrittenHead::framing is None: send no body.
WrittenHead writeOwnResponse(const OwnResponse& response, char* out);
WrittenHead appendOwnResponse(const OwnResponse& response, std::string& out);

/// "Not Found" for 404; empty for a status that RFC 9110 does not list.
std::string_view statusReason(unsigned status);

}  // namespace slipway::http
