#pragma once

#include <map>

#include "daemon/metrics.h"
#include "model/observe.h"

namespace slipway::daemon {

/// Compares what both revisions of a running rollout serve, from when its step began. The figures of a step that a
/// daemon took over begin with that daemon. Thread: the daemon's.
class RolloutWatch {
  public:
    /// Facts for the rollouts of `world` that are judged and whose figures have a beginning.
    std::vector<model::RevisionsCompared> look(const std::string& project, const model::World& world,
                                               const Metrics& metrics);

  private:
    struct Step {
        RolloutId rollout;
        int step = -1;
        TimePoint since{};
        std::map<InstanceId, protocol::Counters> counters;  ///< as it began
        std::map<InstanceId, int> restarts;
    };

    std::map<ServiceName, Step> m_steps;
};

}  // namespace slipway::daemon
