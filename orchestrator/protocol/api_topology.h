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

/// The queue of an asynchronous edge, as its composer told in the last seconds.
struct EdgeQueue {
    std::int64_t depth = 0;  ///< messages that wait or are on their way
    std::int64_t inFlight = 0;
    std::int64_t dead = 0;   ///< dead letters
    std::int64_t lagMs = 0;  ///< age of the oldest that waits
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
    std::string mode = "sync";                      ///< or "async": requests are what the queue has taken
    std::string address;                            ///< of the egress listener
    std::optional<EdgeQueue> queue = std::nullopt;  ///< of an async one, once its composer has told
};

struct TeamRow {
    std::string team;
    std::string name;
    std::string contact;
    std::string color;
};

/// A process that carries this project's requests, and what it costs.
struct TopologyProcess {
    std::string kind;    ///< "hub" or "sidecar"
    std::string caller;  ///< of a sidecar: the service that it belongs to
    int pid = 0;         ///< 0: it is being started
    bool serving = false;
    double cpu = 0;           ///< cores, in the last second
    std::int64_t rssKib = 0;  ///< the hub's are of all projects
    std::int64_t pssKib = 0;
    std::int64_t callerConnections = 0;    ///< that it has taken
    std::int64_t instanceConnections = 0;  ///< that it has made
};

/// How many ways there are between services, and to the front door, in either mode.
struct TopologyLinks {
    int hubAndSpoke = 0;
    int peerToPeer = 0;
};

/// What goes around the lines that the project has drawn.
struct TopologyViolation {
    std::string kind;  ///< "undeclared_connection", "foreign_store"
    std::string from;  ///< service; empty: a process that is no instance
    std::string to;    ///< service whose instance is connected to, or whose store is open
    std::string instance;
    int pid = 0;
    std::string detail;  ///< a sentence
    WallMs sinceMs = 0;
    WallMs lastSeenMs = 0;
};

/// What going through a proxy costs a call, as last measured. Microseconds, medians of `requests` each way.
struct HopPrice {
    std::string from;
    std::string to;
    std::string mode;  ///< "hub-and-spoke" or "p2p": who carried it
    int requests = 0;
    double directUs = 0;   ///< straight to an instance
    double throughUs = 0;  ///< through the proxy
    double priceUs = 0;    ///< the difference
    WallMs atMs = 0;
};

struct Topology {
    std::string mode = "hub-and-spoke";
    std::vector<TopologyNode> nodes;
    std::vector<TopologyEdge> edges;
    std::vector<TeamRow> teams;
    std::vector<TopologyProcess> processes;
    TopologyLinks links;
    std::vector<TopologyViolation> violations;
    std::vector<HopPrice> prices;  ///< none before the first measurement of this daemon
};

SLIPWAY_JSON(NodeInstance)
SLIPWAY_JSON(TopologyNode)
SLIPWAY_JSON(EdgeQueue)
SLIPWAY_JSON(TopologyEdge)
SLIPWAY_JSON(TeamRow)
SLIPWAY_JSON(TopologyProcess)
SLIPWAY_JSON(TopologyLinks)
SLIPWAY_JSON(TopologyViolation)
SLIPWAY_JSON(HopPrice)
SLIPWAY_JSON(Topology)

}  // namespace slipway::api
