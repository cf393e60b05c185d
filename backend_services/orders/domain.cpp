#include "orders/domain.h"

#include <algorithm>

#include "kit/ids.h"
#include "kit/log.h"
#include "orders/neighbours.h"
#include "orders/store.h"

namespace shop::orders {

namespace {

/// Longer than all calls of one order can take: a claim that is older belongs to an instance that died.
constexpr std::int64_t kClaimMs = 60'000;
/// Between two tries to undo what a neighbour did not let us undo.
constexpr std::int64_t kRetryMs = 5'000;
/// One pass ends some time, whatever comes in meanwhile.
constexpr std::size_t kSettleLimit = 100;

std::string stepKey(const Order& order, const Step& step) {
    const std::string base = order.id + ":" + std::to_string(step.attempt);
    return step.kind == Step::Kind::Reserve ? base + ":reserve:" + step.target : base + ":earn";
}

std::string takeBackKey(const Order& order, std::int64_t attempt) {
    return order.id + ":" + std::to_string(attempt) + ":take-back";
}

std::string earnReason(const Order& order) {
    return "order " + order.id;
}
std::string takeBackReason(const Order& order) {
    return "order " + order.id + " taken back";
}

/// Nothing was done, and asking again changes nothing.
bool isCertain(const Error& error) {
    return error.fault == Fault::NotFound || error.fault == Fault::Conflict;
}
/// This very call did nothing; an earlier one with its key may have.
bool didNothing(const Error& error) {
    return isCertain(error) || error.code == kUnreachable;
}

Error asSeenByBuyer(const Error& cause) {
    if (cause.fault == Fault::NotFound) {
        return {Fault::Invalid, cause.code, cause.message};
    }
    const bool speaks =
        cause.fault == Fault::Conflict || cause.fault == Fault::Timeout || cause.fault == Fault::Invalid;
    return {speaks ? cause.fault : Fault::Upstream, cause.code, cause.message};
}

/// Two lines of one product are one line: it is reserved once.
std::vector<Line> merged(const std::vector<Line>& lines) {
    std::vector<Line> result;
    for (const Line& line : lines) {
        const auto same = std::find_if(result.begin(), result.end(),
                                       [&](const Line& other) { return other.productId == line.productId; });
        if (same == result.end()) {
            result.push_back(line);
        } else {
            same->quantity += line.quantity;
        }
    }
    return result;
}

}  // namespace

const char* stateName(State state) {
    switch (state) {
        case State::Pending:
            return "pending";
        case State::Placed:
            return "placed";
        case State::Failed:
            return "failed";
        case State::Cancelling:
            return "cancelling";
        case State::Cancelled:
            return "cancelled";
    }
    return "failed";
}

Result<Order> Orders::place(const std::string& userId, std::vector<Line> lines, const kit::Idempotency& once) {
    lines = merged(lines);
    if (std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.quantity > kMaxQuantity; })) {
        return fail(Fault::Invalid, "invalid",
                    "quantity: at most " + std::to_string(kMaxQuantity) + " of one product.");
    }
    auto before = m_store.find(once);
    if (!before) {
        return tl::unexpected(before.error());
    }
    if (*before && (*before)->state != State::Failed && (*before)->state != State::Pending) {
        return std::move(**before);
    }
    if (auto user = m_neighbours.findUser(userId); !user) {
        return tl::unexpected(asSeenByBuyer(user.error()));
    }
    Order fresh;
    fresh.id = kit::newId("o_");
    fresh.userId = userId;
    fresh.lines = std::move(lines);
    fresh.createdMs = fresh.updatedMs = kit::nowMs();
    auto begun = m_store.begin(fresh, once, fresh.createdMs - kClaimMs);
    if (!begun) {
        return tl::unexpected(begun.error());
    }
    if (begun->mine) {
        return run(std::move(begun->order));
    }
    if (begun->order.state == State::Pending) {
        return fail(Fault::Conflict, "in_progress", "An order with this Idempotency-Key is being worked on.");
    }
    return std::move(begun->order);
}

