#include "manifest/draft.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

using model::RestartCondition;
using model::RestartPolicy;
using std::chrono::milliseconds;

const ObjectReader<RestartPolicy>& restartReader() {
    static const ObjectReader<RestartPolicy> reader(
        "restart_policy",
        {
            {"condition",
             [](const Value& v, RestartPolicy& policy) {
                 if (const auto condition = v.oneOf({"any", "on-failure", "none"}))
                     policy.condition = *condition == 0   ? RestartCondition::Any
                                        : *condition == 1 ? RestartCondition::OnFailure
                                                          : RestartCondition::None;
             }},
            {"delay", [](const Value& v, RestartPolicy& policy) { set(policy.delay, v.duration()); }},
            {"max_delay", [](const Value& v, RestartPolicy& policy) { set(policy.maxDelay, v.duration()); }},
            {"factor", [](const Value& v, RestartPolicy& policy) { set(policy.factor, v.number(1, 100)); }},
            {"reset_after", [](const Value& v, RestartPolicy& policy) { set(policy.resetAfter, v.duration()); }},
            {"max_attempts",
             [](const Value& v, RestartPolicy& policy) { set(policy.maxAttempts, v.integer(0, 1'000'000)); }},
            {"window", [](const Value& v, RestartPolicy& policy) { set(policy.window, v.duration(milliseconds(1))); }},
        });
    return reader;
}

}  // namespace

void readReplicas(const Value& value, ServiceDraft& draft) {
    if (draft.replicas.mark.line > 0)
        value.findings().error(value.keyPlace(), "scale is another word for deploy.replicas; both stand here",
                               "one of them");
    draft.replicas = value.place();
    set(draft.service.replicas, value.integer(0, 256));
}

namespace {

const ObjectReader<ServiceDraft>& deployReader() {
    static const ObjectReader<ServiceDraft> reader(
        "deploy",
        {
            {"replicas", readReplicas},
            {"mode", [](const Value& v, ServiceDraft&) { v.oneOf({"replicated"}); }},
            {"update_config", readUpdateConfig},
            {"autoscale", readAutoscale},
            {"restart_policy",
             [](const Value& v, ServiceDraft& draft) {
                 restartReader()(v, draft.service.restartPolicy);
                 if (draft.service.restartPolicy.maxDelay < draft.service.restartPolicy.delay)
                     draft.service.restartPolicy.maxDelay = draft.service.restartPolicy.delay;
             }},
            refused<ServiceDraft>("rollback_config",
                                  "rollback_config is not there yet; a rollback follows `update_config`"),
            {"resources", readResources},
            refused<ServiceDraft>("placement", "placement belongs to a cluster; all instances run on this machine"),
            refused<ServiceDraft>("endpoint_mode",
                                  "endpoint_mode belongs to containers; the gateway balances by `load_balancing`"),
            refused<ServiceDraft>("labels", "labels belong to containers; who answers for a service is its `owner`"),
        });
    return reader;
}

}  // namespace

void readDeploy(const Value& value, ServiceDraft& draft) {
    deployReader()(value, draft);
}

// Compose's short word for a restart policy.
void readRestart(const Value& value, ServiceDraft& draft) {
    const std::string expected = "no, always, unless-stopped, on-failure or on-failure:N";
    const auto word = value.text(expected);
    if (!word)
        return;
    RestartPolicy& policy = draft.service.restartPolicy;
    if (*word == "no" || *word == "false") {
        policy.condition = RestartCondition::None;
    } else if (*word == "always" || *word == "unless-stopped") {
        policy.condition = RestartCondition::Any;
    } else if (*word == "on-failure") {
        policy.condition = RestartCondition::OnFailure;
    } else if (const auto times = word->starts_with("on-failure:") ? parseInteger(word->substr(11)) : std::nullopt;
               times && *times >= 1 && *times <= 1'000'000) {
        policy.condition = RestartCondition::OnFailure;
        policy.maxAttempts = static_cast<int>(*times);
    } else {
        value.wrong(expected, nearest(*word, {"no", "always", "unless-stopped", "on-failure"}));
    }
}

std::vector<Grammar> deployGrammars() {
    return {deployReader().grammar(), restartReader().grammar()};
}

}  // namespace slipway::manifest
