#include "composer/saga_spans.h"

namespace slipway::composer {
namespace {

std::optional<TraceContext> traceOf(const SagaRecord& saga) {
    const auto found = saga.request.find("trace");
    if (found == saga.request.end() || !found->is_string())
        return std::nullopt;
    return TraceContext::parse(found->get_ref<const std::string&>());
}

std::uint64_t nanoseconds(TimePoint from, TimePoint to) {
    return to > from ? static_cast<std::uint64_t>((to - from).count()) : 0;
}

}  // namespace

void SagaSpans::begin(std::string_view traceparent, nlohmann::json& request) {
    auto context = TraceContext::parse(traceparent);
    if (!context)
        return;
    request["trace_parent"] = context->span;
    context->span = newSpanId(m_random);
    request["trace"] = context->text();
}

std::optional<SagaSpans::Step> SagaSpans::start(const SagaRecord& saga, const std::string& step, OutgoingCall& call) {
    auto context = traceOf(saga);
    if (!context)
        return std::nullopt;
    Step made;
    made.parent = context->span;
    made.context = *context;
    made.context.span = newSpanId(m_random);
    if (const auto found = saga.steps.find(step); found != saga.steps.end()) {
        made.undo = found->second.state == StepState::Undoing;
        made.attempt = made.undo ? found->second.undoAttempts : found->second.attempts;
    }
    made.started = m_clock.now();
    made.name = step;
    made.service = call.service;
    made.method = call.method;
    made.path = call.path.substr(0, call.path.find('?'));
    call.headers.emplace_back("Traceparent", made.context.text());
    return made;
}

void SagaSpans::end(const Step& step, const Answer& answer) {
    protocol::SpanRecord record;
    record.kind = step.undo ? protocol::SpanKind::Undo : protocol::SpanKind::Step;
    record.sampled = step.context.sampled;
    record.failed = answer.kind != Answer::Kind::Response || answer.status >= 500;
    record.trace = step.context.trace;
    record.span = step.context.span;
    record.parent = step.parent;
    record.startNs = step.started.time_since_epoch().count();
    record.durationNs = nanoseconds(step.started, m_clock.now());
    record.status = static_cast<std::uint16_t>(answer.status);
    record.attempt = static_cast<std::uint32_t>(step.attempt);
    record.service = "composer";
    record.target = step.service;
    record.method = step.method;
    record.path = step.path;
    record.route = step.name;
    record.error = answer.error;
    if (record.sampled || record.failed)
        put(record);
}

void SagaSpans::settled(const SagaRecord& saga, TimePoint began) {
    const auto context = traceOf(saga);
    if (!context)
        return;
    protocol::SpanRecord record;
    record.kind = protocol::SpanKind::Saga;
    record.sampled = context->sampled;
    // A refusal that was passed on, with nothing left behind, is no failure: nor is a 4xx of a service.
    record.failed = saga.state == SagaState::Stuck || saga.reply.status >= 500;
    record.trace = context->trace;
    record.span = context->span;
    record.parent = saga.request.value("trace_parent", std::uint64_t{0});
    record.startNs = began.time_since_epoch().count();
    record.durationNs = nanoseconds(began, m_clock.now());
    record.status = static_cast<std::uint16_t>(saga.reply.status);
    record.service = "composer";
    record.route = saga.composite;
    record.error = saga.cause.detail;
    record.requestId = saga.id;
    if (record.sampled || record.failed)
        put(record);
}

void SagaSpans::put(const protocol::SpanRecord& record) {
    if (m_records.size() + protocol::kSpanBytesMost > kMaxBytes) {
        ++m_dropped;
        return;
    }
    protocol::appendSpan(record, m_records);
}

}  // namespace slipway::composer
