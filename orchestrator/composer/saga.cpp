#include "composer/saga.h"

#include <algorithm>

#include "composer/json_text.h"
#include "composer/saga_answers.h"

namespace slipway::composer {
namespace {

using composite::Call;
using composite::Composite;
using composite::Step;

// Answers that another try may better. All others of 300 and more are the service's last word.
bool asksForAnotherTry(int status) {
    return status >= 500 || status == 408 || status == 425 || status == 429;
}

// 425 and 429 are said before anything is done (RFC 8470 section 5.2, RFC 6585 section 4).
bool mayHaveTakenEffect(int status) {
    return status != 425 && status != 429;
}

json parsed(const Answer& answer) {
    json body = json::parse(answer.body, nullptr, false);
    if (!body.is_discarded())
        return body;
    return answer.body.empty() ? json() : json(answer.body);
}

json kept(json body, const std::vector<std::string>& members) {
    if (members.empty() || !body.is_object())
        return body;
    json out = json::object();
    for (const auto& name : members)
        if (const auto found = body.find(name); found != body.end())
            out[name] = *found;
    return out;
}

}  // namespace

Saga::Saga(std::shared_ptr<const Composite> definition, SagaRecord record)
    : m_definition(std::move(definition)), m_record(std::move(record)) {
    // Cut off between the intent and the answer: the call may have come through.
    for (auto& [name, step] : m_record.steps)
        if (step.state == StepState::Sent)
            step.unsure = true;
}

Duration Saga::backOff(int attempts) {
    const int doublings = std::clamp(attempts - 1, 0, 10);
    return std::min<Duration>(kFirstDelay * (1 << doublings), kLongestDelay);
}

StepRecord& Saga::touch(const std::string& step, Effects& effects) {
    effects.touched.insert(step);
    return m_record.steps[step];
}

const StepRecord* Saga::known(const std::string& step) const {
    const auto found = m_record.steps.find(step);
    return found == m_record.steps.end() ? nullptr : &found->second;
}

std::optional<TimePoint> Saga::wake() const {
    std::optional<TimePoint> first;
    for (const auto& [step, due] : m_due)
        if (!first || due < *first)
            first = due;
    return first;
}

Scope Saga::scope(const Step* step) const {
    json steps = json::object();
    for (const auto& [name, record] : m_record.steps)
        if (record.state == StepState::Done || record.state == StepState::Undoing || record.state == StepState::Undone)
            steps[name] = {{"status", record.status}, {"body", record.body}, {"headers", record.headers}};
    json root{{"request", m_record.request},
              {"steps", std::move(steps)},
              {"saga", {{"id", m_record.id}, {"composite", m_record.composite}}}};
    if (step)
        root["step"] = {{"name", step->name}, {"key", keyOf(*step)}};
    return Scope(std::move(root));
}

std::string Saga::keyOf(const Step& step) const {
    const std::string usual = m_record.id + '-' + step.name;
    if (step.key.empty())
        return usual;
    const Scope scope(
        {{"request", m_record.request}, {"saga", {{"id", m_record.id}, {"composite", m_record.composite}}}});
    return scope.text(step.key).value_or(usual);
}

bool Saga::send(const Step& step, const Call& call, bool undo, Effects& effects, std::optional<Missing>& missing) {
    const Scope scope = this->scope(&step);
    OutgoingCall out;
    out.service = call.service;
    out.method = call.method;
    out.timeout = step.timeout;
    const auto path = scope.path(call.path);
    if (!path) {
        missing = path.error();
        return false;
    }
    out.path = *path;
    out.headers.emplace_back("Idempotency-Key", keyOf(step) + (undo ? "-undo" : ""));
    if (const auto id = m_record.request.find("id"); id != m_record.request.end() && id->is_string())
        out.headers.emplace_back("X-Request-Id", id->get<std::string>());
    for (const auto& [name, pattern] : call.headers) {
        const auto value = scope.text(pattern);
        if (!value) {
            missing = value.error();
            return false;
        }
        // What a template put in must not end the line and begin another field.
        const bool oneLine = value->find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
        if (!value->empty() && oneLine)
            out.headers.emplace_back(name, *value);
    }
    if (call.body) {
        const auto body = scope.value(*call.body);
        if (!body) {
            missing = body.error();
            return false;
        }
        out.body = dumped(*body);
        out.headers.emplace_back("Content-Type", "application/json");
    }
    StepRecord& record = touch(step.name, effects);
    ++(undo ? record.undoAttempts : record.attempts);
    m_due.erase(step.name);
    m_inFlight[step.name] = {++m_lastNumber, undo};
    effects.sends.push_back({step.name, m_lastNumber, std::move(out)});
    return true;
}

void Saga::give(const Step& step, StepRecord& record, bool inDoubt, Cause cause) {
    record.state = inDoubt ? StepState::Doubtful : StepState::Refused;
    record.error = cause.detail;
    cause.step = step.name;
    m_due.erase(step.name);
    if (m_record.cause.reason.empty())
        m_record.cause = std::move(cause);
}

bool Saga::forwardStep(const Step& step, bool failing, TimePoint now, Effects& effects) {
    const StepRecord* before = known(step.name);
    const StepState state = before ? before->state : StepState::Waiting;
    std::optional<Missing> missing;
    if (state == StepState::Waiting) {
        if (failing || m_late)
            return true;
        if (!scope(&step).holds(step.when)) {
            touch(step.name, effects).state = StepState::Skipped;
            return true;
        }
        if (send(step, step.call, false, effects, missing)) {
            touch(step.name, effects).state = StepState::Sent;
            return false;
        }
        give(step, touch(step.name, effects), false,
             {"", missing->ofRequest ? "request" : "template", 0, tellMissing(*missing), {}});
        return true;
    }
    if (state != StepState::Sent)
        return true;
    const bool flies = m_inFlight.contains(step.name);
    if (m_late || (failing && !flies)) {
        StepRecord& record = touch(step.name, effects);
        const bool inDoubt = record.unsure || flies;
        m_inFlight.erase(step.name);
        give(step, record, inDoubt, {"", "timeout", 0, "given up before an answer came", {}});
        return true;
    }
    if (flies)
        return false;
    if (const auto due = m_due.find(step.name); due != m_due.end() && due->second > now)
        return false;
    if (send(step, step.call, false, effects, missing))
        return false;
    StepRecord& record = touch(step.name, effects);
    give(step, record, record.unsure, {"", "template", 0, tellMissing(*missing), {}});
    return true;
}

void Saga::forward(TimePoint now, Effects& effects) {
    const auto isAny = [&](const std::vector<Step>& group, std::initializer_list<StepState> states) {
        return std::any_of(group.begin(), group.end(), [&](const Step& step) {
            const StepRecord* record = known(step.name);
            const StepState state = record ? record->state : StepState::Waiting;
            return std::find(states.begin(), states.end(), state) != states.end();
        });
    };
    for (const auto& group : m_definition->groups) {
        bool open = false;
        for (const Step& step : group) {
            const bool failing = isAny(group, {StepState::Refused, StepState::Doubtful});
            open = !forwardStep(step, failing, now, effects) || open;
        }
        if (open)
            return;
        if (isAny(group, {StepState::Waiting, StepState::Refused, StepState::Doubtful})) {
            m_record.state = SagaState::Compensating;
            effects.save = true;
            return;
        }
    }
    finish(effects);
}

void Saga::finish(Effects& effects) {
    m_record.state = SagaState::Done;
    effects.save = effects.settled = true;
    const Scope scope = this->scope(nullptr);
    const composite::Response& wanted = m_definition->response;
    Reply& reply = m_record.reply;
    reply = {};
    reply.status = wanted.status;
    for (const auto& [name, pattern] : wanted.headers)
        if (const auto value = scope.text(pattern); value && !value->empty())
            reply.headers.emplace_back(name, *value);
    const auto body = scope.value(wanted.body ? *wanted.body : json{{"saga", m_record.id}, {"state", "done"}});
    if (body) {
        reply.body = dumped(*body);
        return;
    }
    m_record.cause = {
        "", "template", 0, "all steps are done, but the response can't be made: " + tellMissing(body.error()), {}};
    reply = failureReply(m_record, *m_definition);
}

void Saga::answered(const Step& step, StepRecord& record, const Answer& answer, TimePoint now) {
    record.status = answer.kind == Answer::Kind::Response ? answer.status : 0;
    if (answer.kind == Answer::Kind::Response && isGood(answer.status)) {
        record.state = StepState::Done;
        record.error.clear();
        record.body = kept(parsed(answer), step.save);
        for (const char* name : {"location", "etag", "content-type"})
            for (const auto& [header, value] : answer.headers)
                if (header == name)
                    record.headers[name] = value;
        return;
    }
    record.error = whatWentWrong(step, answer);
    if (answer.kind == Answer::Kind::Response && !asksForAnotherTry(answer.status)) {
        json said = parsed(answer);
        give(step, record, record.unsure,
             {"", "refused", answer.status, record.error, said.is_object() ? std::move(said) : json()});
        return;
    }
    if (answer.kind == Answer::Kind::Unknown ||
        (answer.kind == Answer::Kind::Response && mayHaveTakenEffect(answer.status)))
        record.unsure = true;
    if (record.attempts <= step.retries) {
        m_due[step.name] = now + backOff(record.attempts);
        return;
    }
    give(step, record, record.unsure, {"", "failed", record.status, record.error, {}});
}

Saga::Effects Saga::done(Effects effects, WallMs wallMs) {
    effects.save = effects.save || !effects.touched.empty();
    if (effects.save)
        m_record.updatedMs = wallMs;
    if (hasEnded(m_record.state) && m_record.endedMs == 0)
        m_record.endedMs = wallMs;
    return effects;
}

Saga::Effects Saga::advance(TimePoint now, WallMs wallMs) {
    Effects effects;
    if (m_record.state == SagaState::Running)
        forward(now, effects);
    if (m_record.state == SagaState::Compensating || m_record.state == SagaState::Stuck)
        backward(now, effects);
    return done(std::move(effects), wallMs);
}

Saga::Effects Saga::onAnswer(const std::string& name, std::uint64_t number, const Answer& answer, TimePoint now,
                             WallMs wallMs) {
    const auto flight = m_inFlight.find(name);
    const Step* step = m_definition->step(name);
    if (flight == m_inFlight.end() || flight->second.number != number || !step)
        return {};
    const bool undo = flight->second.undo;
    m_inFlight.erase(flight);
    Effects noted;
    StepRecord& record = touch(name, noted);
    if (undo)
        undoAnswered(*step, record, answer, now, noted);
    else
        answered(*step, record, answer, now);
    Effects effects = advance(now, wallMs);
    effects.touched.insert(name);
    effects.settled = effects.settled || noted.settled;
    return done(std::move(effects), wallMs);
}

Saga::Effects Saga::onDeadline(TimePoint now, WallMs wallMs) {
    if (m_record.state != SagaState::Running)
        return {};
    m_late = true;
    if (m_record.cause.reason.empty())
        m_record.cause = {"", "timeout", 0, "not done within " + formatDuration(m_definition->timeout), {}};
    return advance(now, wallMs);
}

Saga::Effects Saga::retryNow(TimePoint now, WallMs wallMs) {
    m_due.clear();
    return advance(now, wallMs);
}

}  // namespace slipway::composer
