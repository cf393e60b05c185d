#include "http/body_decoder.h"

#include <algorithm>

#include "http/chars.h"

namespace slipway::http {

BodyDecoder::BodyDecoder(const Framing& framing, const BodyLimits& limits) : m_limits(limits) {
    start(framing);
}

void BodyDecoder::start(const Framing& framing) {
    m_digits = 0;
    m_extensionBytes = 0;
    m_received = 0;
    m_remaining = framing.contentLength;
    m_trailers.reset();
    switch (framing.kind) {
        case BodyKind::None:
            m_state = State::Done;
            break;
        case BodyKind::ContentLength:
            m_state = framing.contentLength == 0 ? State::Done : State::Length;
            break;
        case BodyKind::Chunked:
            m_remaining = 0;
            m_state = State::Size;
            break;
        case BodyKind::CloseDelimited:
            m_state = State::ToClose;
            break;
    }
}

BodyDecoder::Step BodyDecoder::fail(Why why, std::size_t consumed) {
    m_state = State::Failed;
    m_trailers.reset();
    return {Event::Error, why, consumed, {}};
}

std::uint64_t BodyDecoder::contiguous() const {
    switch (m_state) {
        case State::Length:
        case State::Data:
            return m_remaining;
        case State::ToClose:
            return ~std::uint64_t{0};
        default:
            return 0;
    }
}

Why BodyDecoder::skip(std::uint64_t bytes) {
    m_received += bytes;
    if (m_limits.maxBodyBytes != 0 && m_received > m_limits.maxBodyBytes) {
        m_state = State::Failed;
        return Why::BodyTooLarge;
    }
    if (m_state == State::ToClose)
        return Why::None;
    m_remaining -= bytes;
    if (m_remaining == 0)
        m_state = m_state == State::Data ? State::DataCr : State::Done;
    return Why::None;
}

BodyDecoder::Step BodyDecoder::payload(std::string_view bytes, std::size_t from) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size() - from, contiguous()));
    if (const Why why = skip(size); why != Why::None)
        return fail(why, from);
    return {Event::Payload, Why::None, from + size, bytes.substr(from, size)};
}

Why BodyDecoder::finishSizeLine() {
    m_digits = 0;
    if (m_limits.maxBodyBytes != 0 && m_remaining > m_limits.maxBodyBytes - m_received)
        return Why::BodyTooLarge;
    m_state = m_remaining == 0 ? State::Trailers : State::Data;
    return Why::None;
}

