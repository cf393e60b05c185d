#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace slipway::store {

struct RolloutRecord {
    std::string id;  ///< "ro-5"
    std::string project;
    std::string service;
    std::string outcome;  ///< empty while it runs
    WallMs startedAt = 0;
    WallMs endedAt = 0;
    std::string receiptJson = "{}";
};

/// Receipts, the last 1,000 of a project. Durable over a loss of power.
class Rollouts {
  public:
    static constexpr int kKeptPerProject = 1000;

    explicit Rollouts(Database& database) : m_database(database) {}

    Result<> save(const RolloutRecord& record);
    Result<std::optional<RolloutRecord>> find(const std::string& id);
    /// Newest first; of every service with an empty `service`.
    Result<std::vector<RolloutRecord>> list(const std::string& project, const std::string& service = {},
                                            int limit = 100);
    /// Those that a dead daemon left without an outcome.
    Result<std::vector<RolloutRecord>> unfinished();

  private:
    Database& m_database;
};

}  // namespace slipway::store
