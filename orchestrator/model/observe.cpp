#include "model/observe.h"

namespace slipway::model {
namespace {

/// A port is drawn again so many times in a row; who still loses it then has a fault that another port does not mend.
constexpr int kPortsToLose = 5;

struct Observe {
    World& world;
    TimePoint now;
    Random& random;

    Instance* find(const InstanceId& id) {
        const auto found = world.instances.find(id);
        return found == world.instances.end() ? nullptr : &found->second;
    }
    const Service& spec(const Instance& instance) {
        return world.services.at(instance.service).specOf(instance.revision);
    }

    void enter(Instance& instance, InstanceState state) {
        instance.state = state;
        instance.since = now;
    }

    bool operator()(const Spawned& fact) {
        Instance* instance = find(fact.id);
        if (!instance || instance->state != InstanceState::Pending)
            return false;
        instance->spawning = false;
        instance->pid = fact.pid;
        instance->startTicks = fact.startTicks;
        instance->bootId = fact.bootId;
        instance->port = fact.port;
        instance->spawnedAt = now;
        instance->spawnedWallMs = fact.wallMs;
        instance->why.clear();
        enter(*instance, InstanceState::Starting);
        return true;
    }

    bool operator()(const SpawnFailed& fact) {
        Instance* instance = find(fact.id);
        if (!instance || instance->state != InstanceState::Pending)
            return false;
        instance->spawning = false;
        Exit exit;
        exit.code = 127;
        exit.reason = fact.message;
        instance->lastExit = exit;
        if (instance->portLost) {
            // Whatever the policy says of failures: this was none of its own, and the next start has another port.
            instance->why = describe(exit);
            ++instance->restarts;
            instance->notBefore = now;
            enter(*instance, InstanceState::Pending);
            return true;
        }
        ++instance->failedStarts;
        if (fact.permanent) {
            instance->why = fact.message;
            instance->recycle = Recycle::No;
            enter(*instance, InstanceState::Failed);
            return true;
        }
        fell(*instance, exit);
        return true;
    }

    /// It is down and nobody asked for it: the policy decides.
    void fell(Instance& instance, const Exit& exit) {
        const RestartDecision decision = decideRestart(spec(instance).restartPolicy, instance.history, exit,
                                                       instance.everReady, instance.readyAt, now, random);
        instance.why = decision.why;
        switch (decision.kind) {
            case RestartDecision::Kind::Restart:
                ++instance.restarts;
                instance.notBefore = decision.at;
                enter(instance, InstanceState::Pending);
                break;
            case RestartDecision::Kind::Stay:
                instance.recycle = Recycle::No;
                enter(instance, exit.success() ? InstanceState::Stopped : InstanceState::Failed);
                if (instance.completed() && spec(instance).job) {
                    instance.why = "done";
                    instance.failedStarts = 0;
                }
                break;
            case RestartDecision::Kind::CrashLoop:
                instance.recycle = Recycle::No;
                enter(instance, spec(instance).job ? InstanceState::Failed : InstanceState::CrashLoop);
                break;
        }
    }

    bool operator()(const Exited& fact) {
        Instance* instance = find(fact.id);
        if (!instance || !instance->hasProcess() || (fact.pid != 0 && fact.pid != instance->pid))
            return false;
        const bool asked = instance->state == InstanceState::Draining || instance->state == InstanceState::Stopping;
        const bool held = instance->everReady && now - instance->readyAt >= spec(*instance).updateConfig.monitor;
        instance->pid = 0;
        instance->lastExit = fact.exit;
        instance->lastExitWallMs = fact.wallMs;
        if (instance->retire) {
            // Pending and retired: the plan forgets it.
            enter(*instance, InstanceState::Pending);
            return true;
        }
        if (asked && instance->stopReason.empty() && instance->recycle == Recycle::UnderWay) {
            ++instance->restarts;
            instance->history = {};
            instance->failedStarts = 0;
            instance->notBefore = now;
            enter(*instance, InstanceState::Pending);
            return true;
        }
        if (held)
            instance->failedStarts = 0;
        else if (!instance->portLost)
            ++instance->failedStarts;
        Exit exit = fact.exit;
        if (!instance->stopReason.empty())
            exit.reason = instance->stopReason;
        else if (!instance->unfit.empty())
            exit.reason = instance->unfit;
        instance->lastExit = exit;
        fell(*instance, exit);
        return true;
    }

    bool operator()(const ProbeSucceeded& fact) {
        Instance* instance = find(fact.id);
        if (!instance || (instance->state != InstanceState::Starting && instance->state != InstanceState::Unready))
            return false;
        if (!instance->everReady) {
            instance->readyAt = now;
            instance->readyWallMs = fact.wallMs;
        }
        instance->everReady = true;
        instance->portsLost = 0;
        instance->recycle = Recycle::No;
        instance->why.clear();
        enter(*instance, InstanceState::Ready);
        return true;
    }

    bool operator()(const ProbeFailed& fact) {
        Instance* instance = find(fact.id);
        if (!instance)
            return false;
        if (instance->state == InstanceState::Ready) {
            instance->why = fact.why;
            enter(*instance, InstanceState::Unready);
            return true;
        }
        if ((instance->state == InstanceState::Starting || instance->state == InstanceState::Unready) &&
            instance->why != fact.why) {
            instance->why = fact.why;
            return true;
        }
        return false;
    }

    bool operator()(const LivenessFailed& fact) {
        Instance* instance = find(fact.id);
        if (!instance || (instance->state != InstanceState::Ready && instance->state != InstanceState::Unready))
            return false;
        // Stopped with a reason, its exit counts as a crash, so that a service that keeps hanging ends in crash_loop.
        instance->unfit = "liveness: " + fact.why;
        instance->why = instance->unfit;
        return true;
    }

    bool operator()(const PortTaken& fact) {
        Instance* instance = find(fact.id);
        if (!instance || (instance->state != InstanceState::Starting && instance->state != InstanceState::Unready) ||
            !instance->unfit.empty())
            return false;
        instance->unfit = fact.why;
        instance->why = fact.why;
        instance->portLost = fact.another && ++instance->portsLost <= kPortsToLose;
        return true;
    }

    bool operator()(const Drained& fact) {
        Instance* instance = find(fact.id);
        if (!instance || instance->state != InstanceState::Draining || instance->drained)
            return false;
        instance->drained = true;
        instance->drainedAt = now;
        return true;
    }

    bool operator()(const RevisionsCompared& fact) {
        const auto found = world.services.find(fact.service);
        if (found == world.services.end() || !found->second.rollout)
            return false;
        RolloutState& rollout = *found->second.rollout;
        const auto& bounds = found->second.spec().updateConfig.analysis;
        if (rollout.failed || rollout.paused || rollout.step != fact.step || !bounds)
            return false;
        rollout.fresh = fact.fresh;
        rollout.old = fact.old;
        rollout.verdict = judge(*bounds, fact.fresh, fact.old).value_or("");
        return !rollout.verdict.empty();
    }
};

}  // namespace

bool observe(World& world, const Fact& fact, TimePoint now, Random& random) {
    return std::visit(Observe{world, now, random}, fact);
}

}  // namespace slipway::model
