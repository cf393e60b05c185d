#pragma once

#include <string>
#include <vector>

#include "store/database.h"

namespace slipway::store {

/// What a user asked for and was promised: an operation from its acceptance to its outcome.
struct OperationRecord {
    std::string id;  ///< "op-7"
    std::string project;
    bool ended = false;
    std::string json;  ///< the daemon's: the request and how far it is; the whole row once it has ended
};

/// Operations that have not ended, and the last kKeptPerProject of a project that have. Durable over a loss of power.
class Operations {
  public:
    static constexpr int kKeptPerProject = 200;

    explicit Operations(Database& database) : m_database(database) {}

    Result<> save(const OperationRecord& record);
    /// In the order in which they were accepted; of every project with an empty `project`.
    Result<std::vector<OperationRecord>> list(const std::string& project = {});

  private:
    Database& m_database;
};

}  // namespace slipway::store
