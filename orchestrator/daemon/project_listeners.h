#pragma once

#include <string>
#include <vector>

#include "daemon/context.h"
#include "model/project.h"

namespace slipway::daemon {

/// The listening sockets of one project: its front door, and one for each call that a service may make. The gateway
/// link holds them; here it is decided which there are, and on which ports. Thread: the daemon's.
class ProjectListeners {
  public:
    ProjectListeners(Context& context, std::string project) : m_context(context), m_project(std::move(project)) {}

    /// Binds those that are missing. `front`: the addresses of the front door, as wished; they name the listeners.
    /// Errors: PortInUse with the holder's name; nothing is kept then.
    Result<> bind(const std::vector<std::string>& front, const std::vector<model::Service>& services);
    /// Closes those that are neither of `front` nor of a call of `services`.
    void dropOthers(const std::vector<std::string>& front, const std::vector<model::Service>& services);
    /// `front` with the ports that were bound.
    std::vector<std::string> bound(std::vector<std::string> front) const;

  private:
    struct Bound {
        std::string id;
        std::string address;
        UniqueFd socket;
    };

    Result<Bound> bindFront(const std::string& id, const std::string& address) const;
    Result<Bound> bindEgress(const std::string& id, const std::string& caller, const std::string& callee) const;

    Context& m_context;
    std::string m_project;
};

}  // namespace slipway::daemon
