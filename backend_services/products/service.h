#pragma once

#include "kit/router.h"
#include "products/domain.h"

namespace shop::products {

/// `/products…` over the domain. The domain outlives the router.
void addRoutes(kit::Router& router, Products& products);

}  // namespace shop::products
