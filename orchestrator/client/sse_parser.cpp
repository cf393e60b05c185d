#include "client/sse_parser.h"

#include <charconv>

namespace slipway::client {

void SseParser::take(std::string_view bytes) {
    m_lines.take(bytes, [this](std::string_view line) {
        onLine(line);
        return true;
    });
}

void SseParser::onLine(std::string_view line) {
    if (std::exchange(m_first, false) && line.starts_with("\xEF\xBB\xBF"))
        line.remove_prefix(3);
    if (line.empty()) {
        if (m_haveData) {
            if (m_event.type.empty())
                m_event.type = "message";
            m_onEvent(m_event);
        }
        m_event.type.clear();
        m_event.data.clear();
        m_haveData = false;
        return;
    }
    const size_t colon = line.find(':');
    if (colon == 0)
        return;  // a comment
    const std::string_view field = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' '))
        value.remove_prefix(1);
    if (field == "data") {
        if (m_haveData)
            m_event.data += '\n';
        m_event.data += value;
        m_haveData = true;
    } else if (field == "event") {
        m_event.type = value;
    } else if (field == "id" && value.find('\0') == std::string_view::npos) {
        m_event.id = value;
    } else if (field == "retry") {
        int wait = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), wait);
        if (error == std::errc{} && end == value.data() + value.size() && wait >= 0)
            m_retryMs = wait;
    }
}

}  // namespace slipway::client
