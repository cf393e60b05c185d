#pragma once

#include <memory>
#include <string>

#include "store/counters.h"
#include "store/database.h"
#include "store/events.h"
#include "store/instances.h"
#include "store/job_runs.h"
#include "store/operations.h"
#include "store/ports.h"
#include "store/projects.h"
#include "store/revisions.h"
#include "store/rollouts.h"

namespace slipway::store {

/// The daemon's `state.db`: all tables over one connection. Thread: the daemon's event loop; one process at a time
/// writes.
class Store {
  public:
    /// Errors: as Database::open.
    static Result<std::unique_ptr<Store>> open(const std::string& path);

    explicit Store(Database opened);
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

  private:
    Database m_database;

  public:
    Database& database() { return m_database; }
    Projects projects;
    Instances instances;
    Ports ports;
    Rollouts rollouts;
    Revisions revisions;
    JobRuns jobRuns;
    Operations operations;
    Events events;
    Counters counters;
};

}  // namespace slipway::store
