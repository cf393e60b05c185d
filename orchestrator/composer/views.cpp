#include "composer/views.h"

#include <algorithm>

namespace slipway::composer {
namespace {

using nlohmann::json;

json timeOrNull(WallMs at) {
    return at == 0 ? json() : json(at);
}
json statusOrNull(int status) {
    return status == 0 ? json() : json(status);
}

json stepView(const std::string& name, const StepRecord& step) {
    return {{"name", name},
            {"state", word(step.state)},
            {"tries", step.attempts},
            {"undo_tries", step.undoAttempts},
            {"status", statusOrNull(step.status)},
            {"error", step.error}};
}

json causeView(const Cause& cause) {
    if (cause.reason.empty())
        return {};
    return {{"step", cause.step},
            {"reason", cause.reason},
            {"status", statusOrNull(cause.status)},
            {"detail", cause.detail}};
}

json replyBody(const Reply& reply) {
    json body = json::parse(reply.body, nullptr, false);
    return body.is_discarded() ? json(reply.body) : body;
}

std::size_t stepsOf(const composite::Composite& definition) {
    std::size_t count = 0;
    for (const auto& group : definition.groups)
        count += group.size();
    return count;
}

// Each step of the definition in its order, begun or not.
json plannedSteps(const SagaRecord& record, const composite::Composite& definition) {
    json steps = json::array();
    for (std::size_t group = 0; group < definition.groups.size(); ++group) {
        for (const composite::Step& step : definition.groups[group]) {
            const auto begun = record.steps.find(step.name);
            const StepRecord state = begun == record.steps.end() ? StepRecord() : begun->second;
            json each = stepView(step.name, state);
            each["body"] = state.body;
            each["service"] = step.call.service;
            each["group"] = group;
            each["undo"] = step.undo.has_value();
            each["key"] = step.key.empty() ? json(record.id + '-' + step.name) : json();
            steps.push_back(std::move(each));
        }
    }
    return steps;
}

// The step that stands out: what failed, else what is under way.
std::string stepInView(const SagaRecord& record) {
    for (const auto& [name, step] : record.steps)
        if (step.state == StepState::Undoing)
            return name;
    if (!record.cause.step.empty())
        return record.cause.step;
    for (const auto& [name, step] : record.steps)
        if (step.state == StepState::Sent)
            return name;
    return {};
}

}  // namespace

json statusView(const SagaRecord& record) {
    json steps = json::array();
    for (const auto& [name, step] : record.steps)
        steps.push_back({{"name", name}, {"state", word(step.state)}, {"tries", step.attempts}});
    json view{{"saga", record.id},
              {"composite", record.composite},
              {"state", word(record.state)},
              {"created_ms", record.createdMs},
              {"ended_ms", timeOrNull(record.endedMs)},
              {"steps", std::move(steps)}};
    if (record.reply.status != 0)
        view["result"] = {{"status", record.reply.status}, {"body", replyBody(record.reply)}};
    return view;
}

json rowView(const SagaRecord& record, const std::optional<std::int64_t>& nextTryMs,
             const composite::Composite* definition) {
    int tries = 0, done = 0;
    std::string error;
    const std::string step = stepInView(record);
    for (const auto& [name, each] : record.steps) {
        done += each.state == StepState::Done ? 1 : 0;
        if (name == step) {
            tries = each.state == StepState::Undoing ? each.undoAttempts : each.attempts;
            error = each.error;
        }
    }
    return {{"id", record.id},
            {"composite", record.composite},
            {"state", word(record.state)},
            {"step", step.empty() ? json() : json(step)},
            {"steps_done", done},
            {"steps_total", definition ? json(stepsOf(*definition)) : json()},
            {"tries", tries},
            {"error", error},
            {"cause", causeView(record.cause)},
            {"next_try_ms", nextTryMs ? json(*nextTryMs) : json()},
            {"created_ms", record.createdMs},
            {"updated_ms", record.updatedMs},
            {"ended_ms", timeOrNull(record.endedMs)}};
}

json fullView(const SagaRecord& record, const std::optional<std::int64_t>& nextTryMs,
              const composite::Composite* definition) {
    json view = rowView(record, nextTryMs, definition);
    if (definition) {
        view["steps"] = plannedSteps(record, *definition);
    } else {
        json steps = json::array();
        for (const auto& [name, step] : record.steps) {
            json each = stepView(name, step);
            each["body"] = step.body;
            steps.push_back(std::move(each));
        }
        view["steps"] = std::move(steps);
    }
    view["request"] = record.request;
    view["idempotency_key"] = record.clientKey.empty() ? json() : json(record.clientKey);
    view["reply"] =
        record.reply.status == 0 ? json() : json{{"status", record.reply.status}, {"body", replyBody(record.reply)}};
    return view;
}

}  // namespace slipway::composer
