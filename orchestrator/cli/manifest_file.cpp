#include "cli/manifest_file.h"

#include <cstdlib>

#include "base/binaries.h"
#include "client/up_request.h"
#include "manifest/secrets.h"

namespace slipway::cli {

Result<api::UpRequest> readManifestFile(const std::string& path) {
    auto request = client::upRequest(path);
    if (!request)
        return request;
    // Once for what is included, whose variables decide on the rest.
    manifest::readManifestFiles(request->manifest, request->path, {}, request->envFiles, manifest::fileOnDisk);
    for (const auto& name : manifest::namedVariables(request->manifest, request->path, request->envFiles))
        if (const char* value = ::getenv(name.c_str()))
            request->variables.emplace(name, value);
    manifest::Variables known = request->variables;
    known.emplace("SLIPWAY_LIBEXEC", libexecFolder());
    manifest::readManifestFiles(request->manifest, request->path, known, request->envFiles, manifest::fileOnDisk);
    return request;
}

void addProfiles(api::UpRequest& request, const std::vector<std::string>& profiles) {
    request.profiles.insert(request.profiles.end(), profiles.begin(), profiles.end());
}

api::Answer<manifest::ParsedManifest> parseHere(const api::UpRequest& request) {
    manifest::Variables variables = request.variables;
    variables.emplace("SLIPWAY_LIBEXEC", libexecFolder());
    manifest::ParseExtras extras;
    extras.profiles = request.profiles;
    extras.secrets =
        manifest::knownSecrets(manifest::readSecrets(request.manifest, request.path, variables, request.envFiles),
                               [](const std::string&) { return std::string("here"); });
    return manifest::parseManifest(request.manifest, request.path, variables, request.envFiles, extras);
}

}  // namespace slipway::cli
