#pragma once

#include <string>
#include <vector>

#include "daemon/context.h"
#include "model/instance.h"

namespace slipway::daemon {

/// The ports of one project's instances: drawn for each `target: 0`, kept in the store until the instance is forgotten,
/// drawn again where they are taken. Thread: the daemon's.
class InstancePorts {
  public:
    InstancePorts(Context& context, std::string project) : m_context(context), m_project(std::move(project)) {}

    /// One a port of the service, in its order: what the manifest fixes, what the instance had, or a new one. Errors:
    /// PortInUse with the holder of a fixed port.
    Result<std::vector<int>> assign(const model::Service& spec, const model::Instance& instance);
    /// The instance is forgotten.
    void release(const InstanceId& instance);

  private:
    Result<int> draw(int before, const std::string& owner, const std::vector<int>& taken);

    Context& m_context;
    std::string m_project;
};

}  // namespace slipway::daemon
