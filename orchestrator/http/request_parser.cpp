#include "http/request_parser.h"

#include <algorithm>
#include <cstring>

#include "http/chars.h"

namespace slipway::http {
namespace {

constexpr std::string_view kVersionStart = "HTTP/";

Slice sliceOf(std::string_view part, const char* base) {
    return part.data() == nullptr
               ? Slice{}
               : Slice{static_cast<std::uint32_t>(part.data() - base), static_cast<std::uint32_t>(part.size())};
}

/// Where to stop looking for the end of a token of at most `maxBytes`: one past them, so that a token of that size is
/// told from a longer one.
std::uint32_t scanLimit(std::uint32_t end, std::uint32_t tokenStart, std::uint32_t maxBytes) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(end, std::uint64_t{tokenStart} + maxBytes + 1));
}

}  // namespace

void RequestParser::reset() {
    m_state = State::Start;
    m_why = Why::None;
    m_hostSeen = m_wantsWebSocket = false;
    m_position = m_tokenStart = 0;
    m_framing = {};
    m_scanner.reset();
    m_head.m_size = 0;
    m_head.m_method = Method::Other;
    m_head.m_form = TargetForm::Origin;
    m_head.m_upgrade = UpgradeKind::None;
    m_head.m_minor = 1;
    m_head.m_hasQuery = m_head.m_expectContinue = m_head.m_acceptsTrailers = false;
    m_head.m_keepAlive = true;
    m_head.m_methodText = m_head.m_target = m_head.m_path = m_head.m_query = {};
    m_head.m_scheme = m_head.m_authority = m_head.m_host = m_head.m_port = {};
    m_head.m_framing = {};
    m_head.m_connection.clear();
    m_head.m_fields.clear();
}

ParseState RequestParser::refuse(Why why) {
    m_state = State::Refused;
    m_why = why;
    return ParseState::Reject;
}

ParseState RequestParser::needMore(std::size_t available) {
    return available >= m_limits.maxHeadBytes ? refuse(Why::HeadTooLarge) : ParseState::NeedMore;
}

