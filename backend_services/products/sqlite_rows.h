#pragma once

#include <optional>
#include <string>

#include "kit/sql.h"
#include "products/domain.h"

namespace shop::products::rows {

// Rows to values and back; each function works within its caller's transaction.

extern const char* const kSchema;

Result<ProductPage> list(kit::SqlConnection& connection, std::int64_t limit, const std::string& after);
Result<Product> load(kit::SqlConnection& connection, const std::string& id);
Result<> insert(kit::SqlConnection& connection, const Product& product);
/// With the next version; returns what is there now.
Result<Product> save(kit::SqlConnection& connection, Product product, std::int64_t nowMs);

Result<Reservation> loadReservation(kit::SqlConnection& connection, const std::string& productId,
                                    const std::string& id);
Result<> insert(kit::SqlConnection& connection, const Reservation& reservation);
/// Also forgets some that were released more than kIdempotencyMs ago.
Result<> markReleased(kit::SqlConnection& connection, const std::string& id, std::int64_t nowMs);

Result<std::optional<Hold>> loadHold(kit::SqlConnection& connection, const std::string& reference);
Result<> insert(kit::SqlConnection& connection, const Hold& hold);
Result<> markLetGo(kit::SqlConnection& connection, const std::string& reference);

}  // namespace shop::products::rows
