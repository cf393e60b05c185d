#pragma once

#include <string>
#include <vector>

#include "cli/console.h"

namespace slipway::cli {

/// Runs one command line (without the program's name) in `folder`; gives the exit code of docs/errors.md.
int run(const std::vector<std::string>& arguments, Console& console, const std::string& folder);

}  // namespace slipway::cli
