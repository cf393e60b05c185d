#pragma once

#include "daemon/project_controller.h"
#include "protocol/api_mirror.h"
#include "protocol/api_state.h"

namespace slipway::daemon {

/// A project as the control API shows it. Thread: the daemon's.
class ProjectRows {
  public:
    ProjectRows(const Context& context, const ProjectController& controller);

    api::ProjectRow project() const;
    api::InstanceRow instance(const model::Instance& instance) const;
    std::vector<api::InstanceRow> instances() const;
    api::ServiceRow service(const model::Service& service) const;
    std::vector<api::ServiceRow> services() const;
    api::Topology topology() const;
    std::vector<api::OwnerRow> owners() const;
    std::vector<api::RouteRow> routes() const;
    std::vector<api::MirrorRow> mirrors() const;
    api::State state() const;
    api::TickEvent tick() const;

  private:
    /// What changes each second. No I/O, which `instance` does for the last lines of one that failed.
    api::InstanceTick figures(const model::Instance& instance) const;
    std::vector<api::TopologyProcess> processes() const;
    api::TopologyLinks links() const;
    std::vector<api::TopologyEdge> edges() const;
    api::TopologyEdge edge(const std::string& from, const std::string& to, bool declared) const;

    const Context& m_context;
    const ProjectController& m_controller;
    const model::Project& m_project;
    const model::World& m_world;
    std::string m_name;
};

/// By which the usage of a process of the data plane is kept; no instance has such a name.
std::string usageId(const GatewayLink& process);
api::GatewayStatus gatewayStatus(const Context& context);

}  // namespace slipway::daemon
