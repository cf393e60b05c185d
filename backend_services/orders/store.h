#pragma once

#include <optional>

#include "orders/domain.h"

namespace shop::orders {

/// Where orders live. Several instances share one store: each function is atomic among them. Thread: any.
///
/// A claim is the right to work on an order: taken with a time, and free again once that is older than the caller's
/// patience, so that the work of an instance that died is taken over.
class Store {
  public:
    virtual ~Store() = default;

    /// The order that this key made before; nothing where it is new. Conflict where it came with another request.
    virtual Result<std::optional<Order>> find(const kit::Idempotency& once) = 0;
    /// Writes the order, Pending and claimed, with a Reserve step a line. Where its key made one before, that one:
    /// claimed for a new attempt where it had failed or its claim is older than `claimsBefore`, as it is otherwise.
    /// `mine` says which.
    struct Begun {
        Order order;
        bool mine = false;
    };
    virtual Result<Begun> begin(const Order& fresh, const kit::Idempotency& once, std::int64_t claimsBefore) = 0;
    /// Prices, total, points, references of the reservations, and an Earn step where there are points. Conflict, code
    /// `superseded`, where another attempt has taken over.
    virtual Result<> reserved(const Order& order, const std::vector<Step>& steps) = 0;
    /// Moves the order from `from` to its state, and forgets the steps of its attempt that `undone` names. Conflict,
    /// code `superseded`, where it is not in `from` and this attempt any more.
    virtual Result<Order> finish(const Order& order, State from, const std::vector<Step>& undone) = 0;
    /// From Placed to Cancelling, claimed. NotFound; Conflict, code `not_placed`. A Cancelled order comes back as it
    /// is.
    virtual Result<Order> beginCancel(const std::string& id, std::int64_t nowMs) = 0;
    virtual Result<Order> get(const std::string& id) = 0;
    virtual Result<OrderPage> list(const std::string& userId, std::int64_t limit, const std::string& before) = 0;

    /// Some order that somebody has to see to; claims it. Pending and Cancelling ones where their claim is older than
    /// `claimsBefore`, ones that hold what they should not where it is older than `retriesBefore`.
    struct Unsettled {
        Order order;
        std::vector<Step> steps;  ///< to undo: all, but those of the attempt that is Placed, Cancelling or Pending
    };
    virtual Result<std::optional<Unsettled>> claimUnsettled(std::int64_t claimsBefore, std::int64_t retriesBefore,
                                                            std::int64_t nowMs) = 0;
    /// The steps of an order's current attempt.
    virtual Result<std::vector<Step>> steps(const Order& order) = 0;
    /// Forgets a step that was undone.
    virtual Result<> undone(const std::string& orderId, const Step& step) = 0;
    /// As the domain has them. `order` is whole, and what is written where its reference is new.
    virtual Result<Order> purchase(const Order& order) = 0;
    virtual Result<> undoPurchase(const std::string& reference, std::int64_t nowMs) = 0;
    virtual Result<Payment> pay(const Payment& payment, std::int64_t nowMs) = 0;
    virtual Result<> refund(const std::string& reference, std::int64_t nowMs) = 0;
    virtual Result<> check() = 0;
};

}  // namespace shop::orders
