#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/snapshot_policies.h"
#include "model/world.h"
#include "protocol/gateway_files.h"
#include "protocol/gateway_snapshot.h"

namespace slipway::daemon {

/// "shop/in/127.0.0.1:8080", "shop/out/orders/users": the names by which daemon and gateway know listeners.
std::string ingressId(const std::string& project, const std::string& address);
std::string egressId(const std::string& project, const std::string& caller, const std::string& callee);
/// "shop/users", "shop/users-3".
std::string serviceId(const std::string& project, const std::string& service);
std::string endpointId(const std::string& project, const std::string& instance);

/// What each process of the data plane runs on, and the listeners that are not the hub's.
struct Snapshots {
    std::map<protocol::GatewayRole, protocol::Snapshot> byRole{{protocol::GatewayRole{}, {}}};
    std::map<std::string, protocol::GatewayRole> servedBy;  ///< by listener
};

/// Adds one project's listeners, routes, services and endpoints. `listens` are the addresses in force (the manifest's,
/// or those that the first run was moved to). The hub knows the egress listeners in both modes: it serves those that it
/// is given, so that a hand-over is a matter of sockets alone. `texts`: of keySources(); what in them is of no use is
/// said in `faults`. Pure.
void appendProject(Snapshots& snapshots, const model::Project& project, const model::World& world,
                   const std::vector<std::string>& listens, model::TopologyMode mode, const KeyTexts& texts = {},
                   std::vector<std::string>* faults = nullptr);

/// The front door of the project answers GET /openapi.json with it, unless a route of the manifest is for that path.
void setOpenApi(Snapshots& snapshots, const model::Project& project, const std::string& document);

}  // namespace slipway::daemon
