#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace slipway::store {

/// What a client sent with `up`, and what it asked for since.
struct ProjectRecord {
    std::string name;
    std::string manifest;              ///< the bytes as they came
    std::string path;                  ///< absolute, of the file on the client's side
    std::string variablesJson = "{}";  ///< {"NAME": "value"}
    std::string envFilesJson = "{}";   ///< {"/abs/.env": "text"}
    bool desired = true;               ///< false after `down`: the record stays, nothing runs
    WallMs updatedAt = 0;
    std::string extraJson = "{}";  ///< the daemon's own
};

/// What is remembered of one service over restarts of the daemon.
struct ServiceRecord {
    std::string project;
    std::string service;
    std::optional<int> replicas;  ///< the last `scale`, where it is in force
    int revision = 0;             ///< of the definition or binary that is wanted
    int lastInstance = 0;         ///< number of the newest instance: 3 of "users-3"
    bool stopped = false;         ///< `slipway stop`
    std::string extraJson = "{}";

    bool operator==(const ServiceRecord&) const = default;
};

/// Durable over a loss of power. Errors: as Database's; NotFound is an empty optional.
class Projects {
  public:
    explicit Projects(Database& database) : m_database(database) {}

    Result<> save(const ProjectRecord& project);
    Result<std::optional<ProjectRecord>> find(const std::string& name);
    Result<std::vector<ProjectRecord>> all();
    /// With its services; instances, ports and rollouts have their own lives.
    Result<> remove(const std::string& name);

    Result<> saveService(const ServiceRecord& service);
    Result<std::optional<ServiceRecord>> findService(const std::string& project, const std::string& service);
    Result<std::vector<ServiceRecord>> services(const std::string& project);

  private:
    Database& m_database;
};

}  // namespace slipway::store
