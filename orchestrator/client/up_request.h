#pragma once

#include <string>

#include "protocol/api_requests.h"

namespace slipway::client {

/// A manifest on disk as POST /v1/projects wants it: its bytes and its absolute path. ControlClient::up adds the
/// variables that it names; profiles are those of SLIPWAY_PROFILES, else COMPOSE_PROFILES (comma-separated). `listen`
/// not empty: the gateway listens there instead. Errors: NotFound, Permission, Io, TooLarge.
Result<api::UpRequest> upRequest(const std::string& manifestPath, const std::string& listen = {});

/// The `slipway.yaml` (or .yml) of `folder` or the nearest folder above it; empty: none.
std::string findManifest(const std::string& folder);

}  // namespace slipway::client
