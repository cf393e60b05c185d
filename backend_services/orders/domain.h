#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kit/error.h"
#include "kit/idempotency.h"

namespace shop::orders {

/// What an order goes through.
///
///   Pending ──all steps done──▶ Placed ──cancel──▶ Cancelling ──points taken back──▶ Cancelled
///      │                          ▲                     │
///      └──a step failed──▶ Failed  └──points are spent──┘
///
/// Failed, with the same idempotency key again: Pending, in a new attempt. What a Failed or Cancelled order still holds
/// is let go by settle(), until nothing is left.
enum class State { Pending, Placed, Failed, Cancelling, Cancelled };

const char* stateName(State state);

struct Line {
    std::string productId;
    std::int64_t quantity = 0;
    std::int64_t unitAmount = 0;  ///< minor units; 0 until the stock is reserved
};

/// Something that was done, or may have been done, for an order at another service, and that has to be undone unless
/// the order stands. Written before the call, so that a crash between call and note leaves a trace.
struct Step {
    /// Hold: the stock of a whole purchase, which somebody else reserved; `target` is its reference.
    enum class Kind { Reserve, Earn, Hold };
    Kind kind = Kind::Reserve;
    std::string target;         ///< product or user
    std::int64_t quantity = 0;  ///< pieces or points
    std::string reference;      ///< of the reservation; empty where the call's answer never came
    std::int64_t attempt = 1;   ///< of the order, that it belongs to
};

struct Order {
    std::string id;  ///< `o_…`
    std::string userId;
    std::vector<Line> lines;
    std::string currency;    ///< of all lines; empty until the stock is reserved
    std::int64_t total = 0;  ///< minor units
    std::int64_t points = 0;
    State state = State::Pending;
    std::string failureCode;
    std::string failureMessage;
    std::int64_t attempt = 1;
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
    std::string reference;  ///< of the checkout that made it; empty: it came by place()
};

/// Money of a user for a purchase: taken once, given back once. It is kept here, beside the order that it pays, for one
/// team answers for both, and no user has an account that could be charged.
struct Payment {
    std::string reference;
    std::string userId;
    std::int64_t amount = 0;  ///< minor units
    std::string currency;
    bool refunded = false;
};

struct OrderPage {
    std::vector<Order> items;
    bool more = false;
};

class Store;
class Neighbours;

/// Buying: user, stock, order, points, and all back where one of them fails. Thread: any.
class Orders {
  public:
    static constexpr std::int64_t kMaxQuantity = 1'000;  ///< of one product in one order

    Orders(Store& store, Neighbours& neighbours) : m_store(store), m_neighbours(neighbours) {}

    /// Faults: Invalid (nobody, nothing, or no such product), Conflict (out of stock; the same key is being worked on),
    /// Upstream and Timeout where a neighbour fails. A fault leaves nothing reserved: at once where it can, by settle()
    /// else.
    Result<Order> place(const std::string& userId, std::vector<Line> lines, const kit::Idempotency& once);
    /// A cancelled order stays so. Conflict, code `points_spent`, where its points are gone, or where it is not Placed.
    Result<Order> cancel(const std::string& id);
    Result<Order> get(const std::string& id);

    /// An order as a step of a checkout that reserves, charges and gives points elsewhere: `lines` with their prices,
    /// Placed at once. The same reference gives the same order; with other words it is a Conflict, and so it is once it
    /// was undone, code `undone`.
    Result<Order> purchase(const std::string& reference, const std::string& userId, std::vector<Line> lines,
                           const std::string& currency);
    /// The order is Failed from now on; a second time, and on a cancelled one, changes nothing. Of a reference that
    /// nobody used yet it makes sure that nobody will.
    Result<> undoPurchase(const std::string& reference);
    /// As purchase() and undoPurchase(), code `refunded`.
    Result<Payment> pay(const Payment& payment);
    Result<> refund(const std::string& reference);

    /// Newest first; of one user, or of all where `userId` is empty. `limit` 1-100.
    Result<OrderPage> list(const std::string& userId, std::int64_t limit, const std::string& before);

    /// One pass over what crashes and silent neighbours left behind. Returns how many orders it brought to an end.
    std::size_t settle();
    Result<> check();

    /// Points for an order: one for each hundred minor units.
    static std::int64_t pointsFor(std::int64_t total) { return total / 100; }

  private:
    Result<Order> run(Order order);
    /// Ends a Pending order as Failed: undoes what it can, notes what is left, and returns the cause as the caller
    /// shall see it.
    Error abandon(Order order, const std::vector<Step>& steps, std::size_t tried, const Error& cause);
    /// True where it is certain that nothing is held any more.
    bool undo(const Order& order, const Step& step);
    Result<Order> finishCancel(Order order);

    Store& m_store;
    Neighbours& m_neighbours;
};

}  // namespace shop::orders
