#include "model/plan.h"

namespace slipway::model {
namespace {

void enter(Instance& instance, InstanceState state, TimePoint now) {
    instance.state = state;
    instance.since = now;
}

struct Apply {
    World& world;
    TimePoint now;

    Instance* find(const InstanceId& id) {
        const auto found = world.instances.find(id);
        return found == world.instances.end() ? nullptr : &found->second;
    }

    void operator()(const CreateInstance& action) {
        ServiceWorld& service = world.services.at(action.service);
        Instance instance;
        instance.id = InstanceId(action.service.str() + "-" + std::to_string(service.nextOrdinal++));
        instance.service = action.service;
        instance.revision = action.revision;
        instance.replaces = action.replaces;
        instance.createdAt = now;
        if (service.spec().scheduled() && service.runsDue > 0)
            --service.runsDue;
        enter(instance, InstanceState::Pending, now);
        const InstanceId id = instance.id;
        world.instances.emplace(id, std::move(instance));
    }

    void operator()(const SpawnInstance& action) {
        if (Instance* instance = find(action.id)) {
            instance->spawning = true;
            instance->everReady = false;
            instance->drained = false;
            instance->killed = false;
            instance->stopReason.clear();
            instance->unfit.clear();
            instance->portLost = false;
        }
    }

    void operator()(const DrainInstance& action) {
        if (Instance* instance = find(action.id)) {
            if (!instance->retire)
                instance->recycle = Recycle::UnderWay;
            instance->drained = false;
            instance->drainFrom = now;
            // What has never been active in the gateway has nothing to drain.
            if (instance->state == InstanceState::Starting)
                instance->drained = true;
            enter(*instance, InstanceState::Draining, now);
        }
    }

    void operator()(const TerminateInstance& action) {
        if (Instance* instance = find(action.id)) {
            instance->stopReason = action.reason;
            instance->unfit.clear();
            instance->stopFrom = now;
            if (instance->state == InstanceState::Draining && instance->drainedAt < instance->drainFrom)
                instance->drainedAt = now;
            enter(*instance, InstanceState::Stopping, now);
        }
    }

    void operator()(const KillInstance& action) {
        if (Instance* instance = find(action.id))
            instance->killed = true;
    }

    void operator()(const RetireInstance& action) {
        if (Instance* instance = find(action.id))
            instance->retire = true;
    }

    void operator()(const ForgetInstance& action) { world.instances.erase(action.id); }

    void operator()(const ReviveInstance& action) {
        if (Instance* instance = find(action.id)) {
            enter(*instance, InstanceState::Pending, now);
            instance->notBefore = now;
            instance->history = {};
            instance->failedStarts = 0;
            instance->portsLost = 0;
            instance->recycle = Recycle::UnderWay;
            instance->why.clear();
        }
    }

    void operator()(const SkipRuns& action) { world.services.at(action.service).runsDue = 0; }

    void operator()(const ReachStep& action) {
        if (auto& rollout = world.services.at(action.service).rollout)
            rollout->stepSince = now;
    }

    void operator()(const NextStep& action) {
        if (auto& rollout = world.services.at(action.service).rollout) {
            ++rollout->step;
            rollout->stepSince = {};
        }
    }

    void operator()(const PauseRollout& action) {
        if (auto& rollout = world.services.at(action.service).rollout) {
            rollout->paused = true;
            rollout->pausedWhy = action.why;
        }
    }

    void operator()(const FailRollout& action) {
        ServiceWorld& service = world.services.at(action.service);
        if (!service.rollout)
            return;
        service.rollout->failed = true;
        service.rollout->why = action.why;
        service.rollout->culprit = action.culprit;
        service.revision = service.rollout->from;
        service.rollout->paused = false;
        int serving = 0;
        for (const Instance* instance : world.of(action.service))
            serving +=
                instance->revision == service.revision && !instance->retire && instance->state == InstanceState::Ready;
        // Where the old set is whole, the new one serves nobody from now on; else it stands in until the old is back.
        const bool whole = serving >= service.wanted();
        for (auto& [id, instance] : world.instances)
            if (instance.service == action.service && instance.revision == service.rollout->to &&
                (whole || !(instance.state == InstanceState::Ready && instance.everReady)))
                instance.retire = true;
    }

    void operator()(const CompleteRollout& action) {
        ServiceWorld& service = world.services.at(action.service);
        service.rollout.reset();
        for (auto it = service.revisions.begin(); it != service.revisions.end();)
            it = it->first == service.revision ? std::next(it) : service.revisions.erase(it);
    }
};

}  // namespace

void apply(World& world, const Action& action, TimePoint now) {
    std::visit(Apply{world, now}, action);
}

std::string describe(const Action& action) {
    struct Words {
        std::string operator()(const CreateInstance& a) const {
            return "create " + a.service.str() + " revision " + std::to_string(a.revision) +
                   (a.replaces ? " for " + a.replaces->str() : "");
        }
        std::string operator()(const SpawnInstance& a) const { return "spawn " + a.id.str(); }
        std::string operator()(const DrainInstance& a) const { return "drain " + a.id.str(); }
        std::string operator()(const TerminateInstance& a) const {
            return "terminate " + a.id.str() + (a.reason.empty() ? "" : ": " + a.reason);
        }
        std::string operator()(const KillInstance& a) const { return "kill " + a.id.str(); }
        std::string operator()(const RetireInstance& a) const { return "retire " + a.id.str(); }
        std::string operator()(const ForgetInstance& a) const { return "forget " + a.id.str(); }
        std::string operator()(const ReviveInstance& a) const { return "revive " + a.id.str(); }
        std::string operator()(const SkipRuns& a) const { return "skip runs of " + a.service.str(); }
        std::string operator()(const ReachStep& a) const { return "step of " + a.service.str() + " in force"; }
        std::string operator()(const NextStep& a) const { return "next step of " + a.service.str(); }
        std::string operator()(const PauseRollout& a) const {
            return "pause rollout of " + a.service.str() + ": " + a.why;
        }
        std::string operator()(const FailRollout& a) const {
            return "fail rollout of " + a.service.str() + ": " + a.why;
        }
        std::string operator()(const CompleteRollout& a) const { return "complete rollout of " + a.service.str(); }
    };
    return std::visit(Words{}, action);
}

}  // namespace slipway::model
