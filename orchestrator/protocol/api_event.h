#pragma once

#include <variant>

#include "protocol/api_gateway.h"
#include "protocol/api_operation.h"

/// What /v1/events says, one struct a type.
namespace slipway::api {

struct InstanceEvent {
    InstanceRow instance;
    std::string from;  ///< the state before; empty: it is new
    bool removed = false;
};
struct ServiceEvent {
    ServiceRow service;
};
struct OperationEvent {
    Operation operation;
};
struct RolloutEvent {
    Receipt receipt;
};

struct ServiceTick {
    std::string name;
    double rps = 0;
    double errorsPerS = 0;
    std::optional<std::int64_t> p50Us;
    std::optional<std::int64_t> p95Us;
    double cpu = 0;
    std::int64_t rssKib = 0;
};
/// What a process uses changes without an `instance` event.
struct InstanceTick {
    std::string instance;
    double cpu = 0;  ///< cores
    std::int64_t rssKib = 0;
    std::int64_t pssKib = 0;
    int inFlight = 0;
};
struct EdgeTick {
    std::string from;
    std::string to;
    std::int64_t requests = 0;
    double rps = 0;
    double errorsPerS = 0;
    std::optional<std::int64_t> p50Us;
    std::optional<std::int64_t> p95Us;
};
struct GatewayTick {
    double rps = 0;
    double errorsPerS = 0;
    std::optional<std::int64_t> p95Us;
};
/// Each second; never stored, no id.
struct TickEvent {
    std::vector<ServiceTick> services;
    std::vector<InstanceTick> instances;
    std::vector<EdgeTick> edges;
    GatewayTick gateway;
};

struct ProjectEvent {
    std::string action;  ///< "up", "changed", "down", "manifest_changed"
};
struct GatewayEvent {
    GatewayState state = GatewayState::Unknown;
    int pid = 0;
    std::int64_t generation = 0;
};
/// The number of a service's instances followed its traffic.
struct ScaledEvent {
    std::string service;
    int from = 0;
    int to = 0;
    std::string why;  ///< which figure, which rule
};
struct GatewayUpgradeEvent {
    GatewayUpgrade upgrade;
};
struct WarningEvent {
    std::string message;
};
/// The client's Last-Event-ID is older than what is kept: read State again.
struct LostEvent {};
/// A type that this version does not know; to be ignored.
struct UnknownEvent {
    std::string type;
};

struct Event {
    std::int64_t id = 0;  ///< 0: it has none (tick)
    WallMs at = 0;
    std::string project;
    std::variant<UnknownEvent, InstanceEvent, ServiceEvent, OperationEvent, RolloutEvent, TickEvent, ProjectEvent,
                 GatewayEvent, GatewayUpgradeEvent, ScaledEvent, WarningEvent, LostEvent>
        what;

    /// "instance", "tick", …: the wire's word.
    std::string type() const;
};

SLIPWAY_JSON(ServiceTick)
SLIPWAY_JSON(EdgeTick)
SLIPWAY_JSON(GatewayTick)
SLIPWAY_JSON(Event)

}  // namespace slipway::api
