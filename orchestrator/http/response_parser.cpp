#include "http/response_parser.h"

#include <algorithm>

#include "http/chars.h"

namespace slipway::http {
namespace {

constexpr std::string_view kStatusLineStart = "HTTP/1.";

}  // namespace

void ResponseParser::reset() {
    m_state = State::Version;
    m_why = Why::None;
    m_upgradesToWebSocket = false;
    m_position = m_tokenStart = 0;
    m_framing = {};
    m_scanner.reset();
    m_head.m_size = 0;
    m_head.m_status = 0;
    m_head.m_minor = 1;
    m_head.m_keepAlive = true;
    m_head.m_hasLength = false;
    m_head.m_statedLength = 0;
    m_head.m_reason = {};
    m_head.m_framing = {};
    m_head.m_connection.clear();
    m_head.m_fields.clear();
}

ParseState ResponseParser::refuse(Why why) {
    m_state = State::Refused;
    m_why = why;
    return ParseState::Reject;
}

ParseState ResponseParser::needMore(std::size_t available) {
    return available >= m_limits.maxHeadBytes ? refuse(Why::HeadTooLarge) : ParseState::NeedMore;
}

ParseState ResponseParser::parse(std::string_view bytes, const ResponseContext& context) {
    const char* const base = bytes.data();
    const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), m_limits.maxHeadBytes));
    m_head.bind(base);
    const auto atEnd = [&] { return m_position == end; };
    switch (m_state) {
        case State::Version:
            // "HTTP/1.", a digit, SP.
            for (; m_position < 9; ++m_position) {
                if (atEnd())
                    return needMore(bytes.size());
                const char c = base[m_position];
                const bool good = m_position < 7    ? c == kStatusLineStart[m_position]
                                  : m_position == 7 ? isClass(c, kDigit)
                                                    : c == ' ';
                if (!good)
                    return refuse(Why::StatusLineInvalid);
            }
            m_head.m_minor = base[7] == '0' ? 0 : 1;
            m_state = State::Status;
            [[fallthrough]];
        case State::Status:
            // Three digits, then SP and a reason, or the end of the line: some servers leave out the SP where there is
            // no reason.
            for (; m_position < 12; ++m_position) {
                if (atEnd())
                    return needMore(bytes.size());
                if (!isClass(base[m_position], kDigit))
                    return refuse(Why::StatusLineInvalid);
                m_head.m_status = static_cast<std::uint16_t>(m_head.m_status * 10 + (base[m_position] - '0'));
            }
            if (m_head.m_status < 100 || m_head.m_status > 599)
                return refuse(Why::StatusLineInvalid);
            if (atEnd())
                return needMore(bytes.size());
            if (base[m_position] != ' ' && base[m_position] != '\r')
                return refuse(base[m_position] == '\n' ? Why::BareLf : Why::StatusLineInvalid);
            m_position += base[m_position] == ' ' ? 1 : 0;
            m_tokenStart = m_position;
            m_state = State::Reason;
            [[fallthrough]];
        case State::Reason:
            m_position = static_cast<std::uint32_t>(findValueEnd(base + m_position, base + end) - base);
            if (atEnd())
                return needMore(bytes.size());
            if (base[m_position] != '\r')
                return refuse(base[m_position] == '\n' ? Why::BareLf : Why::StatusLineInvalid);
            m_head.m_reason = {m_tokenStart, m_position - m_tokenStart};
            ++m_position;
            m_state = State::ReasonLf;
            [[fallthrough]];
        case State::ReasonLf:
            if (atEnd())
                return needMore(bytes.size());
            if (base[m_position] != '\n')
                return refuse(Why::BareCr);
            ++m_position;
            m_state = State::Fields;
            [[fallthrough]];
        case State::Fields:
            while (true) {
                FieldTable::Entry entry;
                Why why = Why::None;
                switch (m_scanner.next(base, m_position, end, entry, why)) {
                    case FieldScanner::Result::NeedMore:
                        return needMore(bytes.size());
                    case FieldScanner::Result::Refused:
                        return refuse(why);
                    case FieldScanner::Result::Field:
                        why = onField(base, entry);
                        if (why != Why::None)
                            return refuse(why);
                        continue;
                    case FieldScanner::Result::End:
                        break;
                }
                if (why = finishHead(context); why != Why::None)
                    return refuse(why);
                m_head.m_size = m_position;
                m_state = State::Done;
                return ParseState::Head;
            }
        case State::Done:
            return ParseState::Head;
        case State::Refused:
            break;
    }
    return ParseState::Reject;
}

Why ResponseParser::onField(const char* base, const FieldTable::Entry& entry) {
    if (!m_head.m_fields.add(entry, std::min<std::size_t>(m_limits.maxFields, kFieldCapacity)))
        return Why::TooManyFields;
    const std::string_view value(base + entry.valueOffset, entry.valueSize);
    switch (entry.id) {
        case KnownHeader::ContentLength:
            return m_framing.addContentLength(value);
        case KnownHeader::TransferEncoding:
            return m_framing.addTransferEncoding(value, m_head.m_minor);
        case KnownHeader::Connection:
            return m_head.m_connection.add(ConnectionOptions::Role::Response, value, base);
        case KnownHeader::Upgrade:
            m_upgradesToWebSocket = equalsIgnoreCase(value, "websocket");
            return Why::None;
        default:
            return Why::None;
    }
}

Why ResponseParser::checkUpgrade(const ResponseContext& context) const {
    if (context.upgrade != UpgradeKind::WebSocket)
        return Why::UpgradeUnrequested;
    // RFC 6455 §4.2.2 asks for all three. Whether the accept value fits the key is for the client to check: it alone
    // made the key.
    const bool complete = m_upgradesToWebSocket && m_head.m_connection.upgrade() &&
                          m_head.m_fields.has(KnownHeader::SecWebSocketAccept) && m_head.m_minor >= 1;
    return complete ? Why::None : Why::UpgradeInvalid;
}

Why ResponseParser::finishHead(const ResponseContext& context) {
    if (const Why why = m_framing.finish(); why != Why::None)
        return why;
    const unsigned status = m_head.m_status;
    if (status == 101)
        if (const Why why = checkUpgrade(context); why != Why::None)
            return why;
    m_head.m_hasLength = m_framing.hasLength();
    m_head.m_statedLength = m_framing.length();
    const ConnectionOptions& connection = m_head.m_connection;
    m_head.m_keepAlive = !connection.close() && (m_head.m_minor >= 1 || connection.keepAlive());
    if (status < 200 || status == 204 || status == 304 || context.method == Method::Head)
        m_head.m_framing = {BodyKind::None, 0};
    else if (m_framing.chunked())
        m_head.m_framing = {BodyKind::Chunked, 0};
    else if (m_framing.hasLength())
        m_head.m_framing = {BodyKind::ContentLength, m_framing.length()};
    else {
        m_head.m_framing = {BodyKind::CloseDelimited, 0};
        m_head.m_keepAlive = false;
    }
    return Why::None;
}

}  // namespace slipway::http
