#pragma once

#include "kit/sqlite.h"
#include "orders/domain.h"

namespace shop::orders::purchases {

// Orders and payments that a checkout makes under its reference, and takes back under it; each function works within
// its caller's transaction.

extern const char* const kSchema;

Result<Order> purchase(kit::SqliteConnection& connection, const Order& order);
Result<> undo(kit::SqliteConnection& connection, const std::string& reference, std::int64_t nowMs);
Result<Payment> pay(kit::SqliteConnection& connection, const Payment& payment, std::int64_t nowMs);
Result<> refund(kit::SqliteConnection& connection, const std::string& reference, std::int64_t nowMs);

}  // namespace shop::orders::purchases
