#pragma once

#include "protocol/api_problem.h"
#include "protocol/api_rows.h"

/// POST /v1/diff: what `up` of a manifest would change.
namespace slipway::api {

struct DiffField {
    std::string field;          ///< as the manifest names it: "environment.LEVEL", "deploy.replicas"
    std::string before, after;  ///< empty: not there; what may be a secret is "***"
};

struct DiffChange {
    std::string kind;    ///< "service", "route", "gateway", "topology", "project"
    std::string name;    ///< of the service or route; empty else
    std::string change;  ///< "added", "removed", "changed"; "unchanged": the same definition, but `up` does something
    std::string
        effect;  ///< "start", "stop", "rollout", "scale", "gateway" (no instance is touched), "switch", "nothing"
    std::string detail;  ///< one sentence
    std::vector<DiffField> fields;
};

struct Diff {
    std::string project;
    bool running = false;  ///< false: there is nothing to compare with, `up` starts all
    bool same = true;      ///< `up` would change nothing
    std::vector<DiffChange> changes;
    std::vector<Problem> warnings;  ///< of the manifest
};

SLIPWAY_JSON(DiffField)
SLIPWAY_JSON(DiffChange)
SLIPWAY_JSON(Diff)

}  // namespace slipway::api
