#include <algorithm>

#include "model/plan_service.h"

namespace slipway::model {
namespace {

/// The first dependency that keeps it from starting. Only a service with nothing ready waits: a crash or a rollout
/// later on must not be held up by a dependency that is ill at that moment.
bool dependenciesMet(const World& world, const Instance& instance, const Service& spec) {
    if (world.count(instance.service, InstanceState::Ready) > 0 || instance.restarts > 0)
        return true;
    for (const Dependency& dependency : spec.dependsOn) {
        if (!world.services.contains(dependency.service))
            continue;  // external: nothing of ours to wait for
        const auto instances = world.of(dependency.service);
        const bool met = std::any_of(instances.begin(), instances.end(), [&](const Instance* other) {
            switch (dependency.condition) {
                case DependsCondition::ServiceHealthy:
                    return other->state == InstanceState::Ready;
                case DependsCondition::ServiceCompletedSuccessfully:
                    return other->completed();
                case DependsCondition::ServiceStarted:
                    break;
            }
            return other->hasProcess() || other->completed();
        });
        if (!met)
            return false;
    }
    return true;
}

void planPending(const World& world, const Instance& instance, const Service& spec, TimePoint now, Plan& plan) {
    if (instance.spawning)
        return;
    if (now < instance.notBefore) {
        wakeAt(plan, instance.notBefore);
        return;
    }
    if (dependenciesMet(world, instance, spec))
        plan.actions.push_back(SpawnInstance{instance.id});
}

void planStarting(const Instance& instance, const Service& spec, TimePoint now, Plan& plan) {
    const TimePoint deadline = instance.spawnedAt + spec.startTimeout;
    if (now < deadline) {
        wakeAt(plan, deadline);
        return;
    }
    std::string reason = "not ready within " + formatDuration(spec.startTimeout);
    if (!instance.why.empty())
        reason += ": " + instance.why;
    plan.actions.push_back(TerminateInstance{instance.id, reason});
}

void planTimeout(const Instance& instance, const Service& spec, TimePoint now, Plan& plan) {
    const TimePoint deadline = instance.spawnedAt + spec.job->timeout;
    if (now >= deadline)
        plan.actions.push_back(TerminateInstance{instance.id, "not done within " + formatDuration(spec.job->timeout)});
    else
        wakeAt(plan, deadline);
}

void planDraining(const Instance& instance, TimePoint now, Plan& plan) {
    const TimePoint deadline = instance.drainFrom + kDrainTimeout;
    if (instance.drained || instance.port == 0 || now >= deadline)
        plan.actions.push_back(TerminateInstance{instance.id, {}});
    else
        wakeAt(plan, deadline);
}

void planStopping(const Instance& instance, const Service& spec, TimePoint now, Plan& plan) {
    if (instance.killed)
        return;
    const TimePoint deadline = instance.stopFrom + spec.stopGracePeriod;
    if (now >= deadline)
        plan.actions.push_back(KillInstance{instance.id});
    else
        wakeAt(plan, deadline);
}

}  // namespace

void planInstance(const World& world, const Instance& instance, TimePoint now, Plan& plan) {
    const auto owner = world.services.find(instance.service);
    if (owner == world.services.end())
        return;
    const Service& spec = owner->second.specOf(instance.revision);
    const bool leaving = instance.retire;
    switch (instance.state) {
        case InstanceState::Pending:
            if (leaving && !instance.spawning)
                plan.actions.push_back(ForgetInstance{instance.id});
            else if (!leaving)
                planPending(world, instance, spec, now, plan);
            break;
        case InstanceState::Starting:
            if (leaving)
                plan.actions.push_back(TerminateInstance{instance.id, {}});
            else if (!instance.unfit.empty())
                plan.actions.push_back(TerminateInstance{instance.id, instance.unfit});
            else
                planStarting(instance, spec, now, plan);
            break;
        case InstanceState::Ready:
        case InstanceState::Unready:
            if (leaving)
                plan.actions.push_back(DrainInstance{instance.id});
            else if (!instance.unfit.empty())
                plan.actions.push_back(TerminateInstance{instance.id, instance.unfit});
            else if (spec.job && spec.job->timeout.count() > 0)
                planTimeout(instance, spec, now, plan);
            break;
        case InstanceState::Draining:
            planDraining(instance, now, plan);
            break;
        case InstanceState::Stopping:
            planStopping(instance, spec, now, plan);
            break;
        case InstanceState::Stopped:
        case InstanceState::Failed:
        case InstanceState::CrashLoop:
            if (leaving)
                plan.actions.push_back(ForgetInstance{instance.id});
            break;
    }
}

}  // namespace slipway::model
