#include "orders/postgres_schema.h"

namespace shop::orders {

const char* const kPostgresSchema =
    "CREATE TABLE orders (id TEXT COLLATE \"C\" PRIMARY KEY, user_id TEXT NOT NULL, state TEXT NOT NULL,"
    " currency TEXT NOT NULL, total BIGINT NOT NULL, points BIGINT NOT NULL, failure_code TEXT NOT NULL,"
    " failure_message TEXT NOT NULL, attempt BIGINT NOT NULL, created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL,"
    " claimed_ms BIGINT NOT NULL, unsettled BIGINT NOT NULL, reference TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX orders_user ON orders (user_id, id);"
    "CREATE INDEX orders_unsettled ON orders (claimed_ms) WHERE unsettled = 1;"
    "CREATE UNIQUE INDEX orders_reference ON orders (reference) WHERE reference <> '';"
    "CREATE TABLE order_lines (order_id TEXT NOT NULL, n BIGINT NOT NULL, product_id TEXT NOT NULL,"
    " quantity BIGINT NOT NULL, unit_amount BIGINT NOT NULL, PRIMARY KEY (order_id, n));"
    "CREATE TABLE order_steps (order_id TEXT NOT NULL, attempt BIGINT NOT NULL, kind TEXT NOT NULL,"
    " target TEXT COLLATE \"C\" NOT NULL, quantity BIGINT NOT NULL, reference TEXT NOT NULL,"
    " PRIMARY KEY (order_id, attempt, kind, target));"
    "CREATE TABLE purchase_voids (reference TEXT PRIMARY KEY, created_ms BIGINT NOT NULL);"
    "CREATE TABLE payments (reference TEXT PRIMARY KEY, user_id TEXT NOT NULL, amount BIGINT NOT NULL,"
    " currency TEXT NOT NULL, state TEXT NOT NULL, created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL);"
    "CREATE TABLE orders_keys (key TEXT PRIMARY KEY, request TEXT NOT NULL, result TEXT NOT NULL,"
    " created_ms BIGINT NOT NULL);"
    "CREATE INDEX orders_keys_age ON orders_keys (created_ms)";

}  // namespace shop::orders
