#pragma once

#include <string_view>

namespace shop::storefront {

/// The one page of the shop, from page.html. It needs nothing but the gateway it came through: /users, /products,
/// /orders, /points.
std::string_view page();

}  // namespace shop::storefront
