#pragma once

#include "protocol/api_operation.h"

/// Bodies that clients send, and the answers that are no row.
namespace slipway::api {

/// POST /v1/projects, POST /v1/validate.
struct UpRequest {
    std::string manifest;                          ///< the file's bytes
    std::string path;                              ///< absolute
    std::map<std::string, std::string> variables;  ///< those that the manifest names and the client has
    std::map<std::string, std::string> envFiles;   ///< absolute path -> text
    std::vector<std::string> profiles;             ///< that are active
    std::string listen;                            ///< not empty: the gateway listens here instead
};

struct UpAnswer {
    std::string project;
    std::string operation;
    std::vector<Problem> warnings;
};

/// POST /v1/needs: what of the client's side the manifest names.
struct ManifestNeeds {
    std::string project;  ///< empty where the manifest is too broken to tell
    std::vector<std::string> variables;
    std::vector<std::string> envFiles;  ///< absolute paths; the daemon reads those that the client does not send
};

struct ValidateAnswer {
    std::string project;
    std::vector<Problem> problems;
    std::vector<std::string> services;
};

struct ScaleRequest {
    int replicas = 1;  ///< 0-256
};

struct RedeployRequest {
    bool build = true;  ///< what the manifest's `build` says, first
};

struct RollbackRequest {
    int to = 0;  ///< revision; 0: the newest before the present one that succeeded
};

/// A row of GET …/services/S/revisions.
struct RevisionRow {
    int revision = 0;
    WallMs createdMs = 0;
    std::string cause;                 ///< "up", "redeploy", "rollback to 3"
    std::string outcome;               ///< as of a receipt; empty while it rolls out
    std::string program;               ///< SHA-256 of the files that its command names; empty: none
    std::vector<std::string> changes;  ///< against the one before
    bool current = false;
};

struct RestartRequest {
    std::string instance;  ///< empty: all of the service
};

/// PUT /v1/projects/P/topology.
struct TopologyRequest {
    std::string mode;  ///< "hub-and-spoke" or "p2p"
};

/// 202 of everything that takes time.
struct Accepted {
    std::string operation;
};

SLIPWAY_JSON(UpRequest)
SLIPWAY_JSON(UpAnswer)
SLIPWAY_JSON(ManifestNeeds)
SLIPWAY_JSON(ValidateAnswer)
SLIPWAY_JSON(ScaleRequest)
SLIPWAY_JSON(RestartRequest)
SLIPWAY_JSON(RedeployRequest)
SLIPWAY_JSON(RollbackRequest)
SLIPWAY_JSON(RevisionRow)
SLIPWAY_JSON(TopologyRequest)
SLIPWAY_JSON(Accepted)

}  // namespace slipway::api
