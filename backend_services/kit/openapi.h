#pragma once

#include <string>
#include <vector>

#include "kit/router.h"

namespace shop::kit {

/// OpenAPI 3.1 (JSON) of what a router answers, housekeeping left out: paths, methods, path parameters, and that bodies
/// and errors are JSON. `name` is the service's: `users`.
std::string openApiDocument(const std::string& name, const std::vector<Route>& routes);

}  // namespace shop::kit