ParseState RequestParser::parse(std::string_view bytes) {
    const char* const base = bytes.data();
    const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), m_limits.maxHeadBytes));
    m_head.bind(base);
    const auto atEnd = [&] { return m_position == end; };
    switch (m_state) {
        case State::Start:
            if (atEnd())
                return needMore(bytes.size());
            if (base[m_position] == '\r') {
                ++m_position;
                m_state = State::LeadingLf;
                return parse(bytes);
            }
            goto startLine;
        case State::LeadingLf:
            if (atEnd())
                return needMore(bytes.size());
            if (base[m_position] != '\n')
                return refuse(Why::BareCr);
            ++m_position;
            m_state = State::AfterEmptyLine;
            [[fallthrough]];
        case State::AfterEmptyLine:
            if (atEnd())
                return needMore(bytes.size());
            if (base[m_position] == '\r')
                return refuse(Why::EmptyLines);
        startLine:
            m_tokenStart = m_position;
            m_state = State::Method;
            [[fallthrough]];
        case State::Method: {
            const std::uint32_t scanEnd = scanLimit(end, m_tokenStart, m_limits.maxMethodBytes);
            m_position = static_cast<std::uint32_t>(findTokenEnd(base + m_position, base + scanEnd) - base);
            if (m_position - m_tokenStart > m_limits.maxMethodBytes)
                return refuse(Why::MethodTooLong);
            if (atEnd())
                return needMore(bytes.size());
            const char c = base[m_position];
            if (c != ' ' || m_position == m_tokenStart)
                return refuse(c == '\n'               ? Why::BareLf
                              : c == '\0'             ? Why::NulByte
                              : c == '\t' || c == ' ' ? Why::StartLineSpacing
                                                      : Why::MethodInvalid);
            m_head.m_methodText = {m_tokenStart, m_position - m_tokenStart};
            m_tokenStart = ++m_position;
            m_state = State::Target;
        }
            [[fallthrough]];
        case State::Target: {
            const std::uint32_t scanEnd = scanLimit(end, m_tokenStart, m_limits.maxTargetBytes);
            m_position = static_cast<std::uint32_t>(findTargetEnd(base + m_position, base + scanEnd) - base);
            if (m_position - m_tokenStart > m_limits.maxTargetBytes)
                return refuse(Why::TargetTooLong);
            if (atEnd())
                return needMore(bytes.size());
            const char c = base[m_position];
            if (c == '\t' || (c == ' ' && m_position == m_tokenStart))
                return refuse(Why::StartLineSpacing);
            if (c == '\r')  // HTTP/0.9, or no target at all
                return refuse(Why::VersionInvalid);
            if (c != ' ')
                return refuse(c == '\n' ? Why::BareLf : c == '\0' ? Why::NulByte : Why::TargetInvalid);
            m_head.m_target = {m_tokenStart, m_position - m_tokenStart};
            m_tokenStart = ++m_position;
            m_state = State::Version;
        }
            [[fallthrough]];
        case State::Version:
            if (m_position == m_tokenStart && end - m_position >= 9 &&
                std::memcmp(base + m_position, "HTTP/1.1\r", 9) == 0)
                m_position += 9;
            // "HTTP/", a digit, '.', a digit, CR: nine bytes, each one checked when it comes.
            for (; m_position - m_tokenStart < 9; ++m_position) {
                if (atEnd())
                    return needMore(bytes.size());
                const std::uint32_t at = m_position - m_tokenStart;
                const char c = base[m_position];
                if (c == '\n')
                    return refuse(Why::BareLf);
                if (at == 0 && (c == ' ' || c == '\t'))
                    return refuse(Why::StartLineSpacing);
                const bool good = at < 5    ? c == kVersionStart[at]
                                  : at == 6 ? c == '.'
                                  : at == 8 ? c == '\r'
                                            : isClass(c, kDigit);
                if (!good)
                    return refuse(at == 8 && (c == ' ' || c == '\t') ? Why::StartLineSpacing : Why::VersionInvalid);
            }
            m_state = State::VersionLf;
            [[fallthrough]];
        case State::VersionLf:
            if (atEnd())
                return needMore(bytes.size());
            if (base[m_position] != '\n')
                return refuse(Why::BareCr);
            ++m_position;
            if (const Why why = finishStartLine(base); why != Why::None)
                return refuse(why);
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
                if (why = finishHead(base); why != Why::None)
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

Why RequestParser::finishStartLine(const char* base) {
    const char major = base[m_tokenStart + 5];
    if (major != '1')
        return major > '1' ? Why::VersionUnsupported : Why::VersionInvalid;
    m_head.m_minor =
        base[m_tokenStart + 7] == '0' ? 0 : 1;  // RFC 9110 §2.5: a higher minor is read as the highest that we know
    m_head.m_method = methodOf(m_head.methodText());
    TargetParts parts;
    if (const Why why = parseTarget(m_head.m_method, m_head.target(), parts); why != Why::None)
        return why;
    m_head.m_form = parts.form;
    m_head.m_path = sliceOf(parts.path, base);
    m_head.m_query = sliceOf(parts.query, base);
    m_head.m_hasQuery = parts.hasQuery;
    m_head.m_scheme = sliceOf(parts.scheme, base);
    m_head.m_authority = sliceOf(parts.authority, base);
    return Why::None;
}

Why RequestParser::onField(const char* base, const FieldTable::Entry& entry) {
    if (!m_head.m_fields.add(entry, std::min<std::size_t>(m_limits.maxFields, kFieldCapacity)))
        return Why::TooManyFields;
    const std::string_view value(base + entry.valueOffset, entry.valueSize);
    switch (entry.id) {
        case KnownHeader::Host: {
            if (m_hostSeen)
                return Why::HostRepeated;
            m_hostSeen = true;
            const auto host = parseHostPort(value);
            if (!host)
                return Why::HostInvalid;
            m_head.m_host = sliceOf(host->host, base);
            m_head.m_port = sliceOf(host->port, base);
            return Why::None;
        }
        case KnownHeader::ContentLength:
            return m_framing.addContentLength(value);
        case KnownHeader::TransferEncoding:
            return m_framing.addTransferEncoding(value, m_head.m_minor);
        case KnownHeader::Connection:
            return m_head.m_connection.add(ConnectionOptions::Role::Request, value, base);
        case KnownHeader::Expect:
            if (!equalsIgnoreCase(value, "100-continue"))
                return Why::ExpectationUnknown;
            m_head.m_expectContinue = m_head.m_minor >= 1;
            return Why::None;
        case KnownHeader::Upgrade:
            m_wantsWebSocket = m_wantsWebSocket || listHas(value, "websocket");
            return Why::None;
        case KnownHeader::Te:
            m_head.m_acceptsTrailers = m_head.m_acceptsTrailers || listHas(value, "trailers");
            return Why::None;
        default:
            return Why::None;
    }
}

Why RequestParser::checkHost(const char* base) {
    if (!m_hostSeen && m_head.m_minor >= 1)
        return Why::HostMissing;
    if (m_head.m_form == TargetForm::Absolute) {
        const auto asked = parseHostPort(m_head.authority());  // parseTarget() saw to it that it is one
        const bool https = m_head.m_scheme.size == 5;
        if (m_hostSeen && !sameHost(*asked, {m_head.host(), m_head.port()}, https ? "443" : "80"))
            return Why::HostMismatch;
        m_head.m_host = sliceOf(asked->host, base);
        m_head.m_port = sliceOf(asked->port, base);
    }
    // "h:" is "h" from here on, so that the backend's Host and the forwarding fields say one thing.
    const Slice& host = m_head.m_host;
    const Slice& port = m_head.m_port;
    m_head.m_authority = {host.offset, port.size == 0 ? host.size : port.offset + port.size - host.offset};
    return Why::None;
}

Why RequestParser::finishHead(const char* base) {
    if (const Why why = m_framing.finish(); why != Why::None)
        return why;
    if (const Why why = checkHost(base); why != Why::None)
        return why;
    if (m_framing.chunked())
        m_head.m_framing = {BodyKind::Chunked, 0};
    else if (m_framing.hasLength())
        m_head.m_framing = {BodyKind::ContentLength, m_framing.length()};
    const ConnectionOptions& connection = m_head.m_connection;
    m_head.m_keepAlive = !connection.close() && (m_head.m_minor >= 1 || connection.keepAlive());
    const bool bodiless = m_head.m_framing.kind == BodyKind::None ||
                          (m_head.m_framing.kind == BodyKind::ContentLength && m_framing.length() == 0);
    if (m_wantsWebSocket && connection.upgrade() && bodiless && m_head.m_minor >= 1 && m_head.m_method == Method::Get &&
        m_head.m_fields.has(KnownHeader::SecWebSocketKey))
        m_head.m_upgrade = UpgradeKind::WebSocket;
    return Why::None;
}

}  // namespace slipway::http
