#pragma once

#include "manifest/assemble.h"
#include "manifest/manifest_files.h"

/// What a manifest's secrets hold, read apart from all else: values never come into the project, whose definition is
/// stored and shown.
namespace slipway::manifest {

constexpr size_t kMaxSecretBytes = 64u << 10;

/// Where a secret comes from; one of the two is empty.
struct SecretSource {
    std::string name;
    std::string file;      ///< absolute
    std::string variable;  ///< of the client's own environment
};

/// Those of `secrets` that are well formed; of a broken manifest as well.
std::vector<SecretSource> secretSources(const Assembled& assembled, const Variables& variables);
std::vector<SecretSource> secretSources(std::string_view text, const std::string& path, const Variables& variables,
                                        const EnvFiles& files);

struct SecretValue {
    std::string value;
    std::string fault;  ///< not empty: why there is no value
};
using SecretValues = std::map<std::string, SecretValue>;  ///< by the secret's name

/// Reads them: files as they are now, variables out of `variables`, which are the client's own alone.
SecretValues readSecrets(std::string_view text, const std::string& path, const Variables& variables,
                         const EnvFiles& files);

/// What the parse needs to know of each: `digest` of its value, or why it has none.
Secrets knownSecrets(const SecretValues& values, const std::function<std::string(const std::string&)>& digest);

}  // namespace slipway::manifest
