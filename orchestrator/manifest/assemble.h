#pragma once

#include "manifest/manifest.h"
#include "manifest/yaml_tree.h"

/// `include` and `extends`: several files as the tree of one. Values keep the file that they stand in (Mark::file), so
/// that errors name it and paths start at its folder.
namespace slipway::manifest {

constexpr size_t kMaxManifestFiles = 64;

struct Assembled {
    YamlPtr root;                      ///< null: the manifest itself is no YAML
    std::vector<std::string> files;    ///< by Mark::file, absolute; the manifest is the first
    std::vector<std::string> missing;  ///< wanted, and `texts` lacks them
};

/// `texts`: what of other files is known, by their absolute paths. Problems (files that are missing or no YAML, two of
/// one name, circles) are appended. Thread: any.
Assembled assemble(std::string_view text, const std::string& path, const EnvFiles& texts,
                   std::vector<api::Problem>& problems);

}  // namespace slipway::manifest
