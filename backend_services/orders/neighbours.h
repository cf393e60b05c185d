#pragma once

#include <cstdint>
#include <string>

#include "kit/error.h"

namespace shop::orders {

struct Hold {
    std::string reservationId;
    std::int64_t unitAmount = 0;  ///< minor units
    std::string currency;
};

/// The services that orders needs, as it needs them: over HTTP in a program of its own, by plain calls in a monolith.
/// Each call may be repeated with its key, and does its work once. Thread: any.
///
/// Faults: NotFound (no such user, product or reservation) and Conflict (out of stock, points are spent) are certain:
/// nothing was done. Upstream, Timeout and all others leave open whether it was.
class Neighbours {
  public:
    virtual ~Neighbours() = default;

    virtual Result<> findUser(const std::string& userId) = 0;
    virtual Result<Hold> reserve(const std::string& productId, std::int64_t quantity, const std::string& key) = 0;
    virtual Result<> release(const std::string& productId, const std::string& reservationId) = 0;
    /// A negative amount takes points away.
    virtual Result<> addPoints(const std::string& userId, std::int64_t amount, const std::string& reason,
                               const std::string& key) = 0;
    /// What a checkout took, by its reference: done once however often it is asked for, and nothing where there is
    /// nothing.
    virtual Result<> letGo(const std::string& reference) = 0;
    virtual Result<> takeBack(const std::string& reference) = 0;
};

}  // namespace shop::orders
