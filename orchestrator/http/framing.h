#pragma once

#include <cstdint>
#include <string_view>

#include "http/reject.h"

namespace slipway::http {

enum class BodyKind : std::uint8_t {
    None,
    ContentLength,
    Chunked,
    CloseDelimited,  ///< responses alone: the body ends with the connection
};

/// How a message's body is delimited.
struct Framing {
    BodyKind kind = BodyKind::None;
    std::uint64_t contentLength = 0;  ///< payload bytes with ContentLength, else 0

    bool operator==(const Framing&) const = default;
};

/// What the framing fields of one head add up to, gathered field by field. Requests and responses share it; what
/// differs (statuses, defaults without any field) is in their parsers.
class FramingFields {
  public:
    /// Rows 16-18. `value` is trimmed.
    Why addContentLength(std::string_view value);
    /// Rows 20-22. `value` is trimmed; `minor` is that of HTTP/1.minor.
    Why addTransferEncoding(std::string_view value, unsigned minor);
    /// Row 19.
    Why finish() const { return m_hasLength && m_chunked ? Why::LengthAndCoding : Why::None; }

    bool chunked() const { return m_chunked; }
    bool hasLength() const { return m_hasLength; }
    std::uint64_t length() const { return m_length; }

  private:
    bool m_hasLength = false;
    bool m_chunked = false;
    std::uint64_t m_length = 0;
};

}  // namespace slipway::http
