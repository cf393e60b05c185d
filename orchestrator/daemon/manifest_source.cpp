#include "daemon/manifest_source.h"

#include "base/binaries.h"
#include "base/files.h"

namespace slipway::daemon {

namespace {

manifest::Variables withOurs(const manifest::Variables& variables) {
    manifest::Variables all = variables;
    all.emplace("SLIPWAY_LIBEXEC", libexecFolder());
    return all;
}

}  // namespace

void ManifestSource::readEnvFiles() {
    for (const auto& file : manifest::envFilePaths(text, path, withOurs(variables)))
        if (!envFiles.contains(file))
            if (auto content = readFile(file, manifest::kMaxManifestBytes))
                envFiles.emplace(file, std::move(*content));
}

api::Answer<manifest::ParsedManifest> ManifestSource::parse() const {
    return manifest::parseManifest(text, path, withOurs(variables), envFiles);
}

}  // namespace slipway::daemon
