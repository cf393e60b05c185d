#pragma once

#include <functional>

#include "kit/router.h"
#include "users/domain.h"

namespace shop::users {

/// Points of a user, by whoever keeps them: the answer to pass on (GET /points/{id}).
using PointsOf = std::function<Result<kit::Response>(const std::string& userId)>;

/// `/users…` over the domain, which outlives the router. Without `pointsOf`, /users/{id}/points answers 404.
void addRoutes(kit::Router& router, Users& users, PointsOf pointsOf);

}  // namespace shop::users
