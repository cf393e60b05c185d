#include "orders/sql_rows.h"

namespace shop::orders::rows {

namespace {

using kit::SqlConnection;
using kit::Statement;

/// Prepares, lets `bind` set the parameters, and runs.
template <class Bind>
Result<> run(SqlConnection& connection, const char* sql, Bind&& bind) {
    auto statement = connection.prepare(sql);
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    bind(*statement);
    return statement->run();
}

State stateOf(const std::string& name) {
    for (const State state : {State::Pending, State::Placed, State::Cancelling, State::Cancelled}) {
        if (name == stateName(state)) {
            return state;
        }
    }
    return State::Failed;
}

const char* kindName(Step::Kind kind) {
    return kind == Step::Kind::Reserve ? "reserve" : kind == Step::Kind::Hold ? "hold" : "earn";
}

}  // namespace

// `unsettled` is 1 while somebody has to come back to an order: see refreshMark.
const char* const kSchema =
    "CREATE TABLE orders (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, state TEXT NOT NULL, currency TEXT NOT NULL,"
    " total INTEGER NOT NULL, points INTEGER NOT NULL, failure_code TEXT NOT NULL, failure_message TEXT NOT NULL,"
    " attempt INTEGER NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, claimed_ms INTEGER NOT NULL,"
    " unsettled INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX orders_user ON orders (user_id, id);"
    "CREATE INDEX orders_unsettled ON orders (claimed_ms) WHERE unsettled = 1;"
    "CREATE TABLE order_lines (order_id TEXT NOT NULL, n INTEGER NOT NULL, product_id TEXT NOT NULL, quantity INTEGER "
    "NOT NULL,"
    " unit_amount INTEGER NOT NULL, PRIMARY KEY (order_id, n)) WITHOUT ROWID;"
    "CREATE TABLE order_steps (order_id TEXT NOT NULL, attempt INTEGER NOT NULL, kind TEXT NOT NULL, target TEXT NOT "
    "NULL,"
    " quantity INTEGER NOT NULL, reference TEXT NOT NULL, PRIMARY KEY (order_id, attempt, kind, target)) WITHOUT ROWID";

Order readOrder(const Statement& row) {
    Order order;
    order.id = row.text(0);
    order.userId = row.text(1);
    order.state = stateOf(row.text(2));
    order.currency = row.text(3);
    order.total = row.integer(4);
    order.points = row.integer(5);
    order.failureCode = row.text(6);
    order.failureMessage = row.text(7);
    order.attempt = row.integer(8);
    order.createdMs = row.integer(9);
    order.updatedMs = row.integer(10);
    order.reference = row.text(11);
    return order;
}

Result<> readLines(SqlConnection& connection, Order& order) {
    auto statement =
        connection.prepare("SELECT product_id, quantity, unit_amount FROM order_lines WHERE order_id = ?1 ORDER BY n");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    statement->bind(1, order.id);
    auto row = statement->step();
    for (; row && *row; row = statement->step()) {
        order.lines.push_back({statement->text(0), statement->integer(1), statement->integer(2)});
    }
    return row ? Result<>() : tl::unexpected(row.error());
}

Result<std::optional<Order>> find(SqlConnection& connection, const std::string& id) {
    std::optional<Order> order;
    {
        auto statement = connection.prepare(
            "SELECT id, user_id, state, currency, total, points, failure_code, failure_message, attempt, created_ms, "
            "updated_ms, reference"
            " FROM orders WHERE id = ?1");
        if (!statement) {
            return tl::unexpected(statement.error());
        }
        const auto row = statement->bind(1, id).step();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return std::nullopt;
        }
        order = readOrder(*statement);
    }
    if (auto lines = readLines(connection, *order); !lines) {
        return tl::unexpected(lines.error());
    }
    return order;
}

Result<> insert(SqlConnection& connection, const Order& order, std::int64_t claimedMs) {
    auto done =
        run(connection,
            "INSERT INTO orders (id, user_id, state, currency, total, points, failure_code, failure_message, attempt,"
            " created_ms, updated_ms, claimed_ms, unsettled) VALUES (?1, ?2, ?3, '', 0, 0, '', '', ?4, ?5, ?6, ?7, 1)",
            [&](Statement& s) {
                s.bind(1, order.id).bind(2, order.userId).bind(3, stateName(order.state)).bind(4, order.attempt);
                s.bind(5, order.createdMs).bind(6, order.updatedMs).bind(7, claimedMs);
            });
    std::int64_t n = 0;
    for (const Line& line : order.lines) {
        if (!done) {
            break;
        }
        done =
            run(connection,
                "INSERT INTO order_lines (order_id, n, product_id, quantity, unit_amount) VALUES (?1, ?2, ?3, ?4, ?5)",
                [&](Statement& s) {
                    s.bind(1, order.id)
                        .bind(2, n++)
                        .bind(3, line.productId)
                        .bind(4, line.quantity)
                        .bind(5, line.unitAmount);
                });
    }
    return done;
}

