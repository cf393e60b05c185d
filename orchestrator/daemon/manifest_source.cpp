#include "daemon/manifest_source.h"

#include <nlohmann/json.hpp>

#include "base/binaries.h"

namespace slipway::daemon {

namespace {

manifest::Variables withOurs(const manifest::Variables& variables) {
    manifest::Variables all = variables;
    all.emplace("SLIPWAY_LIBEXEC", libexecFolder());
    return all;
}

}  // namespace

void ManifestSource::readEnvFiles() {
    manifest::readManifestFiles(text, path, withOurs(variables), envFiles, manifest::fileOnDisk);
}

void ManifestSource::readSecrets(const std::function<std::string(const std::string&)>& digest) {
    secretValues = manifest::readSecrets(text, path, withOurs(variables), envFiles);
    for (const auto& [name, known] : manifest::knownSecrets(secretValues, digest))
        secrets[name] = known.digest;
    for (const auto& source : manifest::secretSources(text, path, allVariables(), envFiles))
        variables.erase(source.variable);
}

manifest::Variables ManifestSource::allVariables() const {
    return manifest::withDotEnv(path, variables, envFiles);
}

api::Answer<manifest::ParsedManifest> ManifestSource::parse() const {
    manifest::ParseExtras extras;
    extras.profiles = profiles;
    for (const auto& [name, digest] : secrets)
        extras.secrets[name] = {digest, {}};
    for (const auto& [name, secret] : secretValues)
        if (!secret.fault.empty())
            extras.secrets[name].fault = secret.fault;
    return manifest::parseManifest(text, path, withOurs(variables), envFiles, extras);
}

nlohmann::json toJson(const ManifestSource& source) {
    return {{"manifest", source.text},      {"path", source.path},       {"variables", source.variables},
            {"env_files", source.envFiles}, {"secrets", source.secrets}, {"profiles", source.profiles},
            {"listen", source.listen}};
}

ManifestSource manifestSourceFrom(const nlohmann::json& saved) {
    ManifestSource source;
    source.text = saved.value("manifest", "");
    source.path = saved.value("path", "");
    source.variables = saved.value("variables", manifest::Variables{});
    source.envFiles = saved.value("env_files", manifest::EnvFiles{});
    source.secrets = saved.value("secrets", source.secrets);
    source.profiles = saved.value("profiles", source.profiles);
    source.listen = saved.value("listen", "");
    return source;
}

}  // namespace slipway::daemon
