#include "daemon/manifest_source.h"

#include <nlohmann/json.hpp>

#include "base/binaries.h"
#include "base/files.h"
#include "manifest/manifest_files.h"

namespace slipway::daemon {

namespace {

manifest::Variables withOurs(const manifest::Variables& variables) {
    manifest::Variables all = variables;
    all.emplace("SLIPWAY_LIBEXEC", libexecFolder());
    return all;
}

}  // namespace

void ManifestSource::readEnvFiles() {
    manifest::readManifestFiles(text, path, withOurs(variables), envFiles, [](const std::string& file) {
        auto content = readFile(file, manifest::kMaxManifestBytes);
        return content ? std::optional(*std::move(content)) : std::nullopt;
    });
}

manifest::Variables ManifestSource::allVariables() const {
    return manifest::withDotEnv(path, variables, envFiles);
}

api::Answer<manifest::ParsedManifest> ManifestSource::parse() const {
    return manifest::parseManifest(text, path, withOurs(variables), envFiles);
}

nlohmann::json toJson(const ManifestSource& source) {
    return {{"manifest", source.text},
            {"path", source.path},
            {"variables", source.variables},
            {"env_files", source.envFiles},
            {"listen", source.listen}};
}

ManifestSource manifestSourceFrom(const nlohmann::json& saved) {
    return {saved.value("manifest", ""), saved.value("path", ""), saved.value("variables", manifest::Variables{}),
            saved.value("env_files", manifest::EnvFiles{}), saved.value("listen", "")};
}

}  // namespace slipway::daemon
