#pragma once

#include "manifest/manifest.h"
#include "protocol/api_requests.h"

namespace slipway::cli {

/// A manifest with the variables and env files that it names, out of this process's environment: for what needs no
/// daemon (`validate`, the project's name). Errors: as client::upRequest. A missing env file is left out: the parse
/// tells it with its line.
Result<api::UpRequest> readManifestFile(const std::string& path);

/// Those of the command line, after those of the environment.
void addProfiles(api::UpRequest& request, const std::vector<std::string>& profiles);

/// As the daemon would parse it now. Errors: InvalidManifest.
api::Answer<manifest::ParsedManifest> parseHere(const api::UpRequest& request);

}  // namespace slipway::cli
