#pragma once

#include "points/domain.h"

namespace shop::points {

/// Where the ledger lives. Several instances share one store: each function is atomic among them. Thread: any.
class Store {
  public:
    virtual ~Store() = default;

    virtual Result<Account> account(const std::string& userId, std::int64_t limit) = 0;
    /// Sets `balance` of what it returns. `key` may be empty.
    virtual Result<Entry> add(const Entry& entry, const std::string& key) = 0;
    /// `entry` is what is added where the reference is new.
    virtual Result<Entry> accrue(const Accrual& accrual, const Entry& entry) = 0;
    /// `entryId`: of the line that takes them back.
    virtual Result<> reverse(const std::string& reference, const std::string& entryId, std::int64_t nowMs) = 0;
    virtual Result<> check() = 0;
};

}  // namespace shop::points
