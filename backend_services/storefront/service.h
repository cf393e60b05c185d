#pragma once

#include "kit/router.h"

namespace shop::storefront {

/// `/`: the page.
void addRoutes(kit::Router& router);

}  // namespace shop::storefront
