#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "manifest/manifest.h"

/// `${VAR}`, `$VAR`, `${VAR:-default}`, `${VAR-default}`, `${VAR:+other}`, `${VAR+other}`, `${VAR:?message}`,
/// `${VAR?message}` and `$$`, as in the Compose specification; defaults may hold further references, eight deep.
namespace slipway::manifest {

struct InterpolationError {
    std::string message;
    std::string expected;
};

/// `unset` is called with the name of each variable that is missing and has no default; its place takes the empty text.
tl::expected<std::string, InterpolationError> interpolate(std::string_view text, const Variables& variables,
                                                          const std::function<void(const std::string&)>& unset = {});

/// Names in order of appearance, with repetitions.
std::vector<std::string> referencedVariables(std::string_view text);

}  // namespace slipway::manifest