Result<> update(SqlConnection& connection, const Order& order, std::int64_t claimedMs) {
    auto done =
        run(connection,
            "UPDATE orders SET state = ?2, currency = ?3, total = ?4, points = ?5, failure_code = ?6,"
            " failure_message = ?7, attempt = ?8, updated_ms = ?9, claimed_ms = ?10 WHERE id = ?1",
            [&](Statement& s) {
                s.bind(1, order.id).bind(2, stateName(order.state)).bind(3, order.currency).bind(4, order.total);
                s.bind(5, order.points).bind(6, order.failureCode).bind(7, order.failureMessage);
                s.bind(8, order.attempt).bind(9, order.updatedMs).bind(10, claimedMs);
            });
    std::int64_t n = 0;
    for (const Line& line : order.lines) {
        if (!done) {
            break;
        }
        done = run(connection, "UPDATE order_lines SET unit_amount = ?3 WHERE order_id = ?1 AND n = ?2",
                   [&](Statement& s) { s.bind(1, order.id).bind(2, n++).bind(3, line.unitAmount); });
    }
    return done;
}

Result<> insertStep(SqlConnection& connection, const std::string& orderId, const Step& step) {
    return run(
        connection,
        "INSERT INTO order_steps (order_id, attempt, kind, target, quantity, reference) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        " ON CONFLICT (order_id, attempt, kind, target) DO UPDATE SET reference = ?6",
        [&](Statement& s) {
            s.bind(1, orderId).bind(2, step.attempt).bind(3, kindName(step.kind)).bind(4, step.target);
            s.bind(5, step.quantity).bind(6, step.reference);
        });
}

Result<> removeStep(SqlConnection& connection, const std::string& orderId, const Step& step) {
    return run(connection, "DELETE FROM order_steps WHERE order_id = ?1 AND attempt = ?2 AND kind = ?3 AND target = ?4",
               [&](Statement& s) {
                   s.bind(1, orderId).bind(2, step.attempt).bind(3, kindName(step.kind)).bind(4, step.target);
               });
}

Result<std::vector<Step>> steps(SqlConnection& connection, const std::string& orderId,
                                std::optional<std::int64_t> attempt) {
    auto statement = connection.prepare(
        "SELECT kind, target, quantity, reference, attempt FROM order_steps WHERE order_id = ?1 AND (attempt = ?2 OR "
        "?2 = 0)"
        " ORDER BY attempt, kind DESC, target");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    statement->bind(1, orderId).bind(2, attempt.value_or(0));
    std::vector<Step> result;
    auto row = statement->step();
    for (; row && *row; row = statement->step()) {
        const std::string name = statement->text(0);
        const auto kind = name == "earn" ? Step::Kind::Earn : name == "hold" ? Step::Kind::Hold : Step::Kind::Reserve;
        result.push_back({kind, statement->text(1), statement->integer(2), statement->text(3), statement->integer(4)});
    }
    return row ? Result<std::vector<Step>>(std::move(result)) : tl::unexpected(row.error());
}

Result<> refreshMark(SqlConnection& connection, const std::string& orderId) {
    return run(connection,
               "UPDATE orders SET unsettled = CASE WHEN state IN ('pending', 'cancelling') OR EXISTS (SELECT 1 FROM "
               "order_steps"
               " s WHERE s.order_id = orders.id AND (orders.state <> 'placed' OR s.attempt < orders.attempt)) THEN 1 "
               "ELSE 0 END"
               " WHERE id = ?1",
               [&](Statement& s) { s.bind(1, orderId); });
}

Result<std::int64_t> claimedMs(SqlConnection& connection, const std::string& orderId) {
    auto statement = connection.prepare("SELECT claimed_ms FROM orders WHERE id = ?1");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    const auto row = statement->bind(1, orderId).step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? statement->integer(0) : 0;
}

Result<> claim(SqlConnection& connection, const std::string& orderId, std::int64_t nowMs) {
    return run(connection, "UPDATE orders SET claimed_ms = ?2 WHERE id = ?1",
               [&](Statement& s) { s.bind(1, orderId).bind(2, nowMs); });
}

}  // namespace shop::orders::rows
