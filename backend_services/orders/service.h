#pragma once

#include "kit/router.h"
#include "orders/domain.h"

namespace shop::orders {

/// `/orders…` over the domain. The domain outlives the router.
void addRoutes(kit::Router& router, Orders& orders);

}  // namespace shop::orders
