#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kit/error.h"
#include "kit/idempotency.h"

namespace shop::points {

/// One line of the ledger. Lines are added, never changed: to take something back is a line with the amount turned
/// round.
struct Entry {
    std::string id;  ///< `e_…`
    std::string userId;
    std::int64_t amount = 0;   ///< points; negative takes away, never 0
    std::int64_t balance = 0;  ///< after this line; never negative
    std::string reason;
    std::int64_t createdMs = 0;  ///< since 1970
};

struct Account {
    std::string userId;
    std::int64_t balance = 0;
    std::vector<Entry> entries;  ///< the last ones, newest first
};

/// Points for something that has a reference of its own, such as a purchase: given once, taken back once.
struct Accrual {
    std::string reference;
    std::string userId;
    std::int64_t amount = 0;  ///< 1 or more
    std::string reason;
};

class Store;

/// Points of users: the rules, over any store. It knows users by their id alone; who never got any has 0. Thread: any.
class Points {
  public:
    explicit Points(Store& store) : m_store(store) {}

    /// `limit` 1-100 entries.
    Result<Account> account(const std::string& userId, std::int64_t limit);
    /// The same key gives the same entry, for ever; with another amount or reason it is a Conflict. Conflict, code
    /// `not_enough_points`, where the balance would be negative.
    Result<Entry> add(const std::string& userId, std::int64_t amount, const std::string& reason,
                      const std::string& key);
    /// The same reference gives the same entry; with other words it is a Conflict, and so it is once it was reversed,
    /// code `reversed`.
    Result<Entry> accrue(const Accrual& accrual);
    /// Takes them back; a second time changes nothing. Of a reference that nobody used yet it makes sure that nobody
    /// will. Conflict, code `not_enough_points`, where they are spent.
    Result<> reverse(const std::string& reference);
    Result<> check();

  private:
    Store& m_store;
};

}  // namespace shop::points
