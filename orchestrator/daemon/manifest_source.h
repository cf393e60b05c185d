#pragma once

#include <nlohmann/json_fwd.hpp>

#include "manifest/secrets.h"

namespace slipway::daemon {

/// What a client sent with `up`: all that a manifest is made of.
struct ManifestSource {
    std::string text;
    std::string path;
    manifest::Variables variables;
    manifest::EnvFiles envFiles;
    std::map<std::string, std::string> secrets = {};  ///< name -> digest of the value
    manifest::SecretValues secretValues = {};         ///< while `up` or `diff` is under way; never stored
    std::vector<std::string> profiles = {};           ///< that are active
    std::string listen = {};                          ///< not empty: instead of the manifest's gateway.listen

    /// `.env`, and those that the manifest names, where the client did not send them, as they are now: from here on
    /// they belong to what runs.
    void readEnvFiles();
    /// Those that the manifest names, as they are now. The variables that hold them are dropped: what runs, and the
    /// store, have digests alone.
    void readSecrets(const std::function<std::string(const std::string&)>& digest);
    /// The client's, and under them those of `.env`.
    manifest::Variables allVariables() const;
    api::Answer<manifest::ParsedManifest> parse() const;
};

nlohmann::json toJson(const ManifestSource& source);
ManifestSource manifestSourceFrom(const nlohmann::json& saved);

}  // namespace slipway::daemon
