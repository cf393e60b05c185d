#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace shop::traffic {

/// What the shoppers did. Thread: any.
class Counts {
  public:
    /// `status` 0: no answer came.
    void answered(int status);
    void ordered();
    void registered();

    std::uint64_t requests() const;
    /// One line for people: `150 requests in 30.0 s: 140 × 200, 10 × 201, no errors; 9 orders, 1 new customer`.
    std::string line(double seconds) const;
    /// `{"requests", "by_status": {"200": n}, "errors", "orders", "users", "seconds"}`; requests are answers and errors
    /// together.
    std::string json(double seconds) const;

  private:
    mutable std::mutex m_mutex;
    std::map<int, std::uint64_t> m_byStatus;
    std::uint64_t m_errors = 0;
    std::uint64_t m_orders = 0;
    std::uint64_t m_users = 0;
};

}  // namespace shop::traffic
