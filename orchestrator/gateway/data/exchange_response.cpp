// The answer: taken off the endpoint's connection, checked, and written to the client.

#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"
#include "http/chunk_writer.h"

namespace slipway::gateway {

namespace {
/// Payload up to this size is copied behind its head and sent with it; more goes from where it lies (sendmsg). For
/// small messages the two cost the same, so what is left is to save the copy where it is large.
constexpr size_t kCopyBytes = 8 * 1024;
}  // namespace

void Exchange::onUpstreamBytes(std::string_view bytes) {
    OutBuffer& out = m_worker.out();
    out.clear();
    switch (m_phase) {
        case Phase::Responding:
            relayBody(bytes, out);
            return;
        case Phase::Trying:
            readHeads(bytes, out);
            return;
        case Phase::GatheringAnswer:
            gatherAnswer(bytes);
            return;
        case Phase::Tunnel:
            m_bytesOut += bytes.size();
            m_client->stream().send(bytes);
            throttleUpstream();
            return;
        default:
            return;
    }
}

void Exchange::readHeads(std::string_view bytes, OutBuffer& out) {
    net::ByteQueue earlier;
    if (!m_responseInput.isEmpty()) {
        m_responseInput.append(bytes);
        earlier = std::exchange(m_responseInput, {});
        bytes = earlier.view();
    }
    for (;;) {
        http::ResponseParser& parser = m_responseParser ? *m_responseParser : m_worker.responseParser();
        switch (parser.parse(bytes, {m_method, m_upgrade})) {
            case http::ParseState::NeedMore:
                if (!m_responseParser)
                    m_responseParser = std::make_unique<http::ResponseParser>(parser);
                m_responseInput.append(bytes);
                if (!out.isEmpty())
                    m_client->stream().send(out.view());
                return;
            case http::ParseState::Reject: {
                const http::WhyInfo& why = http::whyInfo(parser.why());
                if (!out.isEmpty())
                    m_client->stream().send(out.view());
                endTry(TryEnd::NoAnswer);
                answer({502, why.slug, "the service's answer is no HTTP that may be passed on"});
                return;
            }
            case http::ParseState::Head:
                break;
        }
        const std::unique_ptr<http::ResponseParser> kept = std::move(m_responseParser);
        const http::ResponseHead& head = parser.head();
        const std::string_view rest = bytes.substr(head.size());
        if (!head.interim()) {
            if (m_turn && takeCacheHead(head, rest, out))
                return;
            if (m_mediated && !head.upgraded()) {
                mediateHead(head, rest, out);
                return;
            }
            relayHead(head, out);
            if (head.upgraded())
                startTunnel(rest, out);
            else
                relayBody(rest, out);
            return;
        }
        relayInterim(head, out);
        bytes = rest;
        if (bytes.empty()) {
            if (!out.isEmpty())
                m_client->stream().send(out.view());
            return;
        }
    }
}

void Exchange::relayInterim(const http::ResponseHead& head, OutBuffer& out) {
    // A client that was told once to go on is not told again by the next endpoint that is tried.
    if (head.status() == 100 && std::exchange(m_continueRelayed, true))
        return;
    http::ResponseRewrite rewrite;
    rewrite.to = {m_clientMinor, m_method, m_keepAlive};
    out.commit(http::writeResponseHead(head, rewrite, out.reserve(http::responseHeadBound(head, rewrite))).bytes);
}

void Exchange::relayHead(const http::ResponseHead& head, OutBuffer& out) {
    m_upstreamStatus = static_cast<std::uint16_t>(head.status());
    m_status = m_upstreamStatus;
    m_upstreamKeepAlive = head.keepAlive();
    if (!m_requestBody.done()) {
        // An answer before the request's end (row 41): the rest of the upload would be read by nobody, or is not worth
        // a wait.
        m_keepAlive = false;
        m_uploadStopped = head.status() >= 300 || !head.keepAlive();
        if (m_uploadStopped) {
            m_client->setPaused(ClientConnection::Pause::Upload, false);
            m_client->expectNothing();
        }
    }
    http::ResponseRewrite rewrite;
    rewrite.to = {m_clientMinor, m_method, m_keepAlive && !m_worker.isLeaving(m_client->ingress())};
    rewrite.date = m_worker.date();
    rewrite.requestId = m_requestId;  // what the services' logs and the access log know this request by
    if (m_route->policies) {
        rewrite.add = m_admission->toResponse();
        rewrite.strip = m_route->policies->strippedFromResponse();
    }
    std::string sticky;
    std::vector<http::FieldLine> fields;
    if (m_setSticky) {
        sticky = stickyField();
        fields.assign(rewrite.add.begin(), rewrite.add.end());
        fields.push_back({"Set-Cookie", sticky});
        rewrite.add = fields;
    }
    if (m_turn)
        noteCacheHead(head, rewrite);
    if (m_mirror)
        mirrorHead(head);
    const http::WrittenHead written =
        http::writeResponseHead(head, rewrite, out.reserve(http::responseHeadBound(head, rewrite)));
    out.commit(written.bytes);
    m_keepAlive = written.keepAlive;
    m_outFraming = written.framing.kind;
    m_responseBody.start(head.framing());
    m_phase = Phase::Responding;
}

void Exchange::relayBody(std::string_view bytes, OutBuffer& out) {
    const size_t received = bytes.size();
    std::string_view direct;
    http::BodyDecoder::Step step{};
    for (;;) {
        step = m_responseBody.next(bytes);
        bytes.remove_prefix(step.consumed);
        if (step.event != http::BodyDecoder::Event::Payload)
            break;
        m_bytesOut += step.payload.size();
        if (m_turn && m_turn->fill)
            m_turn->fill->take(step.payload);
        if (m_mirror)
            mirrorBody(step.payload);
        if (m_outFraming == http::BodyKind::Chunked) {
            out.append(http::ChunkHeader(step.payload.size()).text());
            out.append(step.payload);
            out.append(http::kChunkEnd);
        } else if (bytes.empty() && step.payload.size() > kCopyBytes) {
            direct = step.payload;
        } else {
            out.append(step.payload);
        }
    }
    if (step.event == http::BodyDecoder::Event::Done && m_outFraming == http::BodyKind::Chunked) {
        const http::FieldTable& trailers = m_responseBody.trailers();
        out.commit(http::writeLastChunk(trailers, out.reserve(http::lastChunkBound(trailers))));
    }
    if (!out.isEmpty() || !direct.empty())
        m_client->stream().send(out.view(), direct);
    switch (step.event) {
        case http::BodyDecoder::Event::Done:
            // Bytes behind the body belong to no request: the connection can't be trusted with another (rows 36, 40).
            responseDone(bytes.empty());
            return;
        case http::BodyDecoder::Event::Error:
            abort(http::whyInfo(step.why).slug, Fault::Upstream);
            return;
        default:
            // A body that fills each read and finds its way at once is worth larger reads (net/loop.h has the
            // measurement).
            if (m_client->stream().pendingBytes() != 0)
                m_upstream->stream().setReceiveLimit(EndpointPool::kReceiveBytes);
            else if (received == m_upstream->stream().receiveLimit())
                m_upstream->stream().setReceiveLimit(net::Loop::kReceiveBytes);
            throttleUpstream();
    }
}

void Exchange::onUpstreamEnd() {
    switch (m_phase) {
        case Phase::Trying:
            tryFailed("upstream_closed");
            return;
        case Phase::GatheringAnswer:
            onMediatedUpstreamEnd();
            return;
        case Phase::Responding: {
            m_upstreamKeepAlive = false;
            const http::BodyDecoder::Step step = m_responseBody.finish();
            if (step.event == http::BodyDecoder::Event::Error) {
                abort("upstream_truncated", Fault::Upstream);
                return;
            }
            if (m_outFraming == http::BodyKind::Chunked)
                m_client->stream().send(http::kLastChunk);
            responseDone(false);
            return;
        }
        case Phase::Tunnel:
            m_upstreamEnded = true;
            m_client->stream().shutdownSending();
            if (m_tunnelClientEnded)
                tunnelEnded();
            return;
        default:
            return;
    }
}

void Exchange::throttleUpstream() {
    const size_t waiting = m_client->stream().pendingBytes();
    m_worker.noteBuffered(waiting);
    net::Stream& upstream = m_upstream->stream();
    if (waiting > kHighWater) {
        upstream.pauseReceiving();
        m_timer.disarm();
        if (m_phase != Phase::Tunnel)
            m_client->expectProgress(m_config->config().limits.bodyTimeout);
        return;
    }
    upstream.resumeReceiving();
    if (m_phase != Phase::Tunnel)
        m_worker.loop().arm(m_timer, m_config->config().limits.bodyTimeout);
}

void Exchange::responseDone(bool upstreamReusable) {
    m_timer.disarm();
    if (m_turn && m_turn->fill)
        m_turn->fill->finish();
    const bool reusable =
        upstreamReusable && m_upstreamKeepAlive && m_requestBody.done() && m_upstream->stream().pendingBytes() == 0;
    endTry(TryEnd::Answered);
    releaseUpstream(reusable);
    if (m_mirror)
        sendMirror();
    if (!m_requestBody.done()) {
        m_uploadStopped = true;
        m_keepAlive = false;
    }
    if (m_client->stream().pendingBytes() == 0) {
        finish(m_keepAlive);
        return;
    }
    m_worker.noteBuffered(m_client->stream().pendingBytes());
    m_phase = Phase::Flushing;
    m_client->expectProgress(m_config->config().limits.bodyTimeout);
}

void Exchange::startTunnel(std::string_view early, OutBuffer& out) {
    m_phase = Phase::Tunnel;
    m_timer.disarm();
    m_client->expectNothing();
    m_assignment.shard().tunnels.add();
    m_worker.shard().tunnels.add();
    m_client->listenerShard().tunnels.add();
    m_bytesOut += early.size();
    m_client->stream().send(out.view(), early);
    net::ByteQueue waiting = m_client->takeInput();
    m_client->setPaused(ClientConnection::Pause::Pipeline, false);
    if (!waiting.isEmpty())
        onClientBytes(waiting.view());
    if (m_client->hasEnded())
        onClientEnd();
}

void Exchange::tunnelEnded() {
    m_assignment.shard().tunnels.subtract();
    m_worker.shard().tunnels.subtract();
    m_client->listenerShard().tunnels.subtract();
    endTry(TryEnd::Answered);
    releaseUpstream(false);
    if (m_client->stream().pendingBytes() == 0 || !m_why.empty()) {
        finish(false);
        return;
    }
    m_phase = Phase::Flushing;
    m_keepAlive = false;
    m_client->expectProgress(m_config->config().limits.bodyTimeout);
}

}  // namespace slipway::gateway