BodyDecoder::Step BodyDecoder::next(std::string_view bytes) {
    std::size_t at = 0;
    if (m_state == State::Done)
        return {Event::Done, Why::None, 0, {}};
    if (m_state == State::Failed)
        return {Event::Error, Why::Truncated, 0, {}};
    while (at < bytes.size()) {
        const char c = bytes[at];
        switch (m_state) {
            case State::Length:
            case State::ToClose:
            case State::Data:
                return payload(bytes, at);
            case State::Size: {
                const int digit = hexDigit(c);
                if (digit >= 0) {
                    // 16 digits hold every size; more, even zeros, are an attempt to overflow somebody (row 23).
                    if (++m_digits > 16 || m_remaining >> 59 != 0)
                        return fail(Why::ChunkSizeInvalid, at);
                    m_remaining = m_remaining << 4 | static_cast<unsigned>(digit);
                    break;
                }
                if (m_digits == 0)
                    return fail(Why::ChunkSizeInvalid, at);
                if (c == '\r')
                    m_state = State::SizeLf;
                else if (c == ';')
                    m_state = State::Ext;
                else if (c == ' ' || c == '\t')
                    m_state = State::ExtSpace;
                else
                    return fail(c == '\n' ? Why::ChunkLineInvalid : Why::ChunkSizeInvalid, at);
                break;
            }
            case State::ExtSpace:
                if (c == ';')
                    m_state = State::Ext;
                else if (c != ' ' && c != '\t')
                    return fail(c == '\r' || c == '\n' ? Why::ChunkLineInvalid : Why::ChunkSizeInvalid, at);
                break;
            case State::Ext:
                if (c == '\r')
                    m_state = State::SizeLf;
                else if (!isClass(c, kValue))
                    return fail(c == '\n' ? Why::ChunkLineInvalid : Why::ChunkExtensionInvalid, at);
                break;
            case State::SizeLf:
                if (c != '\n')
                    return fail(Why::ChunkLineInvalid, at);
                if (const Why why = finishSizeLine(); why != Why::None)
                    return fail(why, at);
                break;
            case State::DataCr:
                if (c != '\r')
                    return fail(Why::ChunkLineInvalid, at);
                m_state = State::DataLf;
                break;
            case State::DataLf:
                if (c != '\n')
                    return fail(Why::ChunkLineInvalid, at);
                m_state = State::Size;
                break;
            case State::Trailers:
                if (m_trailers || c != '\r')
                    return takeTrailers(bytes, at);
                m_state = State::LastLf;  // the usual end, for which nothing is allocated
                break;
            case State::LastLf:
                if (c != '\n')
                    return fail(Why::BareCr, at);
                m_state = State::Done;
                return {Event::Done, Why::None, at + 1, {}};
            case State::Done:
            case State::Failed:
                break;
        }
        if ((m_state == State::Ext || m_state == State::ExtSpace) && ++m_extensionBytes > m_limits.maxExtensionBytes)
            return fail(Why::ChunkExtensionsTooLong, at);
        ++at;
    }
    return {Event::NeedMore, Why::None, at, {}};
}

BodyDecoder::Step BodyDecoder::takeTrailers(std::string_view bytes, std::size_t from) {
    if (!m_trailers)
        m_trailers = std::make_unique<TrailerSection>();
    TrailerSection& section = *m_trailers;
    const std::size_t before = section.bytes.size();
    section.bytes.append(bytes.substr(from, m_limits.maxTrailerBytes - before));
    const auto end = static_cast<std::uint32_t>(section.bytes.size());
    const auto consumed = [&] { return from + section.position - before; };
    while (true) {
        FieldTable::Entry entry;
        Why why = Why::None;
        switch (section.scanner.next(section.bytes.data(), section.position, end, entry, why)) {
            case FieldScanner::Result::NeedMore:
                if (end >= m_limits.maxTrailerBytes)
                    return fail(Why::TrailersTooLarge, consumed());
                return {Event::NeedMore, Why::None, bytes.size(), {}};
            case FieldScanner::Result::Refused:
                return fail(why, consumed());
            case FieldScanner::Result::Field:
                if (!section.fields.add(entry, std::min<std::size_t>(m_limits.maxTrailers, kFieldCapacity)))
                    return fail(Why::TrailersTooLarge, consumed());
                continue;
            case FieldScanner::Result::End:
                break;
        }
        m_state = State::Done;
        section.fields.bind(section.bytes.data());
        const std::size_t used = consumed();
        if (section.fields.empty())
            m_trailers.reset();
        return {Event::Done, Why::None, used, {}};
    }
}

BodyDecoder::Step BodyDecoder::finish() {
    if (m_state == State::ToClose)
        m_state = State::Done;
    return m_state == State::Done ? Step{Event::Done, Why::None, 0, {}} : fail(Why::Truncated, 0);
}

const FieldTable& BodyDecoder::trailers() const {
    static const FieldTable kNone = [] {
        FieldTable none;
        none.bind("");
        return none;
    }();
    return m_trailers && m_state == State::Done ? m_trailers->fields : kNone;
}

bool isForwardableTrailer(const Field& field) {
    if (field.id == KnownHeader::Unknown)
        return field.traits == 0;
    return field.id == KnownHeader::ETag || field.id == KnownHeader::ServerTiming || field.id == KnownHeader::Date;
}

}  // namespace slipway::http
