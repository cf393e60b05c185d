#pragma once

#include "manifest/yaml_tree.h"

/// How a service takes over another's keys.
namespace slipway::manifest {

/// A copy of a mapping without one of its keys.
YamlPtr without(const YamlNode& map, std::string_view key);

/// Compose's rules: mappings are merged key by key, `own` winning; lists of names (env_file, calls, secrets, profiles,
/// depends_on) hold both; `environment` and `depends_on` are merged by name, however they are written; all else of
/// `own` takes the place of what `base` has: commands, ports, probes, hooks.
YamlPtr extendedBy(const YamlPtr& base, const YamlPtr& own);

}  // namespace slipway::manifest
