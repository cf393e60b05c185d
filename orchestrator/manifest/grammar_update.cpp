#include "manifest/draft.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

using model::CanaryStep;
using model::RolloutAnalysis;
using model::RolloutStrategy;
using model::UpdateConfig;
using std::chrono::milliseconds;

constexpr size_t kMostSteps = 20;

struct UpdateDraft {
    UpdateConfig config;
    Place order, strategy, steps, bake, surge;
    bool judged = true;  ///< `analysis: false` does not stand there
};

const ObjectReader<CanaryStep>& stepReader() {
    static const ObjectReader<CanaryStep> reader(
        "canary_step", {
                           {"weight", [](const Value& v, CanaryStep& step) { set(step.weight, v.integer(1, 99)); }},
                           {"duration", [](const Value& v, CanaryStep& step) { set(step.duration, v.duration()); }},
                       });
    return reader;
}

const ObjectReader<RolloutAnalysis>& analysisReader() {
    using Key = RolloutAnalysis;
    static const ObjectReader<Key> reader(
        "analysis",
        {
            {"error_percent",
             [](const Value& v, Key& bounds) {
                 if (const auto percent = v.number(0, 100))
                     bounds.maxErrorRate = *percent / 100;
             }},
            {"p99_ratio", [](const Value& v, Key& bounds) { set(bounds.maxP99Ratio, v.number(0, 1000)); }},
            {"restarts", [](const Value& v, Key& bounds) { set(bounds.maxRestarts, v.integer(0, 1000)); }},
            {"min_requests", [](const Value& v, Key& bounds) { set(bounds.minRequests, v.integer(1, 1'000'000)); }},
        });
    return reader;
}

void readSteps(const Value& v, UpdateDraft& draft) {
    draft.steps = v.keyPlace();
    draft.config.steps.clear();
    for (const auto& item : v.list("a list of {weight, duration}")) {
        CanaryStep step;
        stepReader()(item, step);
        if (!draft.config.steps.empty() && step.weight <= draft.config.steps.back().weight)
            item.error("a step gives the new revision more than the one before it, which gave " +
                           std::to_string(draft.config.steps.back().weight) + " %",
                       "rising weights");
        draft.config.steps.push_back(step);
    }
    if (draft.config.steps.empty() || draft.config.steps.size() > kMostSteps)
        v.wrong("1 to " + std::to_string(kMostSteps) + " steps");
}

const ObjectReader<UpdateDraft>& updateReader() {
    using Key = UpdateDraft;
    static const ObjectReader<Key> reader(
        "update_config",
        {
            {"order",
             [](const Value& v, Key& draft) {
                 draft.order = v.place();
                 if (const auto order = v.oneOf({"start-first", "stop-first"}))
                     draft.config.order = *order == 0 ? model::UpdateOrder::StartFirst : model::UpdateOrder::StopFirst;
             }},
            {"parallelism", [](const Value& v, Key& draft) { set(draft.config.parallelism, v.integer(1, 64)); }},
            {"max_surge",
             [](const Value& v, Key& draft) {
                 draft.surge = v.place();
                 set(draft.config.maxSurge, v.integer(1, 64));
             }},
            {"monitor", [](const Value& v, Key& draft) { set(draft.config.monitor, v.duration()); }},
            {"failure_action",
             [](const Value& v, Key& draft) {
                 if (const auto action = v.oneOf({"rollback", "pause"}))
                     draft.config.failureAction =
                         *action == 0 ? model::FailureAction::Rollback : model::FailureAction::Pause;
             }},
            {"strategy",
             [](const Value& v, Key& draft) {
                 draft.strategy = v.place();
                 if (const auto strategy = v.oneOf({"rolling", "blue_green", "canary"}))
                     draft.config.strategy = static_cast<RolloutStrategy>(*strategy);
             }},
            {"steps", readSteps},
            {"bake",
             [](const Value& v, Key& draft) {
                 draft.bake = v.keyPlace();
                 set(draft.config.bake, v.duration());
             }},
            {"analysis",
             [](const Value& v, Key& draft) {
                 if (v.isMap()) {
                     draft.config.analysis.emplace();
                     analysisReader()(v, *draft.config.analysis);
                 } else if (const auto on = v.boolean()) {
                     draft.judged = *on;
                     if (*on)
                         draft.config.analysis.emplace();
                 }
             }},
            refused<Key>("delay",
                         "delay is not there; `monitor` says how long a new instance must stay ready before the next "
                         "is moved, and `steps` how long a canary serves its share"),
            refused<Key>("max_failure_ratio",
                         "one new instance that fails ends the rollout; `analysis` bounds the errors of requests"),
        });
    return reader;
}

void check(const Value& value, UpdateDraft& draft) {
    UpdateConfig& config = draft.config;
    Findings& findings = value.findings();
    const bool side = config.strategy != RolloutStrategy::Rolling;
    if (draft.steps.mark.line > 0 && config.strategy != RolloutStrategy::Canary)
        findings.error(draft.steps, "steps belong to a canary", "strategy: canary");
    if (draft.bake.mark.line > 0 && config.strategy != RolloutStrategy::BlueGreen)
        findings.error(draft.bake, "bake belongs to blue_green", "strategy: blue_green");
    if (side && config.order == model::UpdateOrder::StopFirst)
        findings.error(draft.order, "both revisions serve side by side in this strategy; none stops first",
                       "start-first");
    if (draft.surge.mark.line > 0 && (side || config.order == model::UpdateOrder::StopFirst))
        findings.error(draft.surge, "max_surge bounds strategy rolling with order start-first", "no max_surge");
    if (config.strategy == RolloutStrategy::Canary && config.steps.empty())
        config.steps = {{10, milliseconds(30'000)}, {50, milliseconds(30'000)}};
    if (side && draft.judged && !config.analysis)
        config.analysis.emplace();
}

}  // namespace

void readUpdateConfig(const Value& value, ServiceDraft& draft) {
    UpdateDraft update;
    updateReader()(value, update);
    check(value, update);
    draft.service.updateConfig = update.config;
    draft.updateOrder = update.order;
    draft.strategy = update.strategy;
}

std::vector<Grammar> updateGrammars() {
    return {updateReader().grammar(), stepReader().grammar(), analysisReader().grammar()};
}

}  // namespace slipway::manifest
