#pragma once

#include <memory>

#include "kit/client.h"
#include "orders/neighbours.h"

namespace shop::orders {

/// Neighbours over REST. The clients outlive it; one that is null is never asked, which is the caller's promise.
std::unique_ptr<Neighbours> httpNeighbours(kit::Client* users, kit::Client* products, kit::Client* points);

}  // namespace shop::orders
