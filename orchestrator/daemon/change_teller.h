#pragma once

#include <map>
#include <string>

#include "model/instance.h"

namespace slipway::daemon {

class EventBus;
class ProjectRows;

/// Makes events of what of a project looks otherwise than when it was last told: instances and services. Thread: the
/// daemon's.
class ChangeTeller {
  public:
    /// It was told before, by an earlier daemon.
    void knows(const model::Instance& instance);
    void tell(const std::string& project, const std::map<InstanceId, model::Instance>& instances,
              const ProjectRows& rows, EventBus& events);

  private:
    std::map<InstanceId, model::InstanceState> m_states;
    std::map<InstanceId, std::string> m_instances;
    std::map<std::string, std::string> m_services;
};

}  // namespace slipway::daemon
