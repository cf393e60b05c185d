#pragma once

#include <string>

#include "protocol/api_requests.h"

namespace slipway::client {

/// What POST /v1/projects and /v1/validate want of a manifest on disk: its bytes, its absolute path, the variables that
/// it names and this process's environment has, and its env files. `listen` not empty: the gateway listens there
/// instead. Errors: NotFound, Permission, Io, TooLarge. A missing env file is left out: the parse tells it with its
/// line.
Result<api::UpRequest> upRequest(const std::string& manifestPath, const std::string& listen = {});

/// The `slipway.yaml` (or .yml) of `folder` or the nearest folder above it; empty: none.
std::string findManifest(const std::string& folder);

}  // namespace slipway::client
