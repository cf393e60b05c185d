#include "model/rollout.h"

#include <algorithm>

namespace slipway::model {

const char* strategyWord(RolloutStrategy strategy) {
    switch (strategy) {
        case RolloutStrategy::Rolling:
            return "rolling";
        case RolloutStrategy::BlueGreen:
            return "blue_green";
        case RolloutStrategy::Canary:
            return "canary";
    }
    return "";
}

std::vector<RolloutStep> rolloutSteps(const UpdateConfig& config, int replicas) {
    std::vector<RolloutStep> steps;
    if (config.strategy == RolloutStrategy::BlueGreen)
        steps.push_back({100, config.bake, replicas});
    if (config.strategy == RolloutStrategy::Canary) {
        for (const CanaryStep& step : config.steps)
            steps.push_back({step.weight, step.duration, (replicas * step.weight + 99) / 100});
        steps.push_back({100, milliseconds{0}, replicas});
    }
    return steps;
}

bool onTrial(const ServiceWorld& service) {
    return service.rollout && !service.rollout->failed && service.revision == service.rollout->to &&
           service.spec().updateConfig.strategy != RolloutStrategy::Rolling;
}

int trialPercent(const ServiceWorld& service) {
    if (!onTrial(service))
        return 0;
    const auto steps = rolloutSteps(service.spec().updateConfig, service.wanted());
    const int step = std::min(service.rollout->step, static_cast<int>(steps.size()) - 1);
    if (service.rollout->stepSince != TimePoint{})
        return steps[static_cast<size_t>(step)].weight;
    return step == 0 ? 0 : steps[static_cast<size_t>(step - 1)].weight;
}

void resumeRollout(World& world, const ServiceName& name) {
    auto& rollout = world.services.at(name).rollout;
    if (!rollout)
        return;
    rollout->paused = false;
    rollout->pausedWhy.clear();
    rollout->verdict.clear();
    rollout->stepSince = {};
    for (auto& [id, instance] : world.instances)
        if (instance.service == name && instance.revision == rollout->to && !instance.retire) {
            instance.failedStarts = 0;
            // Another comes in its place; revived it would still be the one that failed.
            if (instance.terminal())
                instance.retire = true;
        }
}

milliseconds trialTime(const UpdateConfig& config) {
    milliseconds sum{0};
    for (const RolloutStep& step : rolloutSteps(config, 1))
        sum += step.duration + config.monitor;
    return sum;
}

}  // namespace slipway::model
