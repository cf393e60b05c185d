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
SLIPWAY_JSON(TopologyRequest)
SLIPWAY_JSON(Accepted)

}  // namespace slipway::api
