#pragma once

#include "protocol/api_rows.h"

namespace slipway::api {

struct NodeInstance {
    std::string instance;
    InstanceState state = InstanceState::Pending;
};

struct TopologyNode {
    std::string id;
    NodeKind kind = NodeKind::Service;
    std::string label;
    std::string owner;
    ServiceState state = ServiceState::Stopped;
    int desired = 0;
    int ready = 0;
    double rps = 0;
    std::optional<std::int64_t> p95Us;
    std::vector<NodeInstance> instances;
};

/// Counts are from the project's `up`, over restarts of gateway and daemon.
struct TopologyEdge {
    std::string from;
    std::string to;
    bool declared = true;
    std::int64_t requests = 0;  ///< what callers asked
    std::int64_t tries = 0;     ///< what endpoints saw: requests and retries
    std::int64_t errors = 0;    ///< answers of 500 and above
    std::int64_t retries = 0;
    std::int64_t failed = 0;  ///< no answer of an endpoint
    double rps = 0;
    double errorsPerS = 0;
    std::optional<std::int64_t> p50Us;
    std::optional<std::int64_t> p95Us;
    std::string mode = "sync";
    std::string address;  ///< of the egress listener
};

struct TeamRow {
    std::string team;
    std::string name;
    std::string contact;
    std::string color;
};

struct Topology {
    std::string mode = "hub-and-spoke";
    std::vector<TopologyNode> nodes;
    std::vector<TopologyEdge> edges;
    std::vector<TeamRow> teams;
};

SLIPWAY_JSON(NodeInstance)
SLIPWAY_JSON(TopologyNode)
SLIPWAY_JSON(TopologyEdge)
SLIPWAY_JSON(TeamRow)
SLIPWAY_JSON(Topology)

}  // namespace slipway::api
