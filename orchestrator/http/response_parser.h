#pragma once

#include <cstdint>
#include <string_view>

#include "http/head_scanner.h"
#include "http/limits.h"
#include "http/parse_state.h"
#include "http/response_head.h"

namespace slipway::http {

/// Parses a response's head, as RequestParser does a request's. Reject: answer 502, or abort what has begun, and do not
/// pool the connection.
class ResponseParser {
  public:
    explicit ResponseParser(const Limits& limits = {}) : m_limits(limits) {}

    /// `bytes`: the message from its first byte on. `context` must be the same in every call for one head. After Head
    /// or Reject call reset() first; after an interim response that is how the final one is parsed.
    ParseState parse(std::string_view bytes, const ResponseContext& context);
    const ResponseHead& head() const { return m_head; }
    ResponseHead& head() { return m_head; }
    Why why() const { return m_why; }
    void reset();

  private:
    /// Version → Status → Reason → ReasonLf → Fields → Done; any → Refused.
    enum class State : std::uint8_t { Version, Status, Reason, ReasonLf, Fields, Done, Refused };

    ParseState refuse(Why why);
    ParseState needMore(std::size_t available);
    Why onField(const char* base, const FieldTable::Entry& entry);
    Why finishHead(const ResponseContext& context);
    Why checkUpgrade(const ResponseContext& context) const;

    Limits m_limits;
    State m_state = State::Version;
    Why m_why = Why::None;
    bool m_upgradesToWebSocket = false;
    std::uint32_t m_position = 0;
    std::uint32_t m_tokenStart = 0;
    FramingFields m_framing;
    FieldScanner m_scanner;
    ResponseHead m_head;
};

}  // namespace slipway::http
