#pragma once

#include <string>
#include <string_view>

namespace slipway::net {

/// Bytes that wait, in one piece. Holds no memory while it is empty, so that an idle connection keeps none.
class ByteQueue {
  public:
    bool isEmpty() const { return m_start == m_data.size(); }
    size_t size() const { return m_data.size() - m_start; }
    std::string_view view() const { return std::string_view(m_data).substr(m_start); }

    void append(std::string_view bytes) {
        if (m_start > 0 && m_data.size() + bytes.size() > m_data.capacity()) {
            m_data.erase(0, m_start);
            m_start = 0;
        }
        m_data.append(bytes);
    }
    void consume(size_t bytes) {
        m_start += bytes;
        if (m_start == m_data.size())
            clear();
    }
    void clear() {
        m_data = std::string();
        m_start = 0;
    }

  private:
    std::string m_data;
    size_t m_start = 0;
};

}  // namespace slipway::net
