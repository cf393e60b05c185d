#pragma once

#include <string>
#include <vector>

#include "model/project.h"

namespace slipway::model {

/// What a new definition changes in what runs, a phrase each: "command: ./a -> ./b", "environment: LIMIT changed". No
/// value of an environment is among them: it may be a secret.
std::vector<std::string> changes(const Service& before, const Service& after);

}  // namespace slipway::model
