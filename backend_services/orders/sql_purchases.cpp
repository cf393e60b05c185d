#include "orders/sql_purchases.h"

#include <algorithm>

#include "orders/sql_rows.h"

namespace shop::orders::purchases {

namespace {

using kit::SqlConnection;

/// The id of the reference's order, or empty.
Result<std::string> orderOf(SqlConnection& connection, const std::string& reference) {
    auto statement = connection.prepare("SELECT id FROM orders WHERE reference = ?1 AND reference <> ''");
    if (!statement) {
        return tl::unexpected(statement.error());
    }
    const auto row = statement->bind(1, reference).step();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? statement->text(0) : std::string();
}

Result<bool> isVoid(SqlConnection& connection, const std::string& reference) {
    auto statement = connection.prepare("SELECT 1 FROM purchase_voids WHERE reference = ?1");
    return statement ? statement->bind(1, reference).step() : tl::unexpected(statement.error());
}

bool sameOrder(const Order& a, const Order& b) {
    return a.userId == b.userId && a.currency == b.currency &&
           std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(), [](const Line& x, const Line& y) {
               return x.productId == y.productId && x.quantity == y.quantity && x.unitAmount == y.unitAmount;
           });
}

}  // namespace

// A void is a way back that came before the way there: the way there is closed then.
const char* const kSchema =
    "ALTER TABLE orders ADD COLUMN reference TEXT NOT NULL DEFAULT '';"
    "CREATE UNIQUE INDEX orders_reference ON orders (reference) WHERE reference <> '';"
    "CREATE TABLE purchase_voids (reference TEXT PRIMARY KEY, created_ms INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE payments (reference TEXT PRIMARY KEY, user_id TEXT NOT NULL, amount INTEGER NOT NULL,"
    " currency TEXT NOT NULL, state TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL) WITHOUT "
    "ROWID";

Result<Order> purchase(SqlConnection& connection, const Order& order) {
    const auto id = orderOf(connection, order.reference);
    if (!id) {
        return tl::unexpected(id.error());
    }
    if (!id->empty()) {
        auto before = rows::find(connection, *id);
        if (!before) {
            return tl::unexpected(before.error());
        }
        if ((*before)->state == State::Failed) {
            return fail(Fault::Conflict, "undone", "The purchase under this reference was undone.");
        }
        return sameOrder(**before, order) ? Result<Order>(std::move(**before))
                                          : fail(Fault::Conflict, kit::kReusedKey, kit::kReusedKeyMessage);
    }
    const auto closed = isVoid(connection, order.reference);
    if (!closed) {
        return tl::unexpected(closed.error());
    }
    if (*closed) {
        return fail(Fault::Conflict, "undone", "The purchase under this reference was undone.");
    }
    auto done = rows::insert(connection, order, 0);
    done = done ? rows::update(connection, order, 0) : done;
    done =
        done ? rows::insertStep(connection, order.id, {Step::Kind::Hold, order.reference, 1, {}, order.attempt}) : done;
    if (done) {
        auto named = connection.prepare("UPDATE orders SET reference = ?2 WHERE id = ?1");
        done = named ? named->bind(1, order.id).bind(2, order.reference).run() : tl::unexpected(named.error());
    }
    done = done ? rows::refreshMark(connection, order.id) : done;
    return done ? Result<Order>(order) : tl::unexpected(done.error());
}

Result<> undo(SqlConnection& connection, const std::string& reference, std::int64_t nowMs) {
    const auto id = orderOf(connection, reference);
    if (!id) {
        return tl::unexpected(id.error());
    }
    if (id->empty()) {
        auto closed = connection.prepare(
            "INSERT INTO purchase_voids (reference, created_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
        return closed ? closed->bind(1, reference).bind(2, nowMs).run() : tl::unexpected(closed.error());
    }
    auto order = rows::find(connection, *id);
    if (!order) {
        return tl::unexpected(order.error());
    }
    if ((*order)->state != State::Placed) {
        return {};
    }
    (*order)->state = State::Failed;
    (*order)->failureCode = "undone";
    (*order)->failureMessage = "The checkout did not come through.";
    (*order)->updatedMs = nowMs;
    // What it holds is let go by whoever undoes the checkout.
    auto done = rows::removeStep(connection, *id, {Step::Kind::Hold, reference, 1, {}, (*order)->attempt});
    done = done ? rows::update(connection, **order, 0) : done;
    return done ? rows::refreshMark(connection, *id) : done;
}

Result<Payment> pay(SqlConnection& connection, const Payment& payment, std::int64_t nowMs) {
    {
        auto before = connection.prepare("SELECT user_id, amount, currency, state FROM payments WHERE reference = ?1");
        if (!before) {
            return tl::unexpected(before.error());
        }
        const auto row = before->bind(1, payment.reference).step();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (*row) {
            if (before->text(3) == "refunded") {
                return fail(Fault::Conflict, "refunded", "The payment under this reference was given back.");
            }
            const bool same = before->text(0) == payment.userId && before->integer(1) == payment.amount &&
                              before->text(2) == payment.currency;
            return same ? Result<Payment>(payment) : fail(Fault::Conflict, kit::kReusedKey, kit::kReusedKeyMessage);
        }
    }
    auto made = connection.prepare(
        "INSERT INTO payments (reference, user_id, amount, currency, state, created_ms, updated_ms) VALUES"
        " (?1, ?2, ?3, ?4, 'charged', ?5, ?5)");
    if (!made) {
        return tl::unexpected(made.error());
    }
    made->bind(1, payment.reference).bind(2, payment.userId).bind(3, payment.amount).bind(4, payment.currency);
    const auto done = made->bind(5, nowMs).run();
    return done ? Result<Payment>(payment) : tl::unexpected(done.error());
}

Result<> refund(SqlConnection& connection, const std::string& reference, std::int64_t nowMs) {
    auto refunded = connection.prepare(
        "INSERT INTO payments (reference, user_id, amount, currency, state, created_ms, updated_ms) VALUES"
        " (?1, '', 0, '', 'refunded', ?2, ?2) ON CONFLICT (reference) DO UPDATE SET state = 'refunded', updated_ms = ?2"
        " WHERE payments.state <> 'refunded'");
    return refunded ? refunded->bind(1, reference).bind(2, nowMs).run() : tl::unexpected(refunded.error());
}

}  // namespace shop::orders::purchases
