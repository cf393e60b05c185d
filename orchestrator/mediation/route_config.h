#pragma once

#include "mediation/mediator.h"

namespace slipway::mediation {

/// A route's `mediate` as the manifest has it (docs/manifest.md): an object, true for all defaults, or a list of what
/// clients may speak. BadConfiguration names the place as a JSON pointer: unknown keys, wrong types, words that are
/// none, templates and rules that don't hold together, SOAP without operations.
Outcome<RouteMediation> compileMediation(const Json& source);

}  // namespace slipway::mediation
