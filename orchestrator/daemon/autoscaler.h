#pragma once

#include <map>
#include <set>

#include "daemon/metrics.h"
#include "model/scaler.h"
#include "model/world.h"

namespace slipway::daemon {

/// Looks at a project's services once a second, by the gateway's figures and what their processes use, and says what
/// their numbers shall become. Thread: the daemon's.
class Autoscaler {
  public:
    using Usage = std::map<std::pair<std::string, std::string>, ServiceUsage>;

    struct Decision {
        ServiceName service;
        model::ScaleDecision change;
    };

    /// After Metrics::tick.
    std::vector<Decision> tick(const std::string& project, const model::World& world, const Metrics& metrics,
                               const Usage& usage, TimePoint now);
    /// Requests wait for it; at once, where it has no instance.
    std::vector<Decision> holding(const model::World& world, const ServiceName& service, TimePoint now);

  private:
    std::map<ServiceName, model::Scaler> m_scalers;
    std::set<ServiceName> m_waiting;  ///< until they have an instance
};

}  // namespace slipway::daemon
