#include "model/plan_service.h"

#include <algorithm>

namespace slipway::model {
namespace {

struct Census {
    std::vector<const Instance*> fresh;     ///< of the desired revision, staying
    std::vector<const Instance*> old;       ///< of another revision, not yet retired
    std::vector<const Instance*> retiring;  ///< on their way out
};

Census take(const World& world, const ServiceName& name, const ServiceWorld& service) {
    Census census;
    for (const Instance* instance : world.of(name)) {
        if (instance->retire)
            census.retiring.push_back(instance);
        else if (instance->revision == service.revision)
            census.fresh.push_back(instance);
        else
            census.old.push_back(instance);
    }
    return census;
}

bool serving(const Instance& instance) {
    return instance.state == InstanceState::Ready || instance.state == InstanceState::Unready;
}

/// A fixed port can't be bound twice, so its new instance has to wait until the old one is gone.
bool startFirst(const Service& spec) {
    const bool fixedPort =
        std::any_of(spec.ports.begin(), spec.ports.end(), [](const Port& port) { return port.target != 0; });
    return spec.updateConfig.order == UpdateOrder::StartFirst && !fixedPort;
}

void retire(Plan& plan, const Instance& instance) {
    plan.actions.push_back(RetireInstance{instance.id});
}

void create(Plan& plan, const ServiceName& name, const ServiceWorld& service, int count, const Census& census) {
    // A new instance names the old one whose place it takes, for the receipt and for the order of leaving.
    std::vector<InstanceId> open;
    for (const Instance* old : census.old) {
        const auto taken = [&](const Instance* fresh) { return fresh->replaces == old->id; };
        if (std::none_of(census.fresh.begin(), census.fresh.end(), taken))
            open.push_back(old->id);
    }
    for (int i = 0; i < count; ++i) {
        std::optional<InstanceId> replaces;
        if (static_cast<size_t>(i) < open.size())
            replaces = open[static_cast<size_t>(i)];
        plan.actions.push_back(CreateInstance{name, service.revision, replaces});
    }
}

/// Whom to let go first: what serves nobody, then what has been replaced, then the oldest (a rollout) or the newest
/// (scaling down).
void retireSome(Plan& plan, std::vector<const Instance*> candidates, int count, const Census& census,
                bool newestFirst) {
    if (newestFirst)
        std::reverse(candidates.begin(), candidates.end());
    const auto replaced = [&](const Instance* old) {
        return std::any_of(census.fresh.begin(), census.fresh.end(),
                           [&](const Instance* fresh) { return fresh->replaces == old->id && serving(*fresh); });
    };
    std::stable_sort(candidates.begin(), candidates.end(), [&](const Instance* a, const Instance* b) {
        const auto rank = [&](const Instance* instance) {
            return !serving(*instance) ? 0 : replaced(instance) ? 1 : 2;
        };
        return rank(a) < rank(b);
    });
    for (int i = 0; i < count && i < static_cast<int>(candidates.size()); ++i)
        retire(plan, *candidates[static_cast<size_t>(i)]);
}

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
    if (const Instance* lost = casualty(census)) {
        std::string why = !lost->stopReason.empty() ? lost->stopReason : lost->why;
        if (why.empty() && lost->lastExit)
            why = describe(*lost->lastExit);
        plan.actions.push_back(FailRollout{name, lost->id.str() + ": " + why, lost->id});
        return;
    }
    const auto ready = std::count_if(census.fresh.begin(), census.fresh.end(),
                                     [](const Instance* i) { return i->state == InstanceState::Ready; });
    if (census.old.empty() && census.retiring.empty() && static_cast<int>(census.fresh.size()) == service.wanted() &&
        ready == service.wanted())
        plan.actions.push_back(CompleteRollout{name});
}

/// A user's restart: drain, stop, start again in place, `parallelism` at a time.
void planRecycling(const Census& census, const Service& spec, Plan& plan) {
    int underWay = 0;
    for (const Instance* instance : census.fresh)
        underWay += instance->recycle == Recycle::UnderWay;
    for (const Instance* instance : census.fresh) {
        if (instance->recycle != Recycle::Asked)
            continue;
        if (instance->terminal() || instance->state == InstanceState::Pending) {
            plan.actions.push_back(ReviveInstance{instance->id});
        } else if (underWay < spec.updateConfig.parallelism && instance->state != InstanceState::Stopping &&
                   instance->state != InstanceState::Draining) {
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
    return instance.state == InstanceState::Ready && now - instance.readyAt >= spec.updateConfig.monitor;
}

void planService(const World& world, const ServiceName& name, const ServiceWorld& service, TimePoint now, Plan& plan) {
    const Census census = take(world, name, service);
    if (world.down) {
        planDown(world, name, census, plan);
        return;
    }
    judgeRollout(plan, name, service, census);
    if (!plan.actions.empty() && std::holds_alternative<FailRollout>(plan.actions.back()))
        return;  // The desired revision is about to change; the next plan goes on from there.

    const Service& spec = service.spec();
    const int want = service.wanted();
    const int fresh = static_cast<int>(census.fresh.size());
    const int old = static_cast<int>(census.old.size());
    const int retiring = static_cast<int>(census.retiring.size());
    int settledFresh = 0;
    for (const Instance* instance : census.fresh) {
        if (settled(*instance, spec, now))
            ++settledFresh;
        else if (instance->state == InstanceState::Ready)
            wakeAt(plan, instance->readyAt + spec.updateConfig.monitor);
    }
    const int unsettled = fresh - settledFresh;

    if (fresh > want)
        retireSome(plan, census.fresh, fresh - want, census, true);

    if (old == 0) {
        if (fresh < want && (startFirst(spec) || fresh + retiring < want))
            create(plan, name, service, startFirst(spec) ? want - fresh : want - fresh - retiring, census);
        planRecycling(census, spec, plan);
        return;
    }

    const int parallelism = spec.updateConfig.parallelism;
    if (startFirst(spec)) {
        const int missing = want - fresh - old;  // scaled up meanwhile
        const int step = std::min(parallelism - unsettled, want - fresh);
        create(plan, name, service, std::max({missing, step, 0}), census);
        retireSome(plan, census.old, old - std::max(0, want - settledFresh), census, false);
        return;
    }
    // Stop-first: room is made by leaving, and filled once it is there.
    const int vacant = std::max(0, want - fresh - old - retiring);
    const int moving = retiring + unsettled + vacant;
    const int excess = fresh + old - want;
    retireSome(plan, census.old, std::max(excess, std::min(parallelism - moving, old)), census, false);
    create(plan, name, service, vacant, census);
}

}  // namespace slipway::model
