#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "client/lines.h"

namespace slipway::client {

/// One event of a server-sent stream.
struct ServerSentEvent {
    std::string id;    ///< the last id seen, this event's or an earlier one's
    std::string type;  ///< "message" where none is named
    std::string data;  ///< lines joined by "\n"
};

/// Bytes in, events out (WHATWG HTML, section 9.2.6). No I/O. Thread: one.
class SseParser {
  public:
    explicit SseParser(std::function<void(const ServerSentEvent&)> onEvent) : m_onEvent(std::move(onEvent)) {}

    void take(std::string_view bytes);
    /// For Last-Event-ID of the next connection; empty: none.
    const std::string& lastId() const { return m_event.id; }
    /// The reconnection time that the server asked for, in milliseconds; 0: none.
    int retryMs() const { return m_retryMs; }

  private:
    void onLine(std::string_view line);

    std::function<void(const ServerSentEvent&)> m_onEvent;
    Lines m_lines;
    ServerSentEvent m_event;
    bool m_first = true;
    bool m_haveData = false;
    int m_retryMs = 0;
};

}  // namespace slipway::client
