#pragma once

#include "protocol/api_operation.h"
#include "protocol/api_topology.h"

namespace slipway::api {

/// GET /v1/projects/{p}: all that a window shows, in one piece. Events with a greater id than `eventId` are to be
/// applied to it.
struct State {
    ProjectRow project;
    std::vector<ServiceRow> services;
    std::vector<InstanceRow> instances;
    Topology topology;
    std::vector<Operation> operations;  ///< running, and the last 20
    GatewayStatus gateway;
    std::int64_t eventId = 0;
    WallMs at = 0;
};

/// One value a step; nothing where nothing was measured.
using Series = std::vector<std::optional<double>>;

struct ServiceSeries {
    Series rps, errors, p50Us, p95Us, cpu, rssKib, ready;
};

struct EdgeSeries {
    std::string from;
    std::string to;
    Series rps, errors, p95Us;
};

/// GET /v1/projects/{p}/metrics: second by second, at most the last hour.
struct Metrics {
    std::int64_t stepMs = 1000;
    WallMs from = 0;
    std::map<std::string, ServiceSeries> services;
    std::vector<EdgeSeries> edges;
};

SLIPWAY_JSON(State)
SLIPWAY_JSON(ServiceSeries)
SLIPWAY_JSON(EdgeSeries)
SLIPWAY_JSON(Metrics)

}  // namespace slipway::api
