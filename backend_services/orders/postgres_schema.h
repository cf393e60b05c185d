#pragma once

namespace shop::orders {

/// The tables of rows.h, purchases.h and the idempotency keys, as PostgreSQL has them: ids sort by their bytes,
/// whatever the language of the database.
extern const char* const kPostgresSchema;

}  // namespace shop::orders
