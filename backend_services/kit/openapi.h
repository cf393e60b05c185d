#pragma once

#include <string>
#include <vector>

#include "kit/router.h"

namespace shop::kit {

/// OpenAPI 3.1 (JSON) of what a router answers, housekeeping left out: paths, methods, path parameters, and that bodies
/// and errors are JSON. `name` is the service's: `users`.
std::string openApiDocument(const std::string& name, const std::vector<Route>& routes);

/// Health, metrics and this document are asked by machines all the time: neither counted as served, nor logged, nor
/// made slow by a fault switch.
bool isHousekeeping(std::string_view path);

}  // namespace shop::kit
