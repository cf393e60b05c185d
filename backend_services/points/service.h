#pragma once

#include "kit/router.h"
#include "points/domain.h"

namespace shop::points {

/// `/points…` over the domain. The domain outlives the router.
void addRoutes(kit::Router& router, Points& points);

}  // namespace shop::points
