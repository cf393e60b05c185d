// How an exchange ends: answered by the gateway, finished, or broken off; and what is counted then.

#include <algorithm>
#include <vector>

#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

CounterShard& Exchange::routeShard() {
    return m_route->slot->shards[m_worker.id()];
}
CounterShard& Exchange::edgeShard() {
    return m_target->edge->shards[m_worker.id()];
}

void Exchange::answer(const Problem& problem) {
    if (mayServeCacheOnError(problem.status)) {
        releaseUpstream(false);
        serveOnError(problem.status);
        return;
    }
    if (m_turn && m_turn->fill)
        m_turn->fill->giveUp(cache::FlightEnd::Failed);
    m_timer.disarm();
    OutBuffer& out = m_worker.out();
    out.clear();
    Problem whole = problem;
    std::vector<http::FieldLine> fields(problem.fields.begin(), problem.fields.end());
    const auto ofPolicies = policyFields();
    fields.insert(fields.end(), ofPolicies.begin(), ofPolicies.end());
    whole.fields = fields;
    m_keepAlive = writeProblem(
        whole, m_requestId,
        {m_clientMinor, m_method, m_keepAlive && m_requestBody.done() && !m_worker.isLeaving(m_client->ingress())},
        m_worker.date(), out);
    send(problem.status, problem.code, out);
}

void Exchange::answerHere() {
    http::OwnResponse response;
    // TRACE would show to a script what the browser keeps from it: known, refused.
    response.status = m_method == http::Method::Options ? 200 : 405;
    const http::FieldLine allow{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"};
    response.fields = {&allow, 1};
    response.to = {m_clientMinor, m_method,
                   m_keepAlive && m_requestBody.done() && !m_worker.isLeaving(m_client->ingress())};
    response.date = m_worker.date();
    OutBuffer& out = m_worker.out();
    out.clear();
    const http::WrittenHead head = http::writeOwnResponse(response, out.reserve(http::ownResponseBound(response)));
    out.commit(head.bytes);
    m_keepAlive = head.keepAlive;
    send(response.status, "max_forwards", out);
}

void Exchange::answerDocument(const std::string& body) {
    http::OwnResponse response;
    response.status = 200;
    const http::FieldLine fields[] = {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}};
    response.fields = fields;
    response.framing = {http::BodyKind::ContentLength, body.size()};
    response.to = {m_clientMinor, m_method,
                   m_keepAlive && m_requestBody.done() && !m_worker.isLeaving(m_client->ingress())};
    response.date = m_worker.date();
    OutBuffer& out = m_worker.out();
    out.clear();
    const http::WrittenHead head = http::writeOwnResponse(response, out.reserve(http::ownResponseBound(response)));
    out.commit(head.bytes);
    if (head.framing.kind != http::BodyKind::None)
        out.append(body);
    m_keepAlive = head.keepAlive;
    send(response.status, "openapi", out);
}

void Exchange::send(unsigned status, std::string_view why, const OutBuffer& out) {
    m_status = static_cast<std::uint16_t>(status);
    m_failed = status >= 500;
    m_why.assign(why);
    releaseUpstream(false);
    const std::string_view whole = out.view();
    const size_t headEnd = whole.find("\r\n\r\n");
    m_bytesOut += whole.size() - std::min(whole.size(), headEnd + 4);
    m_client->stream().send(whole);
    m_client->setPaused(ClientConnection::Pause::Upload, false);
    if (m_client->stream().pendingBytes() == 0) {
        finish(m_keepAlive);
        return;
    }
    m_phase = Phase::Flushing;
    m_uploadStopped = true;
    m_client->expectProgress(m_config->config().limits.bodyTimeout);
}

bool Exchange::onClientEnd() {
    if (m_phase == Phase::Tunnel) {
        m_tunnelClientEnded = true;
        m_upstream->stream().shutdownSending();
        if (m_upstreamEnded)
            tunnelEnded();
        return true;
    }
    // What is missing, if anything is, shows when the body is looked at.
    if (m_phase == Phase::Checking)
        return true;
    // Half-closed after a whole request, a client still waits for its answer (row 42).
    if (m_requestBody.done() || m_uploadStopped)
        return true;
    onClientGone();
    return false;
}

void Exchange::onClientGone() {
    if (m_phase == Phase::Held)
        leaveHold();
    if (m_phase == Phase::Tunnel) {
        m_assignment.shard().tunnels.subtract();
        m_worker.shard().tunnels.subtract();
        m_client->listenerShard().tunnels.subtract();
    }
    if (m_upstream)
        endTry(m_phase == Phase::Tunnel ? TryEnd::Answered : TryEnd::Abandoned);
    if (m_why.empty() && m_phase != Phase::Tunnel)
        m_why = "client_closed";
    releaseUpstream(false);
    account();
    reset();
}

