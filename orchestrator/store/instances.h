#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace slipway::store {

/// What was about to happen to the process when the record was last written; read by a daemon that comes after a crash.
///
/// | phase    | written                      | a new daemon                                                          |
/// |----------|------------------------------|-----------------------------------------------------------------------|
/// | Starting | before the fork; pid is 0    | looks for the cookie in /proc: adopts what it finds, else starts anew |
/// | Running  | after the fork, with the pid | adopts by (boot id, pid, start time), else it has ended               |
/// | Stopping | before the stop signal       | adopts and goes on stopping                                           |
/// | Ended    | when the exit was seen       | nothing                                                               |
enum class InstancePhase { Starting, Running, Stopping, Ended };

const char* phaseName(InstancePhase phase);

struct InstanceRecord {
    std::string project;
    std::string service;
    std::string instance;  ///< "users-3", unique in its project
    int revision = 0;
    std::string cookie;  ///< SLIPWAY_COOKIE of the process and its descendants
    std::string bootId;
    int pid = 0;                   ///< 0 before the fork
    std::uint64_t startTicks = 0;  ///< field 22 of /proc/PID/stat
    int port = 0;
    InstancePhase phase = InstancePhase::Starting;
    std::string state;  ///< word of the control API, as last seen
    int restarts = 0;
    std::string outPath;
    std::string errPath;
    WallMs createdAt = 0;
    WallMs startedAt = 0;
    WallMs readyAt = 0;
    WallMs endedAt = 0;
    std::string extraJson = "{}";
};

/// Durable over the death of the daemon, not over a loss of power: that ends the processes as well, and the boot id
/// tells.
class Instances {
  public:
    explicit Instances(Database& database) : m_database(database) {}

    Result<> save(const InstanceRecord& record);
    Result<std::optional<InstanceRecord>> find(const std::string& project, const std::string& instance);
    /// Of one project, or of all with an empty name; by project, service and time of creation.
    Result<std::vector<InstanceRecord>> list(const std::string& project = {});
    Result<> remove(const std::string& project, const std::string& instance);

  private:
    Database& m_database;
};

}  // namespace slipway::store
