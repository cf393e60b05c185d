#pragma once

#include "users/domain.h"

namespace shop::users {

/// Where users live. Several instances share one store: each function is atomic among them. Thread: any.
class Store {
  public:
    virtual ~Store() = default;

    virtual Result<UserPage> list(std::int64_t limit, const std::string& after) = 0;
    virtual Result<User> get(const std::string& id) = 0;
    /// Returns the user that `once` made before, where it did. Conflict, code `email_used`.
    virtual Result<User> add(const User& user, const kit::Idempotency& once) = 0;
    virtual Result<User> change(const std::string& id, const UserChange& change, std::int64_t nowMs) = 0;
    virtual Result<> remove(const std::string& id) = 0;
    virtual Result<> check() = 0;
};

}  // namespace shop::users
