#pragma once

#include <functional>
#include <string>

#include "model/world.h"
#include "protocol/gateway_snapshot.h"

namespace slipway::daemon {

/// "shop/in/127.0.0.1:8080", "shop/out/orders/users": the names by which daemon and gateway know listeners.
std::string ingressId(const std::string& project, const std::string& address);
std::string egressId(const std::string& project, const std::string& caller, const std::string& callee);
/// "shop/users", "shop/users-3".
std::string serviceId(const std::string& project, const std::string& service);
std::string endpointId(const std::string& project, const std::string& instance);

/// Adds one project's listeners, routes, services and endpoints. `listens` are the addresses in force (the manifest's,
/// or those that the first run was moved to). Pure.
void appendProject(protocol::Snapshot& snapshot, const model::Project& project, const model::World& world,
                   const std::vector<std::string>& listens);

}  // namespace slipway::daemon
