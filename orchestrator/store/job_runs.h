#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace slipway::store {

/// One try of a job.
struct JobRunRecord {
    std::int64_t id = 0;  ///< given by save(); grows
    std::string project;
    std::string service;
    std::string instance;  ///< its output: `slipway logs INSTANCE`
    std::string cause;     ///< "up", "schedule", "by hand"
    int attempt = 1;
    WallMs startedAt = 0;
    WallMs endedAt = 0;
    std::optional<int> code;  ///< none: a signal, or nobody knows
    bool success = false;
    std::string how;  ///< "exit code 3", "killed by SIGTERM (not done within 2.0s)"
};

/// The last kKeptPerService tries of each job. Durable over a loss of power.
class JobRuns {
  public:
    static constexpr int kKeptPerService = 200;

    explicit JobRuns(Database& database) : m_database(database) {}

    Result<> save(const JobRunRecord& record);
    /// Newest first; of every job with an empty `service`.
    Result<std::vector<JobRunRecord>> list(const std::string& project, const std::string& service, int limit);

  private:
    Database& m_database;
};

}  // namespace slipway::store
