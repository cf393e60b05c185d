#include "manifest/secrets.h"

#include "base/files.h"
#include "manifest/draft.h"
#include "manifest/interpolate.h"
#include "manifest/yaml_tree.h"

namespace slipway::manifest {

std::vector<SecretSource> secretSources(std::string_view text, const std::string& path, const Variables& variables,
                                        const EnvFiles& files) {
    std::vector<api::Problem> ignored;
    return secretSources(assemble(text, path, files, ignored), variables);
}

std::vector<SecretSource> secretSources(const Assembled& assembled, const Variables& variables) {
    std::vector<SecretSource> sources;
    const YamlNode* secrets = assembled.root ? memberOf(*assembled.root, "secrets") : nullptr;
    if (!secrets)
        return sources;
    const auto scalar = [&](const YamlNode& secret, const char* key) {
        const YamlNode* value = memberOf(secret, key);
        return value && value->kind == YamlNode::Kind::Scalar ? interpolate(value->text, variables).value_or("") : "";
    };
    for (const auto& entry : secrets->entries) {
        const std::string file = scalar(*entry.value, "file");
        sources.push_back(
            {entry.key,
             file.empty()
                 ? ""
                 : absolutePath(file, manifestFolder(assembled.files[static_cast<size_t>(entry.keyMark.file)])),
             scalar(*entry.value, "environment")});
    }
    return sources;
}

SecretValues readSecrets(std::string_view text, const std::string& path, const Variables& variables,
                         const EnvFiles& files) {
    SecretValues values;
    for (const auto& source : secretSources(text, path, withDotEnv(path, variables, files), files)) {
        SecretValue& secret = values[source.name];
        if (!source.file.empty()) {
            auto read = readFile(source.file, kMaxSecretBytes);
            if (read)
                secret.value = *std::move(read);
            else
                secret.fault = "its file can't be read: " + read.error().message;
        } else if (const auto variable = variables.find(source.variable); variable != variables.end()) {
            secret.value = variable->second;
        } else {
            secret.fault = "the variable " + source.variable +
                           " is not set where `slipway` is run (.env does not count: it is stored with the project)";
        }
        if (secret.fault.empty() && secret.value.empty())
            secret.fault = "is empty";
    }
    return values;
}

Secrets knownSecrets(const SecretValues& values, const std::function<std::string(const std::string&)>& digest) {
    Secrets known;
    for (const auto& [name, secret] : values)
        known[name] = {secret.fault.empty() ? digest(secret.value) : "", secret.fault};
    return known;
}

}  // namespace slipway::manifest
