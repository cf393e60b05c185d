#pragma once

#include <string>

#include "protocol/composite.h"

namespace slipway::composer {

/// What the composites take and answer as an OpenAPI 3 document, for the front door's one: paths, methods and statuses
/// are told; bodies are "some JSON", for templates say what is read of them, and services what is in them.
std::string openApiDocument(const composite::Composites& composites);

}  // namespace slipway::composer
