#include "products/sqlite_rows.h"

namespace shop::products::rows {

namespace {

using kit::SqlConnection;
using kit::Statement;

template <class Bind>
Result<> change(SqlConnection& connection, const char* sql, Bind&& bind) {
    auto statement = connection.prepare(sql);
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    bind(*statement);
    return statement->run();
}

Product productOf(const Statement& row) {
    Product product;
    product.id = row.text(0);
    product.name = row.text(1);
    product.description = row.text(2);
    product.category = row.text(3);
    product.price = {row.integer(4), row.text(5)};
    product.stock = row.integer(6);
    product.createdMs = row.integer(7);
    product.updatedMs = row.integer(8);
    product.version = row.integer(9);
    return product;
}

}  // namespace

const char* const kSchema =
    "CREATE TABLE products (id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL, category TEXT NOT NULL,"
    " amount INTEGER NOT NULL, currency TEXT NOT NULL, stock INTEGER NOT NULL CHECK (stock >= 0),"
    " created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE reservations (id TEXT PRIMARY KEY, product_id TEXT NOT NULL, quantity INTEGER NOT NULL,"
    " amount INTEGER NOT NULL, currency TEXT NOT NULL, created_ms INTEGER NOT NULL, released_ms INTEGER) WITHOUT ROWID;"
    "CREATE INDEX reservations_released ON reservations (released_ms) WHERE released_ms IS NOT NULL;"
    "CREATE TABLE holds (reference TEXT PRIMARY KEY, created_ms INTEGER NOT NULL, released INTEGER NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE hold_lines (reference TEXT NOT NULL, n INTEGER NOT NULL, product_id TEXT NOT NULL,"
    " quantity INTEGER NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, PRIMARY KEY (reference, n)) WITHOUT "
    "ROWID";

Result<ProductPage> list(SqlConnection& connection, std::int64_t limit, const std::string& after) {
    auto statement = connection.prepare(
        "SELECT id, name, description, category, amount, currency, stock, created_ms, updated_ms, version FROM products"
        " WHERE id > ?1 ORDER BY id LIMIT ?2");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    statement->bind(1, after).bind(2, limit + 1);
    ProductPage page;
    auto row = statement->step();
    for (; row && *row; row = statement->step()) {
        if (static_cast<std::int64_t>(page.items.size()) == limit) {
            page.more = true;
            break;
        }
        page.items.push_back(productOf(*statement));
    }
    return row ? Result<ProductPage>(std::move(page)) : tl::unexpected(row.error());
}

Result<Product> load(SqlConnection& connection, const std::string& id) {
    auto statement = connection.prepare(
        "SELECT id, name, description, category, amount, currency, stock, created_ms, updated_ms, version FROM products"
        " WHERE id = ?1");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    const auto row = statement->bind(1, id).step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? Result<Product>(productOf(*statement))
                : fail(Fault::NotFound, "no_such_product", "There is no product " + id + ".");
}

Result<> insert(SqlConnection& connection, const Product& product) {
    return change(connection,
                  "INSERT INTO products (id, name, description, category, amount, currency, stock, created_ms,"
                  " updated_ms, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                  [&](Statement& s) {
                      s.bind(1, product.id).bind(2, product.name).bind(3, product.description);
                      s.bind(4, product.category).bind(5, product.price.amount).bind(6, product.price.currency);
                      s.bind(7, product.stock).bind(8, product.createdMs).bind(9, product.updatedMs);
                      s.bind(10, product.version);
                  });
}

Result<Product> save(SqlConnection& connection, Product product, std::int64_t nowMs) {
    product.updatedMs = nowMs;
    ++product.version;
    const auto done =
        change(connection,
               "UPDATE products SET name = ?2, description = ?3, category = ?4, amount = ?5, currency = ?6, stock = ?7,"
               " updated_ms = ?8, version = ?9 WHERE id = ?1",
               [&](Statement& s) {
                   s.bind(1, product.id).bind(2, product.name).bind(3, product.description);
                   s.bind(4, product.category).bind(5, product.price.amount).bind(6, product.price.currency);
                   s.bind(7, product.stock).bind(8, product.updatedMs).bind(9, product.version);
               });
    return done ? Result<Product>(std::move(product)) : tl::unexpected(done.error());
}

