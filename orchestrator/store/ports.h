#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace slipway::store {

enum class PortPurpose { Egress, Instance, Ingress };

/// One port and whose it is. Egress ports stay with (project, "orders/users") for the life of the project, since
/// callers hold their address; instance ports belong to "users-3" until it is removed.
struct PortRecord {
    int port = 0;
    PortPurpose purpose = PortPurpose::Instance;
    std::string project;
    std::string owner;
};

class Ports {
  public:
    explicit Ports(Database& database) : m_database(database) {}

    /// Errors: Conflict when the port belongs to another owner.
    Result<> keep(const PortRecord& record);
    Result<std::optional<PortRecord>> find(PortPurpose purpose, const std::string& project, const std::string& owner);
    Result<std::vector<PortRecord>> all();
    Result<> release(int port);
    Result<> releaseProject(const std::string& project);

  private:
    Database& m_database;
};

}  // namespace slipway::store
