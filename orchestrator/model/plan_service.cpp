#include "model/plan_service.h"

#include <algorithm>

#include "model/plan_census.h"
#include "model/rollout.h"

namespace slipway::model {
namespace {

/// A new instance that fell, or could not rise, before it had settled: the revision is not fit to serve.
const Instance* casualty(const Census& census) {
    for (const Instance* fresh : census.fresh)
        if (fresh->failedStarts > 0 || fresh->state == InstanceState::Failed ||
            fresh->state == InstanceState::CrashLoop ||
            (fresh->state == InstanceState::Stopping && !fresh->stopReason.empty() && !fresh->everReady &&
             !fresh->portLost))
            return fresh;
    return nullptr;
}

void judgeRollout(Plan& plan, const ServiceName& name, const ServiceWorld& service, const Census& census) {
    if (!service.rollout)
        return;
    if (service.rollout->failed) {
        if (census.old.empty() && census.retiring.empty())
            plan.actions.push_back(CompleteRollout{name});
        return;
    }
    const RolloutState& rollout = *service.rollout;
    const bool pausedForCause = rollout.paused && !rollout.pausedWhy.empty();
    std::string why = rollout.verdict;
    InstanceId culprit;
    if (const Instance* lost = casualty(census); lost && !pausedForCause && why.empty()) {
        why = !lost->stopReason.empty() ? lost->stopReason : lost->why;
        if (why.empty() && lost->lastExit)
            why = describe(*lost->lastExit);
        why = lost->id.str() + ": " + why;
        culprit = lost->id;
    }
    if (rollout.aborted || !why.empty()) {
        if (rollout.aborted)
            plan.actions.push_back(FailRollout{name, "aborted by a user", {}});
        else if (service.spec().updateConfig.failureAction == FailureAction::Rollback)
            plan.actions.push_back(FailRollout{name, why, culprit});
        else if (!pausedForCause)
            plan.actions.push_back(PauseRollout{name, why});
        return;
    }
    const auto ready = std::count_if(census.fresh.begin(), census.fresh.end(),
                                     [&](const Instance* i) { return fulfilled(*i, service.spec()); });
    if (census.old.empty() && census.retiring.empty() && static_cast<int>(census.fresh.size()) == service.wanted() &&
        ready == service.wanted())
        plan.actions.push_back(CompleteRollout{name});
}

/// A user's restart: drain, stop, start again in place, `parallelism` at a time. What runs waits for a rollout to end;
/// what has ended is started at once, for the way back of a rollout may be waiting for it.
void planRecycling(const Census& census, const Service& spec, Plan& plan) {
    int underWay = 0;
    for (const Instance* instance : census.fresh)
        underWay += instance->recycle == Recycle::UnderWay;
    for (const Instance* instance : census.fresh) {
        if (instance->recycle != Recycle::Asked)
            continue;
        if (instance->terminal() || instance->state == InstanceState::Pending) {
            plan.actions.push_back(ReviveInstance{instance->id});
        } else if (census.old.empty() && underWay < spec.updateConfig.parallelism &&
                   instance->state != InstanceState::Stopping && instance->state != InstanceState::Draining) {
            plan.actions.push_back(DrainInstance{instance->id});
            ++underWay;
        }
    }
}

void planDown(const World& world, const ServiceName& name, const Census& census, Plan& plan) {
    const auto dependents = world.dependents.find(name);
    if (dependents != world.dependents.end())
        for (const ServiceName& dependent : dependents->second)
            if (!world.of(dependent).empty())
                return;
    for (const auto* group : {&census.fresh, &census.old})
        for (const Instance* instance : *group)
            retire(plan, *instance);
}

}  // namespace

bool settled(const Instance& instance, const Service& spec, TimePoint now) {
    if (spec.job)
        return instance.completed();
    return instance.state == InstanceState::Ready && now - instance.readyAt >= spec.updateConfig.monitor;
}

void planService(const World& world, const ServiceName& name, const ServiceWorld& service, TimePoint now, Plan& plan) {
    const Census census = take(world, name, service);
    if (world.down) {
        planDown(world, name, census, plan);
        return;
    }
    if (service.spec().scheduled()) {
        planScheduled(name, service, census, plan);
        planRecycling(census, service.spec(), plan);
        return;
    }
    judgeRollout(plan, name, service, census);
    if (!plan.actions.empty() && (std::holds_alternative<FailRollout>(plan.actions.back()) ||
                                  std::holds_alternative<PauseRollout>(plan.actions.back())))
        return;  // What shall be is about to change; the next plan goes on from there.

    if (onTrial(service))
        planTrial(name, service, census, now, plan);
    else if (!(service.rollout && service.rollout->paused))
        planRolling(name, service, census, now, plan);
    planRecycling(census, service.spec(), plan);
}

}  // namespace slipway::model
