// Requests on routes that mediate: what must be whole is gathered, converted on the pool, and goes on from there. What
// need not be converted is streamed like any other; only its head is another.

#include <exception>

#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"
#include "http/chars.h"

namespace slipway::gateway {

namespace {

using http::KnownHeader;

/// Fields about bytes that are no more, once a body was gathered: what is sent has a length of its own.
bool isFraming(KnownHeader id) {
    return id == KnownHeader::ContentLength || id == KnownHeader::TransferEncoding || id == KnownHeader::Trailer ||
           id == KnownHeader::Expect || id == KnownHeader::Connection || id == KnownHeader::KeepAlive;
}

mediation::Fields fieldsOf(const http::FieldTable& table, bool withFraming) {
    mediation::Fields fields;
    for (const http::Field field : table)
        if (withFraming || !isFraming(field.id))
            fields.emplace_back(field.name, field.value);
    return fields;
}

void appendFields(std::string& head, const mediation::Fields& fields) {
    for (const auto& [name, value] : fields)
        head.append(name).append(": ").append(value).append("\r\n");
}

/// A head that is parsed again before it goes anywhere: whatever a conversion made of it must be HTTP.
std::string requestHead(const mediation::Request& request, unsigned minor, bool withLength) {
    std::string head = request.method + " " + request.target + " HTTP/1." + std::to_string(minor) + "\r\n";
    appendFields(head, request.headers);
    if (withLength && (request.hasBody || !request.body.empty()))
        head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return head + "\r\n";
}

std::string responseHead(const mediation::Answer& answer, unsigned minor, bool withLength) {
    std::string head = "HTTP/1." + std::to_string(minor) + " " + std::to_string(answer.status) + " " +
                       std::string(http::statusReason(static_cast<unsigned>(answer.status))) + "\r\n";
    appendFields(head, answer.headers);
    if (withLength)
        head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    return head + "\r\n";
}

mediation::RequestFacts factsOf(const http::RequestHead& head, bool hasBody) {
    mediation::RequestFacts facts;
    facts.contentType = head.find(KnownHeader::ContentType).value_or("");
    facts.hasBody = hasBody;
    for (const http::Field field : head.fields())
        if (field.name.size() == 10 && http::equalsIgnoreCase(field.name, "soapaction"))
            facts.hasSoapAction = true;
    return facts;
}

/// A conversion that ran out of memory, or worse, is an answer like any other.
constexpr const char* kBroken = "conversion_failed";
mediation::Answer brokenConversion() {
    return {500, {}, {}, kBroken};
}

}  // namespace

bool Exchange::startMediation(const http::RequestHead& head, const Listener& listener) {
    m_mediated = std::make_unique<Mediated>();
    m_mediated->route = m_route->mediation;
    m_mediated->listener = &listener;
    mediation::Request& request = m_mediated->request;
    request.method = head.methodText();
    request.requestId = m_requestId;
    request.target = head.path();
    const std::string* query = m_route->policies ? m_admission->query() : nullptr;
    if (query ? !query->empty() : head.hasQuery())
        request.target.append(1, '?').append(query ? *query : head.query());
    request.hasBody = !m_requestBody.done();
    noteForLog(head);
    m_mediated->gathersRequest = mediation::needsWholeBody(*m_mediated->route, factsOf(head, request.hasBody));
    request.headers = fieldsOf(head.fields(), !m_mediated->gathersRequest);
    const http::Framing& framing = head.framing();
    if (m_mediated->gathersRequest && framing.kind == http::BodyKind::ContentLength &&
        framing.contentLength > m_mediated->route->limits.bytes) {
        answer({413, "too_large", "a body that must be converted has more bytes than the route allows"});
        return false;
    }
    if (m_mediated->gathersRequest) {
        // The service sees no Expect: the client is told here to go on.
        if (head.expectContinue())
            m_client->stream().send("HTTP/1.1 100 Continue\r\n\r\n");
        return true;
    }
    const mediation::RequestResult made = mediation::mediateRequest(*m_mediated->route, request);
    if (made.answer) {
        m_mediated->conversation = made.conversation;
        sendMediated(*made.answer);
        return false;
    }
    if (!takeMediated(made, false)) {
        answer({400, "target-invalid", "what the request was made into can't be forwarded"});
        return false;
    }
    return true;
}

bool Exchange::takeMediated(const mediation::RequestResult& made, bool converted) {
    m_mediated->conversation = made.conversation;
    m_mediated->retargeted = made.request->target != made.conversation.target;
    const std::string text = requestHead(*made.request, m_clientMinor, converted);
    http::RequestParser parser;
    if (parser.parse(text) != http::ParseState::Head)
        return false;
    m_method = parser.head().method();
    return writeHead(parser.head(), *m_mediated->listener);
}

size_t Exchange::gatherMediated(std::string_view bytes) {
    size_t used = 0;
    std::string& body = m_mediated->request.body;
    while (!m_requestBody.done()) {
        const http::BodyDecoder::Step step = m_requestBody.next(bytes.substr(used));
        used += step.consumed;
        if (step.event == http::BodyDecoder::Event::Payload) {
            if (body.size() + step.payload.size() > m_mediated->route->limits.bytes) {
                m_uploadStopped = true;
                answer({413, "too_large", "a body that must be converted has more bytes than the route allows"});
                return bytes.size();
            }
            if (m_requestBody.received() > m_bodyLimit) {
                m_bodyTooLarge = true;
                refuseBody();
                return bytes.size();
            }
            body.append(step.payload);
            continue;
        }
        if (step.event == http::BodyDecoder::Event::Error) {
            m_bodyFault = step.why;
            refuseBody();
            return bytes.size();
        }
        break;
    }
    if (!m_requestBody.done()) {
        m_phase = Phase::Gathering;
        m_client->expectProgress(m_config->config().limits.bodyTimeout);
        return used;
    }
    m_client->expectNothing();
    m_mediated->gathersRequest = false;
    m_phase = Phase::Converting;
    m_mediated->ticket = std::make_shared<ConversionTicket>(ConversionTicket{this});
    const auto request = std::make_shared<mediation::Request>(std::move(m_mediated->request));
    convert([route = m_mediated->route, request, ticket = m_mediated->ticket, worker = &m_worker] {
        auto made = std::make_shared<mediation::RequestResult>();
        try {
            *made = mediation::mediateRequest(*route, *request);
        } catch (const std::exception&) {
            made->answer = brokenConversion();
        }
        worker->post([ticket, made] {
            if (ticket->exchange)
                ticket->exchange->onRequestConverted(*made);
        });
    });
    return used;
}

void Exchange::convert(std::function<void()> job) {
    if (!m_worker.conversions().submit(std::move(job)))
        answer({503, "conversion_busy", "too many bodies wait to be converted", 1});
}

void Exchange::onRequestConverted(const mediation::RequestResult& made) {
    if (made.answer) {
        m_mediated->conversation = made.conversation;
        sendMediated(*made.answer);
        return;
    }
    if (!takeMediated(made, true)) {
        answer({400, "target-invalid", "what the request was made into can't be forwarded"});
        return;
    }
    m_request.append(made.request->body);
    tryNext(Choice::Ordinary);
}

void Exchange::mediateHead(const http::ResponseHead& head, std::string_view rest, OutBuffer& out) {
    const mediation::RouteMediation& route = *m_mediated->route;
    const mediation::Conversation& conversation = m_mediated->conversation;
    const auto contentType = head.find(KnownHeader::ContentType).value_or("");
    const auto status = static_cast<int>(head.status());
    const bool whole = mediation::needsWholeAnswer(route, conversation, status, contentType);
    m_mediated->answer = {status, fieldsOf(head.fields(), !whole), {}};
    if (!whole) {
        const mediation::Answer made = mediation::mediateAnswer(route, conversation, m_mediated->answer);
        const std::string text = responseHead(made, head.minor(), false);
        http::ResponseParser parser;
        if (parser.parse(text, {m_method, m_upgrade}) != http::ParseState::Head) {
            endTry(TryEnd::NoAnswer);
            answer({502, "answer_invalid", "what the service's answer was made into can't be forwarded"});
            return;
        }
        relayHead(parser.head(), out);
        relayBody(rest, out);
        return;
    }
    if (!out.isEmpty())
        m_client->stream().send(out.view());
    m_upstreamStatus = static_cast<std::uint16_t>(head.status());
    m_upstreamKeepAlive = head.keepAlive();
    if (!m_requestBody.done()) {
        // As in relayHead: nobody reads the rest of the upload.
        m_keepAlive = false;
        m_uploadStopped = true;
        m_client->setPaused(ClientConnection::Pause::Upload, false);
        m_client->expectNothing();
    }
    m_responseBody.start(head.framing());
    m_phase = Phase::GatheringAnswer;
    gatherAnswer(rest);
}

void Exchange::gatherAnswer(std::string_view bytes) {
    std::string& body = m_mediated->answer.body;
    for (;;) {
        const http::BodyDecoder::Step step = m_responseBody.next(bytes);
        bytes.remove_prefix(step.consumed);
        switch (step.event) {
            case http::BodyDecoder::Event::Payload:
                if (body.size() + step.payload.size() > m_mediated->route->limits.bytes) {
                    endTry(TryEnd::Answered);
                    answer({502, "answer_too_large", "the service's answer is larger than what the route converts"});
                    return;
                }
                body.append(step.payload);
                continue;
            case http::BodyDecoder::Event::Done:
                answerGathered(bytes.empty());
                return;
            case http::BodyDecoder::Event::Error:
                endTry(TryEnd::NoAnswer);
                answer({502, http::whyInfo(step.why).slug, "the service's answer is no HTTP that may be passed on"});
                return;
            default:
                return;
        }
    }
}

void Exchange::answerGathered(bool upstreamReusable) {
    m_timer.disarm();
    const bool reusable =
        upstreamReusable && m_upstreamKeepAlive && m_requestBody.done() && m_upstream->stream().pendingBytes() == 0;
    endTry(TryEnd::Answered);
    releaseUpstream(reusable);
    m_phase = Phase::Converting;
    m_mediated->ticket = std::make_shared<ConversionTicket>(ConversionTicket{this});
    const auto whole = std::make_shared<mediation::Answer>(std::move(m_mediated->answer));
    convert([route = m_mediated->route, conversation = m_mediated->conversation, whole, ticket = m_mediated->ticket,
             worker = &m_worker] {
        auto made = std::make_shared<mediation::Answer>();
        try {
            *made = mediation::mediateAnswer(*route, conversation, *whole);
        } catch (const std::exception&) {
            *made = brokenConversion();
        }
        worker->post([ticket, made] {
            if (ticket->exchange)
                ticket->exchange->sendMediated(*made);
        });
    });
}

void Exchange::onMediatedUpstreamEnd() {
    m_upstreamKeepAlive = false;
    if (m_responseBody.finish().event != http::BodyDecoder::Event::Error) {
        answerGathered(false);
        return;
    }
    endTry(TryEnd::NoAnswer);
    answer({502, "upstream_truncated", "the service broke off its answer"});
}

void Exchange::sendMediated(const mediation::Answer& made) {
    if (made.refusal == kBroken) {
        answer({500, kBroken, "the body could not be converted, and not for what it holds"});
        return;
    }
    const std::string text = responseHead(made, 1, true);
    http::ResponseParser parser;
    if (parser.parse(text, {m_method, m_upgrade}) != http::ParseState::Head) {
        answer({502, "answer_invalid", "what the answer was made into can't be sent"});
        return;
    }
    m_why.assign(made.refusal);
    const std::uint16_t upstreamStatus = m_upstreamStatus;
    OutBuffer& out = m_worker.out();
    out.clear();
    relayHead(parser.head(), out);
    // What the service said is counted as it said it.
    m_upstreamStatus = upstreamStatus;
    m_failed = upstreamStatus == 0 ? made.status >= 500 : upstreamStatus < 500 && made.status == 502;
    if (m_outFraming != http::BodyKind::None) {
        m_bytesOut += made.body.size();
        out.append(made.body);
    }
    // What is kept is what the client gets.
    if (m_turn && m_turn->fill) {
        m_turn->fill->take(made.body);
        m_turn->fill->finish();
    }
    m_client->stream().send(out.view());
    if (m_client->stream().pendingBytes() == 0) {
        finish(m_keepAlive);
        return;
    }
    m_phase = Phase::Flushing;
    m_uploadStopped = true;
    m_client->expectProgress(m_config->config().limits.bodyTimeout);
}

void Exchange::dropMediation() {
    if (m_mediated->ticket)
        m_mediated->ticket->exchange = nullptr;
    m_mediated.reset();
}

}  // namespace slipway::gateway
