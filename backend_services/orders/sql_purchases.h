#pragma once

#include "kit/sql.h"
#include "orders/domain.h"

namespace shop::orders::purchases {

// Orders and payments that a checkout makes under its reference, and takes back under it; each function works within
// its caller's transaction.

extern const char* const kSchema;

Result<Order> purchase(kit::SqlConnection& connection, const Order& order);
Result<> undo(kit::SqlConnection& connection, const std::string& reference, std::int64_t nowMs);
Result<Payment> pay(kit::SqlConnection& connection, const Payment& payment, std::int64_t nowMs);
Result<> refund(kit::SqlConnection& connection, const std::string& reference, std::int64_t nowMs);

}  // namespace shop::orders::purchases
