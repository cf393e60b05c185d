#include "http/head_scanner.h"

#include "http/chars.h"

namespace slipway::http {
namespace {

Why whyNameEnds(char c, bool empty) {
    switch (c) {
        case ' ':
        case '\t':
            return empty ? Why::FieldNameInvalid : Why::SpaceBeforeColon;
        case '\n':
            return Why::BareLf;
        case '\r':
            return Why::ColonMissing;
        case '\0':
            return Why::NulByte;
        default:
            return Why::FieldNameInvalid;
    }
}

Why whyValueEnds(char c) {
    return c == '\n' ? Why::BareLf : c == '\0' ? Why::NulByte : Why::ControlByte;
}

}  // namespace

FieldScanner::Result FieldScanner::next(const char* base, std::uint32_t& position, std::uint32_t end,
                                        FieldTable::Entry& entry, Why& why) {
    const char* at = base + position;
    const char* const stop = base + end;
    const auto offset = [&] { return static_cast<std::uint32_t>(at - base); };
    const auto pause = [&] {
        position = offset();
        return Result::NeedMore;
    };
    const auto refuse = [&](Why reason) {
        position = offset();
        why = reason;
        return Result::Refused;
    };
    switch (m_state) {
        case State::LineStart:
            if (at == stop)
                return pause();
            if (*at == '\r') {
                ++at;
                m_state = State::LastLf;
                goto lastLf;
            }
            if (*at == ' ' || *at == '\t')
                return refuse(m_first ? Why::SpaceBeforeField : Why::ObsoleteFold);
            m_first = false;
            m_nameStart = offset();
            m_state = State::Name;
            [[fallthrough]];
        case State::Name:
            at = findTokenEnd(at, stop);
            if (at == stop)
                return pause();
            if (*at != ':' || offset() == m_nameStart)
                return refuse(whyNameEnds(*at, offset() == m_nameStart));
            m_nameEnd = offset();
            if (m_nameEnd - m_nameStart > 0xFFFF)
                return refuse(Why::HeadTooLarge);
            ++at;
            m_state = State::BeforeValue;
            [[fallthrough]];
        case State::BeforeValue:
            while (at != stop && (*at == ' ' || *at == '\t'))
                ++at;
            if (at == stop)
                return pause();
            m_valueStart = offset();
            m_state = State::Value;
            [[fallthrough]];
        case State::Value:
            at = findValueEnd(at, stop);
            if (at == stop)
                return pause();
            if (*at != '\r')
                return refuse(whyValueEnds(*at));
            m_valueEnd = offset();
            ++at;
            m_state = State::LineLf;
            [[fallthrough]];
        case State::LineLf: {
            if (at == stop)
                return pause();
            if (*at != '\n')
                return refuse(Why::BareCr);
            ++at;
            m_state = State::LineStart;
            std::uint32_t valueEnd = m_valueEnd;
            while (valueEnd > m_valueStart && (base[valueEnd - 1] == ' ' || base[valueEnd - 1] == '\t'))
                --valueEnd;
            const std::string_view name(base + m_nameStart, m_nameEnd - m_nameStart);
            const KnownHeader id = knownHeader(name);
            entry = {m_nameStart,
                     m_valueStart,
                     valueEnd - m_valueStart,
                     static_cast<std::uint16_t>(name.size()),
                     id,
                     id == KnownHeader::Unknown ? fieldTraits(name) : std::uint8_t{0}};
            position = offset();
            return Result::Field;
        }
        case State::LastLf:
        lastLf:
            if (at == stop)
                return pause();
            if (*at != '\n')
                return refuse(Why::BareCr);
            ++at;
            position = offset();
            return Result::End;
    }
    return refuse(Why::FieldNameInvalid);
}

}  // namespace slipway::http
