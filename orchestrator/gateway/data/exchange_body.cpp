// The request's body: taken off the client, kept for another try as long as that may be needed, sent on.

#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"
#include "http/chunk_writer.h"

namespace slipway::gateway {

size_t Exchange::bodyBuffer() const {
    return m_config->config().limits.bodyBufferBytes;
}

size_t Exchange::takeBody(std::string_view bytes, OutBuffer& into, std::string_view& direct) {
    size_t used = 0;
    while (!m_requestBody.done()) {
        const http::BodyDecoder::Step step = m_requestBody.next(bytes.substr(used));
        used += step.consumed;
        if (step.event == http::BodyDecoder::Event::Payload) {
            if (!m_requestChunked) {
                direct = step.payload;  // of a body with a length the payload is one piece
                continue;
            }
            into.append(http::ChunkHeader(step.payload.size()).text());
            into.append(step.payload);
            into.append(http::kChunkEnd);
            continue;
        }
        if (step.event == http::BodyDecoder::Event::Done && m_requestChunked) {
            const http::FieldTable& trailers = m_requestBody.trailers();
            // A service that merges trailers into the head must not find a forged claim among them.
            const auto strip = m_route->policies ? m_route->policies->strippedFromRequest(*m_admission)
                                                 : std::span<const std::string_view>();
            into.commit(http::writeLastChunk(trailers, into.reserve(http::lastChunkBound(trailers)), strip));
        }
        if (step.event == http::BodyDecoder::Event::Error)
            m_bodyFault = step.why;
        break;
    }
    m_bodyTooLarge = m_requestBody.received() > m_bodyLimit;
    return used;
}

size_t Exchange::onClientBytes(std::string_view bytes) {
    if (m_phase == Phase::Tunnel) {
        m_tunnelIn += bytes.size();
        m_upstream->stream().send(bytes);
        throttleClient();
        return bytes.size();
    }
    if (m_uploadStopped)
        return bytes.size();
    if (m_mediated && m_mediated->gathersRequest)
        return gatherMediated(bytes);
    OutBuffer& out = m_worker.out();
    out.clear();
    std::string_view direct;
    const size_t used = takeBody(bytes, out, direct);
    if (m_bodyFault != http::Why::None || m_bodyTooLarge) {
        refuseBody();
        return bytes.size();
    }
    if (m_requestBody.done())
        m_client->expectNothing();
    else
        m_client->expectProgress(m_config->config().limits.bodyTimeout);
    sendBody(out.view(), direct);
    return used;
}

void Exchange::sendBody(std::string_view first, std::string_view second) {
    if (m_mirror)
        mirrorRequest(first, second);
    if (m_replayable) {
        m_request.append(first);
        m_request.append(second);
    }
    switch (m_phase) {
        case Phase::Gathering:
            if (m_requestBody.done() || m_request.size() >= m_headBytes + bodyBuffer()) {
                m_timer.disarm();
                tryNext(Choice::Ordinary);
            }
            return;
        case Phase::Held:
            throttleClient();
            return;
        case Phase::Trying:
        case Phase::Responding:
            m_upstream->stream().send(first, second);
            m_worker.noteBuffered(m_upstream->stream().pendingBytes());
            settleReplay();
            throttleClient();
            return;
        default:
            return;
    }
}

void Exchange::settleReplay() {
    if (!m_replayable || !m_upstream || m_upstream->sentBytes() == 0)
        return;
    if (http::isIdempotent(m_method) && m_request.size() <= m_headBytes + bodyBuffer())
        return;
    m_replayable = false;
    m_request.shrink(0);
}

void Exchange::throttleClient() {
    const size_t waiting = m_upstream ? m_upstream->stream().pendingBytes() : 0;
    // What may have to be sent again is kept whole: past the limit, nothing more is read until the endpoint has begun
    // to take it.
    const bool keptFull = m_replayable && m_phase != Phase::Responding && m_request.size() > m_headBytes + bodyBuffer();
    m_client->setPaused(ClientConnection::Pause::Upload, waiting > kHighWater || keptFull);
    if (m_requestBody.done())
        return;
    if (m_client->isPaused())
        m_client->expectNothing();
    else
        m_client->expectProgress(m_config->config().limits.bodyTimeout);
}

void Exchange::refuseBody() {
    const http::WhyInfo& fault = http::whyInfo(m_bodyFault);
    const Problem problem = m_bodyTooLarge
                                ? Problem{413, "body_too_large", "the request's body is larger than this route takes"}
                                : Problem{fault.status, fault.slug, fault.meaning};
    m_uploadStopped = true;
    if (m_bodyTooLarge)
        m_route->slot->policies[m_worker.id()][policy::PolicyKind::Limits].refused.add();
    else
        m_worker.shard().reject(RejectReason::BadRequest);
    if (m_phase == Phase::Responding) {
        abort(problem.code, Fault::Client);
        return;
    }
    if (m_phase == Phase::Held)
        leaveHold();
    if (m_upstream)
        endTry(TryEnd::Abandoned);
    answer(problem);
}

}  // namespace slipway::gateway
