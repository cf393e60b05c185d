#include <algorithm>

#include "model/plan_census.h"
#include "model/plan_service.h"
#include "model/rollout.h"

// Canary and blue_green: the old set stays whole until the new one has passed all its steps.
namespace slipway::model {
namespace {

struct Sides {
    std::vector<const Instance*> stable;      ///< of the revision that serves
    std::vector<const Instance*> superseded;  ///< of a rollout that this one took over
};

Sides part(const Census& census, int from) {
    Sides sides;
    for (const Instance* instance : census.old)
        (instance->revision == from ? sides.stable : sides.superseded).push_back(instance);
    return sides;
}

}  // namespace

void planTrial(const ServiceName& name, const ServiceWorld& service, const Census& census, TimePoint now, Plan& plan) {
    const RolloutState& rollout = *service.rollout;
    const Service& spec = service.spec();
    const int want = service.wanted();
    const auto steps = rolloutSteps(spec.updateConfig, want);
    const int last = static_cast<int>(steps.size()) - 1;
    const int at = std::min(rollout.step, last);
    const RolloutStep& step = steps[static_cast<size_t>(at)];
    const bool reached = rollout.stepSince != TimePoint{};
    const bool passed = reached && now - rollout.stepSince >= step.duration;
    const int fresh = static_cast<int>(census.fresh.size());

    if (fresh > step.instances)
        retireSome(plan, census.fresh, fresh - step.instances, census, true);
    if (at == last && passed && !rollout.paused) {
        create(plan, name, service, step.instances - fresh, census);
        for (const Instance* instance : census.old)
            retire(plan, *instance);
        return;
    }

    const Sides sides = part(census, rollout.from);
    const int stable = static_cast<int>(sides.stable.size());
    if (stable > want)
        retireSome(plan, sides.stable, stable - want, census, true);
    for (int missing = want - stable; missing > 0 && service.revisions.contains(rollout.from); --missing)
        plan.actions.push_back(CreateInstance{name, rollout.from, {}});
    const auto ready = std::count_if(sides.stable.begin(), sides.stable.end(),
                                     [](const Instance* each) { return each->state == InstanceState::Ready; });
    if (ready >= want)
        for (const Instance* instance : sides.superseded)
            retire(plan, *instance);

    if (rollout.paused)
        return;
    create(plan, name, service, step.instances - fresh, census);
    int settledFresh = 0;
    for (const Instance* instance : census.fresh) {
        if (settled(*instance, spec, now))
            ++settledFresh;
        else if (instance->state == InstanceState::Ready)
            wakeAt(plan, instance->readyAt + spec.updateConfig.monitor);
    }
    if (!reached) {
        if (fresh == step.instances && settledFresh == fresh)
            plan.actions.push_back(ReachStep{name});
    } else if (passed) {
        plan.actions.push_back(NextStep{name});
    } else {
        wakeAt(plan, rollout.stepSince + step.duration);
    }
}

}  // namespace slipway::model
