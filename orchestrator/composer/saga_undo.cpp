#include <algorithm>

#include "composer/saga_answers.h"

/// The way back of a saga: compensations in reverse order, and what a person does by hand.
namespace slipway::composer {

using composite::Step;

bool Saga::backwardStep(const Step& step, TimePoint now, Effects& effects) {
    const StepRecord* before = known(step.name);
    if (!before || !step.undo)
        return true;
    const StepState state = before->state;
    if (state != StepState::Done && state != StepState::Doubtful && state != StepState::Undoing)
        return true;
    if (m_inFlight.contains(step.name))
        return false;
    if (const auto due = m_due.find(step.name); due != m_due.end() && due->second > now)
        return false;
    StepRecord& record = touch(step.name, effects);
    record.state = StepState::Undoing;
    std::optional<Missing> missing;
    if (!send(step, *step.undo, true, effects, missing)) {
        ++record.undoAttempts;
        Answer none;
        none.error = "its compensation can't be made: " + tellMissing(*missing);
        undoAnswered(step, record, none, now, effects);
    }
    return false;
}

void Saga::backward(TimePoint now, Effects& effects) {
    for (auto group = m_definition->groups.rbegin(); group != m_definition->groups.rend(); ++group) {
        bool open = false;
        for (const Step& step : *group)
            open = !backwardStep(step, now, effects) || open;
        if (open)
            return;
    }
    m_record.state = SagaState::Undone;
    m_record.reply = failureReply(m_record, *m_definition);
    effects.save = effects.settled = true;
}

void Saga::undoAnswered(const Step& step, StepRecord& record, const Answer& answer, TimePoint now, Effects& effects) {
    const bool there = answer.kind == Answer::Kind::Response;
    const bool nothingLeft = there && step.undo->method == "DELETE" && (answer.status == 404 || answer.status == 410);
    if (there && (isGood(answer.status) || nothingLeft)) {
        record.state = StepState::Undone;
        m_due.erase(step.name);
    } else {
        record.error = whatWentWrong(step, answer);
        const bool stuck = record.undoAttempts >= m_definition->stuckAfter;
        m_due[step.name] = now + (stuck ? kStuckDelay : backOff(record.undoAttempts));
    }
    const bool anyStuck = std::any_of(m_record.steps.begin(), m_record.steps.end(), [&](const auto& each) {
        return each.second.state == StepState::Undoing && each.second.undoAttempts >= m_definition->stuckAfter;
    });
    if (anyStuck && m_record.state != SagaState::Stuck) {
        m_record.state = SagaState::Stuck;
        m_record.reply = failureReply(m_record, *m_definition);
        effects.settled = true;
    } else if (!anyStuck && m_record.state == SagaState::Stuck) {
        m_record.state = SagaState::Compensating;
    }
}

Saga::Effects Saga::abandon(TimePoint, WallMs wallMs) {
    Effects effects;
    if (hasEnded(m_record.state))
        return effects;
    for (auto& [name, record] : m_record.steps)
        if (record.state == StepState::Sent) {
            record.state = StepState::Doubtful;
            effects.touched.insert(name);
        }
    m_inFlight.clear();
    m_due.clear();
    if (m_record.cause.reason.empty())
        m_record.cause = {"", "abandoned", 0, "given up by hand", {}};
    m_record.state = SagaState::Abandoned;
    m_record.reply = failureReply(m_record, *m_definition);
    effects.save = effects.settled = true;
    return done(std::move(effects), wallMs);
}

Saga::Effects Saga::resume(TimePoint now, WallMs wallMs) {
    if (m_record.state != SagaState::Abandoned)
        return {};
    m_record.state = SagaState::Compensating;
    m_record.endedMs = 0;
    Effects effects = advance(now, wallMs);
    effects.save = true;
    return done(std::move(effects), wallMs);
}

}  // namespace slipway::composer
