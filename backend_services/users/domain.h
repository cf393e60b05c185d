#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kit/error.h"
#include "kit/idempotency.h"

namespace shop::users {

struct User {
    std::string id;  ///< `u_…`
    std::string name;
    std::string email;           ///< lower case, one user each
    std::int64_t createdMs = 0;  ///< since 1970
    std::int64_t updatedMs = 0;
};

struct UserChange {
    std::optional<std::string> name;
    std::optional<std::string> email;
};

struct UserPage {
    std::vector<User> items;
    bool more = false;
};

class Store;

/// Who may buy: the rules, over any store. Thread: any.
class Users {
  public:
    explicit Users(Store& store) : m_store(store) {}

    /// By id, which is by age. `limit` 1-100.
    Result<UserPage> list(std::int64_t limit, const std::string& after);
    Result<User> get(const std::string& id);
    /// Invalid for what is no address; Conflict, code `email_used`, where somebody has it.
    Result<User> add(const std::string& name, const std::string& email, const kit::Idempotency& once);
    Result<User> change(const std::string& id, UserChange change);
    Result<> remove(const std::string& id);
    Result<> check();

  private:
    Store& m_store;
};

/// The address in lower case. Invalid where it has no local part, no domain with a dot, or spaces. It is not delivered
/// to, so quoted local parts and the like are refused with it.
Result<std::string> normalEmail(const std::string& email);

/// The first customers of a shop, with ids `u_0001`…; times are the caller's.
std::vector<User> sampleUsers();

}  // namespace shop::users