Result<Reservation> loadReservation(SqlConnection& connection, const std::string& productId, const std::string& id) {
    auto statement = connection.prepare(
        "SELECT quantity, amount, currency, created_ms, released_ms FROM reservations WHERE id = ?1 AND product_id = "
        "?2");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    const auto row = statement->bind(1, id).bind(2, productId).step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (!*row) {
        return fail(Fault::NotFound, "no_such_reservation", "There is no reservation " + id + " of this product.");
    }
    return Reservation{id,
                       productId,
                       statement->integer(0),
                       {statement->integer(1), statement->text(2)},
                       statement->integer(3),
                       !statement->isNull(4)};
}

Result<> insert(SqlConnection& connection, const Reservation& reservation) {
    return change(connection,
                  "INSERT INTO reservations (id, product_id, quantity, amount, currency, created_ms, released_ms)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)",
                  [&](Statement& s) {
                      s.bind(1, reservation.id).bind(2, reservation.productId).bind(3, reservation.quantity);
                      s.bind(4, reservation.unitPrice.amount).bind(5, reservation.unitPrice.currency);
                      s.bind(6, reservation.createdMs);
                  });
}

Result<> markReleased(SqlConnection& connection, const std::string& id, std::int64_t nowMs) {
    auto done = change(connection, "UPDATE reservations SET released_ms = ?2 WHERE id = ?1",
                       [&](Statement& s) { s.bind(1, id).bind(2, nowMs); });
    return done ? change(connection,
                         "DELETE FROM reservations WHERE id IN (SELECT id FROM reservations WHERE released_ms < ?1"
                         " ORDER BY released_ms LIMIT 4)",
                         [&](Statement& s) { s.bind(1, nowMs - kit::kIdempotencyMs); })
                : done;
}

Result<std::optional<Hold>> loadHold(SqlConnection& connection, const std::string& reference) {
    Hold hold{reference, {}, 0, false};
    {
        auto statement = connection.prepare("SELECT created_ms, released FROM holds WHERE reference = ?1");
        if (!statement) {
            return tl::unexpected(statement.error());
        }
        const auto row = statement->bind(1, reference).step();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return std::nullopt;
        }
        hold.createdMs = statement->integer(0);
        hold.released = statement->integer(1) != 0;
    }
    auto statement = connection.prepare(
        "SELECT product_id, quantity, amount, currency FROM hold_lines WHERE reference = ?1 ORDER BY n");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    statement->bind(1, reference);
    auto row = statement->step();
    for (; row && *row; row = statement->step()) {
        hold.lines.push_back({statement->text(0), statement->integer(1), {statement->integer(2), statement->text(3)}});
    }
    return row ? Result<std::optional<Hold>>(std::move(hold)) : tl::unexpected(row.error());
}

Result<> insert(SqlConnection& connection, const Hold& hold) {
    auto done = change(connection, "INSERT INTO holds (reference, created_ms, released) VALUES (?1, ?2, ?3)",
                       [&](Statement& s) {
                           s.bind(1, hold.reference).bind(2, hold.createdMs);
                           s.bind(3, std::int64_t{hold.released ? 1 : 0});
                       });
    std::int64_t n = 0;
    for (const Hold::Line& line : hold.lines) {
        if (!done) {
            break;
        }
        done = change(connection,
                      "INSERT INTO hold_lines (reference, n, product_id, quantity, amount, currency) VALUES (?1, ?2, "
                      "?3, ?4, ?5, ?6)",
                      [&](Statement& s) {
                          s.bind(1, hold.reference).bind(2, n++).bind(3, line.productId).bind(4, line.quantity);
                          s.bind(5, line.unitPrice.amount).bind(6, line.unitPrice.currency);
                      });
    }
    return done;
}

Result<> markLetGo(SqlConnection& connection, const std::string& reference) {
    return change(connection, "UPDATE holds SET released = 1 WHERE reference = ?1",
                  [&](Statement& s) { s.bind(1, reference); });
}

}  // namespace shop::products::rows
