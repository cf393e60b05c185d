#pragma once

#include <atomic>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "kit/client.h"
#include "kit/json.h"
#include "traffic/counts.h"

namespace shop::traffic {

/// What all shoppers know of the shop. Thread: any.
class Memory {
  public:
    void setProducts(std::vector<std::string> ids);
    void setUsers(std::vector<std::string> ids);
    /// Empty where there is none yet.
    std::string anyProduct(std::mt19937_64& random) const;
    std::string anyUser(std::mt19937_64& random) const;
    void addUser(std::string id);
    /// Whether purchases may go to /checkout: until one was told that there is none.
    bool hasCheckout() const { return m_hasCheckout; }
    void noCheckout() { m_hasCheckout = false; }

  private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_products;
    std::vector<std::string> m_users;
    std::atomic<bool> m_hasCheckout{true};
};

/// Somebody who looks around, buys now and then, and looks at points. One thread.
class Shopper {
  public:
    Shopper(kit::Client& client, Memory& memory, Counts& counts, std::uint64_t seed);

    /// One request (a product that is sold out is stocked up again, which is one more). False where no answer came.
    bool act();

  private:
    bool look();
    bool view();
    bool join();
    bool buy();
    bool points();
    /// Null where no answer came or it is no JSON; `status` is 0 or the answer's.
    kit::Json call(const char* method, const std::string& target, const kit::Json* body, int& status);

    kit::Client& m_client;
    Memory& m_memory;
    Counts& m_counts;
    std::mt19937_64 m_random;
};

}  // namespace shop::traffic
