#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/database.h"

namespace slipway::store {

/// Named 64-bit integers: totals of edges that outlive the gateway, and the numbers of the next operation or rollout.
class Counters {
  public:
    explicit Counters(Database& database) : m_database(database) {}

    /// 0 for a name that was never set.
    Result<std::int64_t> get(std::string_view name);
    Result<> set(std::string_view name, std::int64_t value);
    /// The new value.
    Result<std::int64_t> add(std::string_view name, std::int64_t delta);
    /// 1 at first. Never gives a number twice, not even over a loss of power.
    Result<std::int64_t> next(std::string_view name);
    /// All in one transaction: once a second with what the gateway's statistics grew by.
    Result<> addAll(const std::vector<std::pair<std::string, std::int64_t>>& deltas);
    Result<std::map<std::string, std::int64_t>> all(std::string_view prefix = {});
    Result<> removeAll(std::string_view prefix);

  private:
    Database& m_database;
};

}  // namespace slipway::store
