#pragma once

#include <string_view>

#include "kit/error.h"

namespace shop::monolith {

/// Which domains a process runs.
struct Modules {
    bool users = true;
    bool products = true;
    bool orders = true;
    bool points = true;
};

/// `users,orders` as in --modules. BadRequest, with a sentence, for an unknown name and for none at all.
Result<Modules> readModules(std::string_view list);

}  // namespace shop::monolith
