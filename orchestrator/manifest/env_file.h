#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace slipway::manifest {

struct EnvFileError {
    int line = 0;  ///< from 1
    std::string message;
};

/// KEY=VALUE lines: `#` comments, `export ` before the key, 'literal' and "escaped" (\n \t \" \\) values, which may
/// span lines; the last of two equal keys wins. Nothing is interpolated. Thread: any.
tl::expected<std::map<std::string, std::string>, EnvFileError> parseEnvFile(std::string_view text);

}  // namespace slipway::manifest