void Exchange::onClientSent() {
    switch (m_phase) {
        case Phase::Flushing:
            finish(m_keepAlive);
            return;
        case Phase::Responding:
            if (m_requestBody.done())
                m_client->expectNothing();
            throttleUpstream();
            return;
        case Phase::Tunnel:
            throttleUpstream();
            return;
        case Phase::Serving:
            serveMore();
            return;
        default:
            return;
    }
}

void Exchange::onClientStalled() {
    switch (m_phase) {
        case Phase::Held:
            leaveHold();
            [[fallthrough]];
        case Phase::Gathering:
        case Phase::Trying:
            if (m_upstream)
                endTry(TryEnd::Abandoned);
            answer({408, "body_timeout", "the request's body did not come in its time"});
            return;
        case Phase::Responding:
        case Phase::Serving:
        case Phase::Flushing:
            abort("client_stalled", Fault::Client);
            return;
        default:
            return;
    }
}

void Exchange::abort(std::string_view why, Fault fault) {
    m_why.assign(why);
    m_failed = fault == Fault::Upstream;
    // When all bytes are in and only the client does not take them, the try has ended before.
    if (m_upstream)
        endTry(m_failed ? TryEnd::NoAnswer : TryEnd::Abandoned);
    releaseUpstream(false);
    const bool mustReset = m_outFraming == http::BodyKind::CloseDelimited;
    ClientConnection* client = m_client;
    account();
    reset();
    client->exchangeAborted(mustReset);
}

void Exchange::finish(bool keepAlive) {
    const bool unreadInput = !m_requestBody.done() || (m_offersKeepAlive && m_phase != Phase::Tunnel);
    ClientConnection* client = m_client;
    account();
    reset();
    client->exchangeDone(keepAlive, unreadInput);
}

void Exchange::releaseUpstream(bool reusable) {
    if (m_upstream) {
        EndpointPool& pool = m_upstream->pool();
        if (reusable)
            pool.giveBack(std::move(m_upstream));
        else
            pool.close(std::move(m_upstream));
    }
    // After the connection: who waits for the endpoint to be idle may end it now.
    m_assignment.release();
}

void Exchange::account() {
    const auto us = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(m_worker.loop().refreshNow() - m_started).count());
    const std::uint64_t bytesIn = m_requestBody.received() + m_tunnelIn;
    if (m_trace.on())
        endTrace();
    if (m_route) {
        if (m_route->policies)
            m_route->policies->release(*m_admission);
        // What a policy refused was never on its way to a service.
        for (CounterShard* each : {&routeShard(), m_target ? &edgeShard() : nullptr}) {
            if (!each)
                break;
            each->requests.add();
            each->bytesIn.add(bytesIn);
            each->bytesOut.add(m_bytesOut);
            if (m_status != 0)
                each->countStatus(m_status);
            // A tunnel lasts as long as people like: its length says nothing about the service.
            if (m_status != 0 && m_status != 101)
                each->recordLatency(us);
            if (m_unanswered || m_upstreamStatus >= 500)
                each->errors.add();
            if (m_failed)
                each->failed.add();
        }
    }
    AccessLog* log = m_worker.accessLog();
    const Listener* const listener = m_client->ingress().listener();
    if (!log || (listener && listener->accessLog == AccessLogFormat::Off))
        return;
    AccessRecord record;
    char traceId[2 * 16];
    noteForRecord(record, traceId);
    record.time = m_worker.wallMs() - static_cast<WallMs>(us / 1000);
    record.requestId = m_requestId;
    record.client = m_client->peerText();
    record.listener = m_client->ingress().id();
    if (listener) {
        record.format = listener->accessLog;
        record.caller = listener->caller;
        record.project = listener->project;
    }
    record.method = m_logMethod;
    record.host = m_logHost;
    record.target = m_logTarget;
    if (m_route) {
        record.route = m_route->id;
        if (m_target)
            record.service = m_target->service->name;
    }
    record.endpoint = m_endpoint;
    record.status = m_status;
    record.bytesIn = bytesIn;
    record.bytesOut = m_bytesOut;
    record.durationUs = us;
    record.upstreamUs = m_upstreamUs;
    record.heldUs = m_heldUs;
    record.tries = m_tries;
    record.why =
        m_failed || m_status == 0 || m_status >= 400 || m_status == 101 ? std::string_view(m_why) : std::string_view();
    log->append(m_worker.id(), record);
}

void Exchange::reset() {
    m_timer.disarm();
    if (m_mediated)
        dropMediation();
    if (m_check)
        dropCheck();
    static_cast<ExchangeState&>(*this) = {};
    m_turn.reset();
    m_mirror.reset();
    m_request.shrink(kKeptBytes);
    m_logMethod.clear();
    m_logTarget.clear();
    m_logHost.clear();
    m_endpoint.clear();
    m_trace.clear();
    m_why.clear();
    m_responseInput.clear();
    m_responseParser.reset();
    m_worker.recycle(this);
}

}  // namespace slipway::gateway
