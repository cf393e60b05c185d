#pragma once

#include <cstring>
#include <memory>
#include <string_view>

namespace slipway::gateway {

/// Bytes being put together for a send. Keeps its memory over clear(), never fills it with zeros.
class OutBuffer {
  public:
    std::string_view view() const { return {m_data.get(), m_size}; }
    size_t size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }

    /// Room for `bytes` more; commit() what was written there.
    char* reserve(size_t bytes) {
        if (m_size + bytes > m_capacity)
            grow(m_size + bytes);
        return m_data.get() + m_size;
    }
    /// To write over what is there; `offset` below size().
    char* at(size_t offset) { return m_data.get() + offset; }
    void commit(size_t bytes) { m_size += bytes; }
    void append(std::string_view bytes) {
        if (bytes.empty())
            return;
        std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
        m_size += bytes.size();
    }
    void truncate(size_t bytes) { m_size = bytes; }
    void clear() { m_size = 0; }
    /// Empty, and holding at most `bytes`.
    void shrink(size_t bytes) {
        m_size = 0;
        if (m_capacity > bytes) {
            m_data.reset();
            m_capacity = 0;
        }
    }

  private:
    void grow(size_t atLeast) {
        size_t capacity = m_capacity == 0 ? 1024 : m_capacity;
        while (capacity < atLeast)
            capacity *= 2;
        std::unique_ptr<char[]> larger(new char[capacity]);
        if (m_size > 0)
            std::memcpy(larger.get(), m_data.get(), m_size);
        m_data = std::move(larger);
        m_capacity = capacity;
    }

    std::unique_ptr<char[]> m_data;
    size_t m_size = 0;
    size_t m_capacity = 0;
};

}  // namespace slipway::gateway
