#include "cli/manifest_file.h"

#include <cstdlib>

#include "base/binaries.h"
#include "base/files.h"
#include "client/up_request.h"
#include "manifest/manifest.h"

namespace slipway::cli {

Result<api::UpRequest> readManifestFile(const std::string& path) {
    auto request = client::upRequest(path);
    if (!request)
        return request;
    for (const auto& name : manifest::namedVariables(request->manifest))
        if (const char* value = ::getenv(name.c_str()))
            request->variables.emplace(name, value);
    manifest::Variables known = request->variables;
    known.emplace("SLIPWAY_LIBEXEC", libexecFolder());
    for (const auto& envFile : manifest::envFilePaths(request->manifest, request->path, known))
        if (auto content = readFile(envFile, 1u << 20))
            request->envFiles.emplace(envFile, *std::move(content));
    return request;
}

}  // namespace slipway::cli
