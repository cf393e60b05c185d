#include "fuzz/transcript.h"

#include <algorithm>
#include <memory>

#include "http/body_decoder.h"
#include "http/request_parser.h"
#include "http/response_parser.h"

namespace slipway::http::test {
namespace {

std::string bodyWord(const Framing& framing) {
    switch (framing.kind) {
        case BodyKind::None:
            return "none";
        case BodyKind::ContentLength:
            return "length=" + std::to_string(framing.contentLength);
        case BodyKind::Chunked:
            return "chunked";
        case BodyKind::CloseDelimited:
            return "to-close";
    }
    return {};
}

std::string fieldLines(const FieldTable& fields) {
    std::string text;
    for (const Field field : fields)
        text.append("  ").append(field.name).append(": ").append(field.value).append("\n");
    return text;
}

std::string describe(const RequestHead& head) {
    std::string line(head.methodText());
    line.append(" ").append(head.path());
    if (head.hasQuery())
        line.append("?").append(head.query());
    if (head.minor() == 0)
        line.append(" 1.0");
    line.append(" host=").append(head.authority());
    if (std::string(head.host()) + (head.port().empty() ? "" : ":") + std::string(head.port()) != head.authority())
        line.append(" HOST AND AUTHORITY DIFFER");
    line.append(" ").append(bodyWord(head.framing())).append(head.keepAlive() ? " keep" : " close");
    if (head.expectContinue())
        line.append(" expect");
    if (head.upgrade() == UpgradeKind::WebSocket)
        line.append(" websocket");
    return line + "\n" + fieldLines(head.fields());
}

std::string describe(const ResponseHead& head) {
    std::string line = std::to_string(head.status());
    line.append(" ").append(head.reason()).append(head.minor() == 0 ? " 1.0 " : " ").append(bodyWord(head.framing()));
    line.append(head.keepAlive() ? " keep" : " close");
    return line + "\n" + fieldLines(head.fields());
}

std::string refusal(Why why) {
    return "REJECT " + std::string(whyInfo(why).slug) + " " + std::to_string(whyInfo(why).status) + "\n";
}

/// Bytes in an allocation of exactly their size, at a new address at every growth.
class Window {
  public:
    void append(std::string_view more) {
        auto grown = std::make_unique<char[]>(m_size + more.size());
        std::copy_n(m_bytes.get(), m_size, grown.get());
        std::copy(more.begin(), more.end(), grown.get() + m_size);
        m_bytes = std::move(grown);
        m_size += more.size();
    }
    void drop(std::size_t count) {
        const std::string rest(view().substr(count));
        m_size = 0;
        append(rest);
    }
    std::string_view view() const { return {m_bytes.get(), m_size}; }

  private:
    std::unique_ptr<char[]> m_bytes = std::make_unique<char[]>(0);
    std::size_t m_size = 0;
};

/// Drains a body out of the window. True when the message ended or failed.
class BodyReader {
  public:
    BodyReader(const Framing& framing, const BodyLimits& limits) : m_decoder(framing, limits) {}

    BodyDecoder::Event read(Window& window) {
        while (true) {
            const BodyDecoder::Step step = m_decoder.next(window.view());
            m_payload.append(step.payload);
            m_why = step.why;
            window.drop(step.consumed);
            if (step.event != BodyDecoder::Event::Payload)
                return step.event;
        }
    }
    BodyDecoder::Event close() {
        const BodyDecoder::Step step = m_decoder.finish();
        m_why = step.why;
        return step.event;
    }
    std::string text(BodyDecoder::Event event) const {
        std::string text = m_payload.empty() ? "" : "BODY " + std::to_string(m_payload.size()) + " " + m_payload + "\n";
        if (event == BodyDecoder::Event::Done)
            return text + fieldLines(m_decoder.trailers()) + "END\n";
        if (event == BodyDecoder::Event::Error)
            return text + refusal(m_why);
        return text + "BODY?\n";
    }

  private:
    BodyDecoder m_decoder;
    std::string m_payload;
    Why m_why = Why::None;
};

template <class Take>
void feed(std::string_view stream, const std::vector<std::size_t>& cuts, Take take) {
    std::size_t from = 0;
    for (const std::size_t cut : cuts) {
        if (cut < from || cut > stream.size())
            continue;
        if (!take(stream.substr(from, cut - from)))
            return;
        from = cut;
    }
    take(stream.substr(from));
}

class RequestSide {
  public:
    RequestSide(const Limits& limits, const BodyLimits& bodyLimits) : m_parser(limits), m_bodyLimits(bodyLimits) {}