Result<Order> Orders::run(Order order) {
    auto steps = m_store.steps(order);
    if (!steps) {
        return tl::unexpected(steps.error());
    }
    std::size_t tried = 0;
    for (Step& step : *steps) {
        ++tried;
        auto hold = m_neighbours.reserve(step.target, step.quantity, stepKey(order, step));
        if (!hold) {
            return tl::unexpected(abandon(std::move(order), *steps, tried, hold.error()));
        }
        step.reference = hold->reservationId;
        if (!order.currency.empty() && order.currency != hold->currency) {
            const Error mixed{Fault::Invalid, "mixed_currencies", "All products of an order must have one currency."};
            return tl::unexpected(abandon(std::move(order), *steps, tried, mixed));
        }
        order.currency = hold->currency;
        order.total += hold->unitAmount * step.quantity;
        for (Line& line : order.lines) {
            line.unitAmount = line.productId == step.target ? hold->unitAmount : line.unitAmount;
        }
    }
    order.points = pointsFor(order.total);
    if (order.points > 0) {
        steps->push_back({Step::Kind::Earn, order.userId, order.points, {}, order.attempt});
    }
    if (auto noted = m_store.reserved(order, *steps); !noted) {
        return tl::unexpected(noted.error());  // what is held belongs to settle() now
    }
    if (order.points > 0) {
        if (auto earned =
                m_neighbours.addPoints(order.userId, order.points, earnReason(order), stepKey(order, steps->back()));
            !earned) {
            return tl::unexpected(abandon(std::move(order), *steps, steps->size(), earned.error()));
        }
    }
    order.state = State::Placed;
    order.updatedMs = kit::nowMs();
    return m_store.finish(order, State::Pending, {});
}

Error Orders::abandon(Order order, const std::vector<Step>& steps, std::size_t tried, const Error& cause) {
    std::vector<Step> undone;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        const bool neverHeld = i >= tried || (i + 1 == tried && step.reference.empty() && didNothing(cause));
        // A call that got no answer is asked again later, by settle(): now its service most likely would not answer
        // either.
        const bool canUndo = step.kind == Step::Kind::Reserve && !step.reference.empty();
        if (neverHeld || (canUndo && undo(order, step))) {
            undone.push_back(step);
        }
    }
    const Error shown = asSeenByBuyer(cause);
    order.state = State::Failed;
    order.failureCode = shown.code;
    order.failureMessage = shown.message;
    order.updatedMs = kit::nowMs();
    const auto finished = m_store.finish(order, State::Pending, undone);
    return finished || finished.error().code == "superseded" ? shown : finished.error();
}

bool Orders::undo(const Order& order, const Step& step) {
    if (step.kind == Step::Kind::Hold) {
        return m_neighbours.letGo(step.target).has_value();
    }
    if (step.kind == Step::Kind::Reserve) {
        std::string reference = step.reference;
        if (reference.empty()) {
            // Whether the call came through is unknown. Asking once more with its key makes it certain, and tells the
            // reference.
            const auto hold = m_neighbours.reserve(step.target, step.quantity, stepKey(order, step));
            if (!hold) {
                return isCertain(hold.error());
            }
            reference = hold->reservationId;
        }
        const auto released = m_neighbours.release(step.target, reference);
        return released || released.error().fault == Fault::NotFound;
    }
    const auto earned = m_neighbours.addPoints(step.target, step.quantity, earnReason(order), stepKey(order, step));
    if (!earned) {
        return isCertain(earned.error());
    }
    const auto taken =
        m_neighbours.addPoints(step.target, -step.quantity, takeBackReason(order), takeBackKey(order, step.attempt));
    return taken || isCertain(taken.error());  // spent meanwhile: the shop bears it
}

