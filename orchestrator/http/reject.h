#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::http {

/// Why bytes are refused: X(name, "slug", row of docs/http-checklist.md, status that a client gets, "what it means").
/// A response that is refused is 502 whatever the table says. After any refusal the connection closes: its framing is
/// not to be trusted.
#define SLIPWAY_HTTP_REJECTS(X)                                                                                     \
    X(HostMissing, "host-missing", 1, 400, "HTTP/1.1 without Host")                                                 \
    X(HostRepeated, "host-repeated", 1, 400, "more than one Host")                                                  \
    X(HostInvalid, "host-invalid", 1, 400, "Host is not a host with an optional port")                              \
    X(HostMismatch, "host-mismatch", 2, 400, "Host differs from the host in the target")                            \
    X(TargetInvalid, "target-invalid", 4, 400,                                                                      \
      "the target is none of the four forms, or has a byte that none may have")                                     \
    X(ConnectRefused, "connect-refused", 5, 501, "CONNECT is not offered")                                          \
    X(VersionInvalid, "version-invalid", 6, 400, "no HTTP/1.x version where one must stand")                        \
    X(VersionUnsupported, "version-unsupported", 6, 505, "a higher major version")                                  \
    X(StartLineSpacing, "start-line-spacing", 7, 400, "the parts of the start line are not apart by single spaces") \
    X(EmptyLines, "empty-lines", 8, 400, "more than one empty line before the start line")                          \
    X(SpaceBeforeField, "space-before-field", 9, 400, "white space before the first field")                         \
    X(FieldNameInvalid, "field-name-invalid", 10, 400, "a field name is empty or no token")                         \
    X(SpaceBeforeColon, "space-before-colon", 10, 400, "white space between field name and colon")                  \
    X(ColonMissing, "colon-missing", 10, 400, "a field line without a colon")                                       \
    X(ObsoleteFold, "obsolete-fold", 12, 400, "a folded field line")                                                \
    X(BareLf, "bare-lf", 13, 400, "LF without CR")                                                                  \
    X(BareCr, "bare-cr", 14, 400, "CR without LF")                                                                  \
    X(NulByte, "nul-byte", 14, 400, "a NUL byte")                                                                   \
    X(ControlByte, "control-byte", 15, 400, "a control byte in a field value")                                      \
    X(ContentLengthInvalid, "content-length-invalid", 16, 400, "Content-Length is no number below 2^63")            \
    X(ContentLengthConflict, "content-length-conflict", 17, 400, "two different Content-Lengths")                   \
    X(ContentLengthRepeated, "content-length-repeated", 18, 400, "Content-Length said twice")                       \
    X(LengthAndCoding, "length-and-coding", 19, 400, "both Content-Length and Transfer-Encoding")                   \
    X(CodingInHttp10, "coding-in-http10", 20, 400, "Transfer-Encoding in HTTP/1.0")                                 \
    X(CodingInvalid, "coding-invalid", 21, 400, "Transfer-Encoding is not exactly one 'chunked'")                   \
    X(CodingUnsupported, "coding-unsupported", 22, 501, "a transfer coding that is not offered")                    \
    X(ChunkSizeInvalid, "chunk-size-invalid", 23, 400, "a chunk size is no hexadecimal number below 2^63")          \
    X(ChunkLineInvalid, "chunk-line-invalid", 24, 400, "a chunk's line or data does not end with CRLF")             \
    X(ChunkExtensionInvalid, "chunk-extension-invalid", 25, 400, "a control byte in a chunk extension")             \
    X(ChunkExtensionsTooLong, "chunk-extensions-too-long", 25, 400, "more chunk extensions than the limit")         \
    X(TrailersTooLarge, "trailers-too-large", 26, 431, "trailers past a limit")                                     \
    X(ConnectionInvalid, "connection-invalid", 27, 400, "Connection is no list of tokens, or too long a one")       \
    X(ConnectionNamesEndToEnd, "connection-names-end-to-end", 29, 400,                                              \
      "Connection names a field that may not be dropped")                                                           \
    X(HeadTooLarge, "head-too-large", 30, 431, "the head is larger than the limit")                                 \
    X(TooManyFields, "too-many-fields", 30, 431, "more fields than the limit")                                      \
    X(TargetTooLong, "target-too-long", 30, 414, "the target is longer than the limit")                             \
    X(MethodInvalid, "method-invalid", 7, 400, "the method is no token")                                            \
    X(MethodTooLong, "method-too-long", 30, 501, "the method is longer than any that is known")                     \
    X(ExpectationUnknown, "expectation-unknown", 33, 417, "Expect asks for something else than 100-continue")       \
    X(UpgradeUnrequested, "upgrade-unrequested", 49, 502, "101 without a request for it")                           \
    X(UpgradeInvalid, "upgrade-invalid", 47, 502, "101 that does not complete the WebSocket handshake")             \
    X(StatusLineInvalid, "status-line-invalid", 37, 502, "the status line is malformed")                            \
    X(BodyTooLarge, "body-too-large", 30, 413, "the body is larger than the limit")                                 \
    X(Truncated, "truncated", 39, 400, "the connection ended inside the message")

enum class Why : std::uint8_t {
    None,
#define X(name, slug, row, status, meaning) name,
    SLIPWAY_HTTP_REJECTS(X)
#undef X
};

struct WhyInfo {
    Why why;
    std::string_view slug;     ///< stable: metrics, access log
    std::uint8_t row;          ///< of the checklist
    std::uint16_t status;      ///< for a request; a response is always 502
    std::string_view meaning;  ///< for people
};

/// Why::None has an empty slug and status 0. Thread: any.
const WhyInfo& whyInfo(Why why);

}  // namespace slipway::http
