#pragma once

#include <optional>

#include "kit/sql.h"
#include "orders/domain.h"

namespace shop::orders::rows {

// Rows to values and back; each function works within its caller's transaction.

extern const char* const kSchema;

Result<std::optional<Order>> find(kit::SqlConnection& connection, const std::string& id);
/// The order without its lines, all columns, and its lines where there are any yet.
Result<> insert(kit::SqlConnection& connection, const Order& order, std::int64_t claimedMs);
/// State, failure, prices, points, attempt and claim.
Result<> update(kit::SqlConnection& connection, const Order& order, std::int64_t claimedMs);
Result<> insertStep(kit::SqlConnection& connection, const std::string& orderId, const Step& step);
Result<> removeStep(kit::SqlConnection& connection, const std::string& orderId, const Step& step);
/// Of one attempt, or of all where it is nothing.
Result<std::vector<Step>> steps(kit::SqlConnection& connection, const std::string& orderId,
                                std::optional<std::int64_t> attempt);
/// Sets the mark by which claimUnsettled finds orders, from what state and steps say.
Result<> refreshMark(kit::SqlConnection& connection, const std::string& orderId);
/// Claim time of an order.
Result<std::int64_t> claimedMs(kit::SqlConnection& connection, const std::string& orderId);
Result<> claim(kit::SqlConnection& connection, const std::string& orderId, std::int64_t nowMs);

/// `SELECT` list that `readOrder` understands.
Order readOrder(const kit::Statement& row);
Result<> readLines(kit::SqlConnection& connection, Order& order);

}  // namespace shop::orders::rows