    bool take(std::string_view part) {
        m_window.append(part);
        while (!m_failed) {
            if (m_body) {
                const BodyDecoder::Event event = m_body->read(m_window);
                if (event == BodyDecoder::Event::NeedMore)
                    return true;
                m_text += m_body->text(event);
                m_failed = event == BodyDecoder::Event::Error;
                m_body.reset();
                continue;
            }
            const ParseState state = m_parser.parse(m_window.view());
            if (state == ParseState::NeedMore)
                return true;
            if (state == ParseState::Reject) {
                m_text += refusal(m_parser.why());
                m_failed = true;
                break;
            }
            m_text += describe(m_parser.head());
            m_body = std::make_unique<BodyReader>(m_parser.head().framing(), m_bodyLimits);
            m_window.drop(m_parser.head().size());
            m_parser.reset();
        }
        return !m_failed;
    }
    std::string finish() {
        if (m_failed)
            return m_text;
        return m_text + (m_body ? m_body->text(BodyDecoder::Event::NeedMore) : m_parser.begun() ? "HEAD?\n" : "IDLE\n");
    }

  private:
    Window m_window;
    RequestParser m_parser;
    BodyLimits m_bodyLimits;
    std::unique_ptr<BodyReader> m_body;
    std::string m_text;
    bool m_failed = false;
};

class ResponseSide {
  public:
    ResponseSide(const std::vector<ResponseContext>& contexts, const Limits& limits, const BodyLimits& bodyLimits)
        : m_contexts(contexts), m_parser(limits), m_bodyLimits(bodyLimits) {}

    bool take(std::string_view part) {
        m_window.append(part);
        while (!m_failed && !m_tunnel) {
            if (m_body) {
                const BodyDecoder::Event event = m_body->read(m_window);
                if (event == BodyDecoder::Event::NeedMore)
                    return true;
                endBody(event);
                continue;
            }
            const ResponseContext context =
                m_contexts.empty() ? ResponseContext{} : m_contexts[std::min(m_answered, m_contexts.size() - 1)];
            const ParseState state = m_parser.parse(m_window.view(), context);
            if (state == ParseState::NeedMore)
                return true;
            if (state == ParseState::Reject) {
                m_text += refusal(m_parser.why());
                m_failed = true;
                break;
            }
            const ResponseHead& head = m_parser.head();
            m_text += describe(head);
            m_tunnel = head.upgraded();
            if (!head.interim()) {
                ++m_answered;
                m_body = std::make_unique<BodyReader>(head.framing(), m_bodyLimits);
            }
            m_window.drop(head.size());
            m_parser.reset();
        }
        return !m_failed;
    }
    std::string finish() {
        if (m_tunnel)
            return m_text + "TUNNEL " + std::string(m_window.view()) + "\n";
        if (m_body && !m_failed)
            endBody(m_body->close());
        if (m_failed)
            return m_text;
        return m_text + (m_window.view().empty() ? "IDLE\n" : "HEAD?\n");
    }

  private:
    void endBody(BodyDecoder::Event event) {
        m_text += m_body->text(event);
        m_failed = event == BodyDecoder::Event::Error;
        m_body.reset();
    }

    std::vector<ResponseContext> m_contexts;
    Window m_window;
    ResponseParser m_parser;
    BodyLimits m_bodyLimits;
    std::unique_ptr<BodyReader> m_body;
    std::size_t m_answered = 0;
    std::string m_text;
    bool m_failed = false;
    bool m_tunnel = false;
};

}  // namespace

std::string requestTranscript(std::string_view stream, const std::vector<std::size_t>& cuts, const Limits& limits,
                              const BodyLimits& bodyLimits) {
    RequestSide side(limits, bodyLimits);
    feed(stream, cuts, [&](std::string_view part) { return side.take(part); });
    return side.finish();
}

std::string responseTranscript(std::string_view stream, const std::vector<ResponseContext>& contexts,
                               const std::vector<std::size_t>& cuts, const Limits& limits,
                               const BodyLimits& bodyLimits) {
    ResponseSide side(contexts, limits, bodyLimits);
    feed(stream, cuts, [&](std::string_view part) { return side.take(part); });
    return side.finish();
}

std::string chunkedTranscript(std::string_view stream, const std::vector<std::size_t>& cuts, const BodyLimits& limits) {
    Window window;
    BodyReader body({BodyKind::Chunked, 0}, limits);
    BodyDecoder::Event event = BodyDecoder::Event::NeedMore;
    feed(stream, cuts, [&](std::string_view part) {
        window.append(part);
        if (event == BodyDecoder::Event::NeedMore)
            event = body.read(window);
        return event != BodyDecoder::Event::Error;
    });
    return body.text(event) + (event == BodyDecoder::Event::Done ? "REST " + std::string(window.view()) + "\n" : "");
}

std::string summaryOf(const std::string& transcript) {
    std::string summary;
    for (std::size_t from = 0; from < transcript.size();) {
        const std::size_t end = std::min(transcript.find('\n', from), transcript.size() - 1) + 1;
        if (transcript[from] != ' ')
            summary.append(transcript, from, end - from);
        from = end;
    }
    return summary;
}

}  // namespace slipway::http::test
