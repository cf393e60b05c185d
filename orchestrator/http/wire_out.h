#pragma once

#include "http/framing.h"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace slipway::http::detail {

/// Writes into memory that the caller saw to be large enough.
class WireOut {
  public:
    explicit WireOut(char* out) : m_begin(out), m_at(out) {}

    WireOut& put(std::string_view text) {
        if (!text.empty())
            std::memcpy(m_at, text.data(), text.size());
        m_at += text.size();
        return *this;
    }
    WireOut& number(std::uint64_t value) {
        m_at = std::to_chars(m_at, m_at + 20, value).ptr;
        return *this;
    }
    WireOut& field(std::string_view name, std::string_view value) { return put(name).put(": ").put(value).put("\r\n"); }
    std::size_t written() const { return static_cast<std::size_t>(m_at - m_begin); }

  private:
    char* m_begin;
    char* m_at;
};

/// The field that says how the body ends.
inline void putFraming(WireOut& out, const Framing& framing) {
    if (framing.kind == BodyKind::Chunked)
        out.put("Transfer-Encoding: chunked\r\n");
    else if (framing.kind == BodyKind::ContentLength)
        out.put("Content-Length: ").number(framing.contentLength).put("\r\n");
}

}  // namespace slipway::http::detail
