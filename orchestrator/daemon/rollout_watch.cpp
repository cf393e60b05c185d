#include "daemon/rollout_watch.h"

#include "daemon/snapshot_builder.h"
#include "model/rollout.h"

namespace slipway::daemon {
namespace {

/// With strategy rolling there is one step: the whole move.
bool begun(const model::ServiceWorld& service) {
    const auto& config = service.spec().updateConfig;
    return service.rollout && !service.rollout->failed && service.revision == service.rollout->to && config.analysis &&
           (config.strategy == model::RolloutStrategy::Rolling || service.rollout->stepSince != TimePoint{});
}

}  // namespace

std::vector<model::RevisionsCompared> RolloutWatch::look(const std::string& project, const model::World& world,
                                                         const Metrics& metrics) {
    std::vector<model::RevisionsCompared> facts;
    for (const auto& [name, service] : world.services) {
        if (!begun(service)) {
            m_steps.erase(name);
            continue;
        }
        const model::RolloutState& rollout = *service.rollout;
        Step& step = m_steps[name];
        const bool fresh = step.rollout != rollout.id || step.step != rollout.step || step.since != rollout.stepSince;
        if (fresh)
            step = {rollout.id, rollout.step, rollout.stepSince, {}, {}};
        model::RevisionsCompared fact{name, rollout.step, {}, {}};
        protocol::Counters sums[2];
        for (const model::Instance* instance : world.of(name)) {
            const auto figures = metrics.endpoint(endpointId(project, instance->id.str()));
            const protocol::Counters counters = figures ? figures->counters : protocol::Counters{};
            if (fresh) {
                step.counters[instance->id] = counters;
                step.restarts[instance->id] = instance->restarts;
            }
            const bool isNew = instance->revision == rollout.to;
            sums[isNew].add(counters.since(step.counters[instance->id]));
            (isNew ? fact.fresh : fact.old).restarts += instance->restarts - step.restarts[instance->id];
        }
        for (const bool isNew : {false, true}) {
            const protocol::Counters& sum = sums[isNew];
            model::RevisionTraffic& side = isNew ? fact.fresh : fact.old;
            side.requests = static_cast<std::int64_t>(sum.requests);
            side.errors = static_cast<std::int64_t>(sum.errors);
            if (sum.latency.count > 0)
                side.p99Us = static_cast<std::int64_t>(sum.latency.quantileUs(0.99));
        }
        facts.push_back(std::move(fact));
    }
    return facts;
}

}  // namespace slipway::daemon
