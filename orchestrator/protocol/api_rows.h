#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "protocol/api_words.h"

/// Rows of the control API's listings (docs/control-api.md, "Shapes"). In the structs 0 means "none" for pids, ports
/// and times; on the wire that is null, so that a script can't take it for a process. Values; thread: any.
namespace slipway::api {

struct Version {
    std::string version;
    std::string build;
    std::vector<int> schema{1, 1};  ///< oldest and newest that it speaks
    std::string epoch;              ///< random, a daemon process
    int pid = 0;
    std::string home;
    WallMs startedMs = 0;
};

struct ProjectRow {
    std::string name;
    std::string path;  ///< the manifest's
    int services = 0;
    int instances = 0;
    int ready = 0;  ///< instances
    ProjectState state = ProjectState::Stopped;
    std::vector<std::string> listen;
    std::vector<std::string> urls;  ///< of `listen`, with http or https
    bool manifestChanged = false;   ///< the file on disk is not what runs
};

struct LastExit {
    std::optional<int> code;
    std::optional<int> signal;
    WallMs at = 0;
    std::string reason;  ///< "exited with 3", "killed by SIGKILL", "chdir /x: No such file or directory"
};

struct InstanceRow {
    std::string service;
    std::string instance;  ///< "users-3"
    int pid = 0;
    int port = 0;
    InstanceState state = InstanceState::Pending;
    int revision = 0;
    int restarts = 0;
    std::string owner;  ///< team id; empty (null on the wire): nobody
    std::string project;
    WallMs startedMs = 0;
    WallMs readyMs = 0;
    std::int64_t uptimeMs = 0;
    double cpu = 0;  ///< cores
    std::int64_t rssKib = 0;
    std::int64_t pssKib = 0;
    int inFlight = 0;
    std::optional<LastExit> lastExit;
    std::string why;                     ///< a sentence where the state needs one
    std::vector<std::string> lastLines;  ///< failed, crash_loop, and pending after an exit
    std::string address;                 ///< "127.0.0.1:21007"
    bool adopted = false;
    bool cgroup = false;                  ///< all of its processes are in a control group, and end with it
    std::vector<std::string> unenforced;  ///< of its limits, those that nothing holds here: "memory", "cpus", "pids"
};

struct DataStoreRow {
    std::string kind;
    std::string path;
};

struct PortRow {
    std::string name;
    int target = 0;  ///< 0: one an instance
};

struct ServiceRow {
    std::string name;
    std::string owner;
    ServiceKind kind = ServiceKind::Process;
    ServiceState state = ServiceState::Stopped;
    int desired = 0;
    int ready = 0;
    int revision = 0;
    double rps = 0;
    double errorsPerS = 0;
    std::optional<std::int64_t> p50Us;  ///< none: nothing was measured
    std::optional<std::int64_t> p95Us;
    double cpu = 0;
    std::int64_t rssKib = 0;
    std::int64_t pssKib = 0;
    int restarts = 0;
    std::int64_t uptimeMs = 0;  ///< of its oldest ready instance
    std::vector<std::string> calls;
    std::string policy;
    std::optional<DataStoreRow> data;
    std::vector<PortRow> ports;
    std::vector<std::string> command;
    std::string rollout;    ///< id of the one that runs; empty: none
    std::string operation;  ///< id of the one that runs; empty: none
    int minReady = 0;
    std::string why;
};

struct OwnerRow {
    std::string team;  ///< empty (null on the wire): the services that nobody owns
    std::string name;
    std::string contact;
    std::string color;
    std::vector<std::string> services;
};

struct RouteTarget {
    std::string service;
    int weight = 1;
};

/// A condition on a route's requests.
struct RoutePolicyRow {
    std::string name;                ///< "jwt", "rate_limit", …
    std::int64_t refused = 0;        ///< requests that it answered, since the gateway's start
    std::optional<std::int64_t> ns;  ///< nanoseconds a request, of one request in 64; none were measured yet: null
    std::int64_t samples = 0;        ///< requests that `ns` is the mean of
};

struct RouteRow {
    std::string id;
    std::string listener;
    std::string kind;  ///< "ingress" or "egress"
    std::vector<std::string> hosts;
    std::string pathPrefix;
    std::vector<std::string> methods;
    std::map<std::string, std::string> headers;
    std::vector<RouteTarget> to;
    std::int64_t requests = 0;
    std::int64_t errors = 0;
    double rps = 0;
    std::optional<std::int64_t> p95Us;
    std::vector<RoutePolicyRow> policies;  ///< in the order in which they run
};

struct ListenerRow {
    std::string id;
    std::string address;
    std::string kind;
    std::string project;
    std::string caller;
};

struct GatewayStatus {
    int pid = 0;
    std::int64_t generation = 0;
    std::string epoch;
    GatewayState state = GatewayState::Starting;
    std::vector<ListenerRow> listeners;
    int workers = 0;
    std::string io;
    int connections = 0;
    int held = 0;
    std::int64_t ackedGeneration = 0;
    std::string lastNack;  ///< empty: none
};

struct LogLine {
    WallMs at = 0;
    std::string instance;
    std::string service;
    LogStream stream = LogStream::Out;
    std::string text;
    std::string level;            ///< empty: unknown
    std::int64_t intervalMs = 0;  ///< > 0: written at some time in [at - intervalMs, at]
};

#define SLIPWAY_JSON(T)                      \
    void to_json(nlohmann::json&, const T&); \
    void from_json(const nlohmann::json&, T&);
SLIPWAY_JSON(Version)
SLIPWAY_JSON(ProjectRow)
SLIPWAY_JSON(LastExit)
SLIPWAY_JSON(InstanceRow)
SLIPWAY_JSON(DataStoreRow)
SLIPWAY_JSON(PortRow)
SLIPWAY_JSON(ServiceRow)
SLIPWAY_JSON(OwnerRow)
SLIPWAY_JSON(RouteTarget)
SLIPWAY_JSON(RoutePolicyRow)
SLIPWAY_JSON(RouteRow)
SLIPWAY_JSON(ListenerRow)
SLIPWAY_JSON(GatewayStatus)
SLIPWAY_JSON(LogLine)

}  // namespace slipway::api
