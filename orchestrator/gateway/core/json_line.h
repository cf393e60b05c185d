#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace slipway::gateway {

/// Writes one JSON object into a buffer of fixed size, member by member, and allocates nothing. What no longer fits is
/// left out by whole members, so that the line is always valid JSON. Thread: one owner.
class JsonLine {
  public:
    /// `capacity` at least 16.
    JsonLine(char* buffer, std::size_t capacity) : m_buffer(buffer), m_capacity(capacity) { m_buffer[m_size++] = '{'; }

    /// Keys are plain words. Text longer than `limit` bytes is cut and gets an ellipsis; bytes that are not UTF-8
    /// become U+FFFD, controls are escaped.
    void text(std::string_view key, std::string_view value, std::size_t limit = 256);
    void number(std::string_view key, std::uint64_t value);
    /// The object's end and a line feed; valid until the next line.
    std::string_view finish();

  private:
    bool begin(std::string_view key);
    bool put(std::string_view piece) {
        // Two places are kept free for the closing brace and the line feed.
        if (m_size + piece.size() + 2 > m_capacity)
            return false;
        std::memcpy(m_buffer + m_size, piece.data(), piece.size());
        m_size += piece.size();
        return true;
    }
    bool putEscaped(std::string_view value);

    char* m_buffer;
    std::size_t m_capacity;
    std::size_t m_size = 0;
};

}  // namespace slipway::gateway
