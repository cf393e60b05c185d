#pragma once

#include <vector>

#include "model/world.h"

/// The steps of a rollout that has both revisions serve side by side: canary and blue_green.
namespace slipway::model {

struct RolloutStep {
    int weight = 100;          ///< percent of the requests for the new revision, once its instances are ready
    milliseconds duration{0};  ///< then so long
    int instances = 0;         ///< of the new revision
};

/// "rolling", "blue_green", "canary", as in the manifest.
const char* strategyWord(RolloutStrategy strategy);

/// Canary: the manifest's steps and the whole; blue_green: the whole; rolling: none. `replicas`: of the service.
std::vector<RolloutStep> rolloutSteps(const UpdateConfig& config, int replicas);

/// A rollout runs, and has not failed, in which the new revision is on trial beside the old one.
bool onTrial(const ServiceWorld& service);
/// Percent of the requests that the new revision gets now; 0 while its first step is being made ready.
int trialPercent(const ServiceWorld& service);
/// A paused rollout goes on: its step is judged anew, and what had failed is tried again.
void resumeRollout(World& world, const ServiceName& service);
/// How long all its steps take at the least; for who waits for the end.
milliseconds trialTime(const UpdateConfig& config);

}  // namespace slipway::model
