#pragma once

#include "kit/router.h"
#include "points/domain.h"

namespace shop::points {

/// `/points…` over the domain. The domain outlives the router.
void addRoutes(kit::Router& router, Points& points);
/// The answer to GET /points/{user_id}.
kit::Response accountResponse(const Account& account);

}  // namespace shop::points
