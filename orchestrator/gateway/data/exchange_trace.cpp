// Traces: the context of a request is taken over or made, each try gets a span of its own that the service sees as its
// parent, and what is worth keeping is written down when the exchange has ended (docs/observability.md).

#include <algorithm>
#include <optional>

#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"
#include "protocol/span_record.h"

namespace slipway::gateway {

namespace {

constexpr std::uint32_t kMillion = 1'000'000;

/// Nothing where there is none, where it is malformed, and where two contradict each other.
std::optional<TraceContext> givenContext(const http::RequestHead& head) {
    if (!head.fields().has(http::KnownHeader::Traceparent))
        return std::nullopt;
    std::optional<TraceContext> found;
    for (const http::Field field : head.fields()) {
        if (field.id != http::KnownHeader::Traceparent)
            continue;
        if (found)
            return std::nullopt;
        found = TraceContext::parse(field.value);
        if (!found)
            return std::nullopt;
    }
    return found;
}

}  // namespace

void Exchange::startTrace(const http::RequestHead& head) {
    const Listener* listener = m_client->ingress().listener();
    if (listener && listener->accessLog == AccessLogFormat::Combined) {
        m_trace.referer.assign(head.find(http::KnownHeader::Referer).value_or(std::string_view()));
        m_trace.userAgent.assign(head.find(http::KnownHeader::UserAgent).value_or(std::string_view()));
    }
    if (!listener || !listener->tracing.on)
        return;
    ExchangeTrace::Now& now = m_trace.now;
    now.on = true;
    Random& random = m_worker.random();
    if (const auto given = givenContext(head)) {
        now.context = *given;
        now.parent = given->span;
    } else {
        now.context.trace = newTraceId(random);
        const std::uint32_t kept = listener->tracing.samplePpm;
        now.context.sampled = kept >= kMillion || (kept != 0 && random.below(kMillion) < kept);
    }
    now.context.span = newSpanId(random);
    m_trace.method.assign(head.methodText());
    m_trace.host.assign(head.authority());
    m_trace.path.assign(head.path());
}

void Exchange::writeTraceparent(http::RequestRewrite& rewrite) {
    if (!m_trace.on())
        return;
    rewrite.traceparent = m_trace.now.context;
    rewrite.traceparentAt = &m_trace.now.headerAt;
    rewrite.keepTracestate = m_trace.now.parent != 0;
}

void Exchange::startTryTrace() {
    if (!m_trace.on())
        return;
    writeTryTrace();
    ExchangeTrace::Now& now = m_trace.now;
    now.tried = true;
    now.tryEnded = false;
    now.tryUnanswered = false;
    now.tryStatus = 0;
    ++now.attempts;
    now.trySpan = newSpanId(m_worker.random());
    now.tryStarted = m_tryStarted;
    m_trace.instance.assign(m_assignment.slot().id);
    // The request may go out again: only what differs is written over.
    if (now.headerAt != 0 && m_request.size() >= m_headBytes)
        writeHex(now.trySpan, m_request.at(now.headerAt + TraceContext::kSpanAt));
}

void Exchange::endTryTrace(bool answered) {
    ExchangeTrace::Now& now = m_trace.now;
    if (!now.tried || now.tryEnded)
        return;
    now.tryEnded = true;
    now.tryUnanswered = !answered;
    now.tryStatus = m_upstreamStatus;
    // What is not going to be looked at need not be exact.
    now.tryEnd = now.context.sampled ? m_worker.loop().refreshNow() : m_worker.loop().now();
}

void Exchange::writeTryTrace() {
    ExchangeTrace::Now& now = m_trace.now;
    if (!now.tried)
        return;
    now.tried = false;
    protocol::SpanRecord record;
    record.kind = protocol::SpanKind::Try;
    record.sampled = now.context.sampled;
    record.failed = now.tryUnanswered || now.tryStatus >= 500;
    record.trace = now.context.trace;
    record.span = now.trySpan;
    record.parent = now.context.span;
    record.startNs = now.tryStarted.time_since_epoch().count();
    record.durationNs = static_cast<std::uint64_t>(std::max<Duration>(now.tryEnd - now.tryStarted, {}).count());
    record.status = now.tryStatus;
    record.attempt = now.attempts;
    if (const Listener* listener = m_client->ingress().listener()) {
        record.project = listener->project;
        record.service = listener->caller;
    }
    if (m_target)
        record.target = m_target->service->name;
    record.instance = m_trace.instance;
    record.method = m_trace.method;
    record.host = m_trace.host;
    record.path = m_trace.path;
    if (now.tryUnanswered)
        record.error = m_why.empty() ? std::string_view("no_answer") : std::string_view(m_why);
    protocol::appendSpan(record, m_trace.tries);
}

void Exchange::noteForRecord(AccessRecord& record, char* traceId) const {
    record.minor = m_clientMinor;
    record.referer = m_trace.referer;
    record.userAgent = m_trace.userAgent;
    if (!m_trace.on())
        return;
    writeHex(m_trace.now.context.trace.high, traceId);
    writeHex(m_trace.now.context.trace.low, traceId + 16);
    record.traceId = {traceId, 32};
}

void Exchange::endTrace() {
    ExchangeTrace::Now& now = m_trace.now;
    SpanLog* log = m_worker.spanLog();
    const Listener* listener = m_client->ingress().listener();
    if (!log || !listener)
        return;
    const TimePoint ended = m_worker.loop().now();
    const Duration took = ended - m_started;
    const bool failed = m_failed || m_status >= 500;
    // How long a stream lasts says nothing of how fast it was.
    const bool slow = took >= listener->tracing.slow && m_status != 101;
    if (!now.context.sampled && !failed && !slow)
        return;
    if (!now.tryEnded)
        now.tryEnd = ended;
    writeTryTrace();
    protocol::SpanRecord record;
    record.kind = protocol::SpanKind::Exchange;
    record.sampled = now.context.sampled;
    record.failed = failed;
    record.trace = now.context.trace;
    record.span = now.context.span;
    record.parent = now.parent;
    record.startNs = m_started.time_since_epoch().count();
    record.durationNs = static_cast<std::uint64_t>(std::max<Duration>(took, {}).count());
    record.heldNs = m_heldUs * 1000;
    record.bytesIn = m_requestBody.received() + m_tunnelIn;
    record.bytesOut = m_bytesOut;
    record.status = m_status;
    record.attempt = now.attempts;
    record.project = listener->project;
    record.service = listener->caller;
    if (m_target)
        record.target = m_target->service->name;
    record.instance = m_trace.instance;
    record.method = m_trace.method;
    record.host = m_trace.host;
    record.path = m_trace.path;
    if (m_route)
        record.route = m_route->id;
    if (m_status == 0 || m_status >= 400)
        record.error = m_why;
    record.requestId = m_requestId;
    protocol::appendSpan(record, m_trace.tries);
    log->append(m_worker.id(), m_trace.tries, now.attempts + 1, failed || slow);
}

}  // namespace slipway::gateway
