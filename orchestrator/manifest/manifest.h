#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/project.h"
#include "protocol/api_problem.h"

/// slipway.yaml -> model::Project. Reference of the grammar: docs/manifest.md.
namespace slipway::manifest {

constexpr size_t kMaxManifestBytes = 1u << 20;
/// Values after aliases are followed: what stops a manifest of ten lines that stands for a billion values.
constexpr size_t kMaxManifestValues = 100'000;
constexpr size_t kMaxProblems = 100;
constexpr size_t kMaxServices = 256;

using Variables = std::map<std::string, std::string>;  ///< name -> value
using EnvFiles = std::map<std::string, std::string>;   ///< absolute path -> text; of included manifests as well

/// What is known of a secret's value without the value.
struct SecretState {
    std::string digest;  ///< another one for another value
    std::string fault;   ///< not empty: why it has none
};
using Secrets = std::map<std::string, SecretState>;  ///< by the secret's name

/// What a manifest is read with beside variables and files.
struct ParseExtras {
    Secrets secrets;
    std::vector<std::string> profiles;  ///< those that are active; "*": all
};

struct ParsedManifest {
    model::Project project;
    std::vector<api::Problem> warnings;  ///< in the file's order
};

/// `path`: absolute; relative paths of the manifest start at its folder, and its folder's name is the project's where
/// no `name` stands. Reads no file and no environment: `variables` and `envFiles` are all there is; a `.env` among
/// these, beside the manifest, holds further variables. Errors: InvalidManifest with every problem of the file (at most
/// kMaxProblems), in the file's order. Thread: any. Cost: linear.
api::Answer<ParsedManifest> parseManifest(std::string_view text, const std::string& path,
                                          const Variables& variables = {}, const EnvFiles& envFiles = {},
                                          const ParseExtras& extras = {});

/// The variables that the text names (`${NAME…}`, `$NAME`, entries of `environment` without a value, secrets), sorted,
/// once each: what a client sends of its own environment. Works on a broken manifest too. Thread: any.
std::vector<std::string> namedVariables(std::string_view text, const std::string& path = {},
                                        const EnvFiles& files = {});

/// The absolute paths of the env files that the manifest names: what a client reads and sends. Empty for a broken
/// manifest.
std::vector<std::string> envFilePaths(std::string_view text, const std::string& path, const Variables& variables = {},
                                      const EnvFiles& files = {});

/// The project's name as the manifest gives it, or its folder's; of a manifest with errors too, where it is YAML.
/// Empty: none.
std::string projectName(std::string_view text, const std::string& path, const Variables& variables = {});

/// One kind of mapping of the grammar and its keys, for the test that holds the JSON Schema against the parser.
struct GrammarKey {
    std::string name;
    std::string refusal;  ///< empty: accepted; else why it is refused
};
struct Grammar {
    std::string name;  ///< "project", "service", "deploy", …
    std::vector<GrammarKey> keys;
};
std::vector<Grammar> grammars();

}  // namespace slipway::manifest
