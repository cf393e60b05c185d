#pragma once

#include <cstdint>
#include <string_view>

#include "http/head_scanner.h"
#include "http/limits.h"
#include "http/parse_state.h"
#include "http/request_head.h"

namespace slipway::http {

/// Parses a request's head, strictly (docs/http-codec.md). The outcome does not depend on how the bytes are split, and
/// no byte is looked at twice. Trivially copyable: a worker parses with its own parser, and only where a head is
/// incomplete is a copy kept with the connection.
class RequestParser {
  public:
    explicit RequestParser(const Limits& limits = {}) : m_limits(limits) {}

    /// `bytes`: the message from its first byte on, all that is there. Call again with more behind the same bytes,
    /// which may have moved. After Head or Reject call reset() first.
    ParseState parse(std::string_view bytes);
    const RequestHead& head() const { return m_head; }
    RequestHead& head() { return m_head; }
    Why why() const { return m_why; }
    /// False while nothing but a leading CRLF was seen: such a connection is idle, not slow.
    bool begun() const {
        return m_state != State::Start && m_state != State::LeadingLf && m_state != State::AfterEmptyLine;
    }
    void reset();

  private:
    /// Start → (LeadingLf → AfterEmptyLine) → Method → Target → Version → VersionLf → Fields → Done; any → Refused.
    enum class State : std::uint8_t {
        Start,
        LeadingLf,
        AfterEmptyLine,
        Method,
        Target,
        Version,
        VersionLf,
        Fields,
        Done,
        Refused
    };

    ParseState refuse(Why why);
    ParseState needMore(std::size_t available);
    Why finishStartLine(const char* base);
    Why onField(const char* base, const FieldTable::Entry& entry);
    Why finishHead(const char* base);
    Why checkHost(const char* base);

    Limits m_limits;
    State m_state = State::Start;
    Why m_why = Why::None;
    bool m_hostSeen = false;
    bool m_wantsWebSocket = false;
    std::uint32_t m_position = 0;
    std::uint32_t m_tokenStart = 0;
    FramingFields m_framing;
    FieldScanner m_scanner;
    RequestHead m_head;
};

}  // namespace slipway::http
