#pragma once

#include <memory>

#include "kit/client.h"
#include "orders/neighbours.h"

namespace shop::orders {

/// Neighbours over REST. The clients outlive it.
std::unique_ptr<Neighbours> httpNeighbours(kit::Client& users, kit::Client& products, kit::Client& points);

}  // namespace shop::orders