Result<Order> Orders::cancel(const std::string& id) {
    auto order = m_store.beginCancel(id, kit::nowMs());
    if (!order || order->state == State::Cancelled) {
        return order;
    }
    return finishCancel(std::move(*order));
}

Result<Order> Orders::finishCancel(Order order) {
    if (order.points > 0) {
        const auto taken = order.reference.empty()
                               ? m_neighbours.addPoints(order.userId, -order.points, takeBackReason(order),
                                                        takeBackKey(order, order.attempt))
                               : m_neighbours.takeBack(order.reference);
        if (!taken && !isCertain(taken.error())) {
            return tl::unexpected(asSeenByBuyer(taken.error()));  // stays Cancelling: settle() goes on with it
        }
        if (!taken) {
            order.state = State::Placed;
            if (auto finished = m_store.finish(order, State::Cancelling, {}); !finished) {
                return finished;
            }
            return fail(Fault::Conflict, "points_spent",
                        "The points of this order are spent, so it cannot be cancelled.");
        }
    }
    if (!order.reference.empty()) {
        if (auto refunded = m_store.refund(order.reference, kit::nowMs()); !refunded) {
            return tl::unexpected(refunded.error());
        }
    }
    auto steps = m_store.steps(order);
    if (!steps) {
        return tl::unexpected(steps.error());
    }
    std::vector<Step> undone;
    for (const Step& step : *steps) {
        if (step.kind == Step::Kind::Earn || undo(order, step)) {
            undone.push_back(step);
        }
    }
    order.state = State::Cancelled;
    order.updatedMs = kit::nowMs();
    return m_store.finish(order, State::Cancelling, undone);
}

Result<Order> Orders::purchase(const std::string& reference, const std::string& userId, std::vector<Line> lines,
                               const std::string& currency) {
    Order order;
    order.id = kit::newId("o_");
    order.userId = userId;
    order.lines = std::move(lines);
    order.currency = currency;
    for (const Line& line : order.lines) {
        order.total += line.unitAmount * line.quantity;
    }
    order.points = pointsFor(order.total);
    order.state = State::Placed;
    order.createdMs = order.updatedMs = kit::nowMs();
    order.reference = reference;
    return m_store.purchase(order);
}

Result<> Orders::undoPurchase(const std::string& reference) {
    return m_store.undoPurchase(reference, kit::nowMs());
}

Result<Payment> Orders::pay(const Payment& payment) {
    return m_store.pay(payment, kit::nowMs());
}

Result<> Orders::refund(const std::string& reference) {
    return m_store.refund(reference, kit::nowMs());
}

Result<Order> Orders::get(const std::string& id) {
    return m_store.get(id);
}

Result<OrderPage> Orders::list(const std::string& userId, std::int64_t limit, const std::string& before) {
    return m_store.list(userId, limit, before);
}

std::size_t Orders::settle() {
    std::size_t ended = 0;
    for (std::size_t i = 0; i < kSettleLimit; ++i) {
        const std::int64_t now = kit::nowMs();
        auto found = m_store.claimUnsettled(now - kClaimMs, now - kRetryMs, now);
        if (!found || !*found) {
            break;
        }
        auto& [order, steps] = **found;
        if (order.state == State::Cancelling) {
            ended += finishCancel(order) ? 1 : 0;
            continue;
        }
        if (order.state == State::Pending) {
            auto own = m_store.steps(order);
            order.state = State::Failed;
            order.failureCode = "interrupted";
            order.failureMessage = "The instance that worked on this order went away.";
            order.updatedMs = now;
            if (!own || !m_store.finish(order, State::Pending, {})) {
                continue;
            }
            steps.insert(steps.end(), own->begin(), own->end());
        }
        std::size_t left = 0;
        for (const Step& step : steps) {
            if (!undo(order, step) || !m_store.undone(order.id, step)) {
                ++left;
            }
        }
        ended += left == 0 ? 1 : 0;
    }
    return ended;
}

Result<> Orders::check() {
    return m_store.check();
}

}  // namespace shop::orders
