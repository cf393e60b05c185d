#include "base/problem_document.h"
#include "composer/json_text.h"
#include "composer/saga.h"

namespace slipway::composer {
namespace {

// What a service refuses is most often what the client asked for: these are passed on as they are. What it did not find
// was named by the client's body or by the manifest, never by the path that the client used.
int statusOf(const Cause& cause) {
    if (cause.reason == "request")
        return 422;
    if (cause.reason == "timeout")
        return 504;
    if (cause.reason == "refused") {
        switch (cause.status) {
            case 400:
            case 402:
            case 403:
            case 409:
            case 410:
            case 412:
            case 422:
            case 423:
                return cause.status;
            case 404:
                return 422;
            default:
                return 502;
        }
    }
    if (cause.reason == "failed" && (cause.status == 503 || cause.status == 429))
        return 503;
    return cause.reason == "abandoned" ? 500 : 502;
}

const char* titleOf(const Cause& cause) {
    if (cause.reason == "request")
        return "The request lacks something";
    if (cause.reason == "refused")
        return "A step was refused";
    if (cause.reason == "timeout")
        return "It did not happen in its time";
    if (cause.reason == "template")
        return "A value that a template needs is missing";
    return cause.reason == "abandoned" ? "Given up by hand" : "A step failed";
}

}  // namespace

Reply failureReply(const SagaRecord& record, const composite::Composite& definition) {
    json undone = json::array(), stuck = json::array(), left = json::array();
    for (const auto& group : definition.groups) {
        for (const auto& step : group) {
            const auto found = record.steps.find(step.name);
            if (found == record.steps.end())
                continue;
            const StepRecord& each = found->second;
            if (each.state == StepState::Undone)
                undone.push_back(step.name);
            else if (each.state == StepState::Undoing)
                stuck.push_back({{"step", step.name}, {"tries", each.undoAttempts}, {"error", each.error}});
            else if ((each.state == StepState::Done || each.state == StepState::Doubtful) &&
                     !step.call.changesNothing())
                left.push_back({{"step", step.name}, {"state", word(each.state)}});
        }
    }
    const Cause& cause = record.cause;
    Reply reply;
    reply.status = statusOf(cause);
    reply.contentType = kProblemMediaType;
    std::string requestId;
    if (const auto id = record.request.find("id"); id != record.request.end() && id->is_string())
        requestId = id->get<std::string>();
    const std::string type = "urn:slipway:composite:" + cause.reason;
    auto body = problemDocument<nlohmann::ordered_json>(
        {reply.status, titleOf(cause), cause.detail, cause.reason, requestId, type});
    body["composite"] = record.composite;
    body["saga"] = record.id;
    body["state"] = word(record.state);
    body["undone"] = std::move(undone);
    if (!cause.step.empty())
        body["step"] = cause.step;
    if (!cause.answer.is_null())
        body["answer"] = cause.answer;
    if (!stuck.empty())
        body["stuck"] = std::move(stuck);
    if (!left.empty() && record.state != SagaState::Done)
        body["left"] = std::move(left);
    reply.body = dumped(body);
    if (reply.status == 503)
        reply.headers.emplace_back("Retry-After", "1");
    return reply;
}

}  // namespace slipway::composer
