#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace slipway::store {

/// One version of a service's definition or program, as it was when it was rolled out.
struct RevisionRecord {
    std::string project;
    std::string service;
    int revision = 0;
    WallMs createdAt = 0;
    std::string cause;       ///< "up", "redeploy", "rollback to 3"
    std::string outcome;     ///< of its rollout, as in the receipt; empty while that runs
    std::string program;     ///< SHA-256 of the files that its command names, hexadecimal; empty: there is none
    std::string sourceJson;  ///< what its definition is parsed from
    std::string changesJson = "[]";
};

/// The last kKeptPerService of each service. Durable over a loss of power.
class Revisions {
  public:
    static constexpr int kKeptPerService = 50;

    explicit Revisions(Database& database) : m_database(database) {}

    Result<> save(const RevisionRecord& record);
    Result<std::optional<RevisionRecord>> find(const std::string& project, const std::string& service, int revision);
    /// Newest first.
    Result<std::vector<RevisionRecord>> list(const std::string& project, const std::string& service);

  private:
    Database& m_database;
};

}  // namespace slipway::store
