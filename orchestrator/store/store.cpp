#include "store/store.h"

#include <array>

namespace slipway::store {

namespace {

constexpr std::array<std::string_view, 3> kMigrations = {R"sql(
CREATE TABLE projects (
    name TEXT PRIMARY KEY, manifest BLOB NOT NULL, path TEXT NOT NULL, variables TEXT NOT NULL, env_files TEXT NOT NULL,
    desired INTEGER NOT NULL, updated_at INTEGER NOT NULL, extra TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE services (
    project TEXT NOT NULL REFERENCES projects(name) ON DELETE CASCADE, service TEXT NOT NULL, replicas INTEGER,
    revision INTEGER NOT NULL, last_instance INTEGER NOT NULL, stopped INTEGER NOT NULL, extra TEXT NOT NULL,
    PRIMARY KEY (project, service)) WITHOUT ROWID;
CREATE TABLE instances (
    project TEXT NOT NULL, instance TEXT NOT NULL, service TEXT NOT NULL, revision INTEGER NOT NULL, cookie TEXT NOT NULL,
    boot_id TEXT NOT NULL, pid INTEGER NOT NULL, start_ticks INTEGER NOT NULL, port INTEGER NOT NULL, phase INTEGER NOT NULL,
    state TEXT NOT NULL, restarts INTEGER NOT NULL, out_path TEXT NOT NULL, err_path TEXT NOT NULL, created_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL, ready_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, extra TEXT NOT NULL,
    PRIMARY KEY (project, instance)) WITHOUT ROWID;
CREATE TABLE ports (
    port INTEGER PRIMARY KEY, purpose INTEGER NOT NULL, project TEXT NOT NULL, owner TEXT NOT NULL,
    UNIQUE (purpose, project, owner));
CREATE TABLE rollouts (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project TEXT NOT NULL, service TEXT NOT NULL, outcome TEXT NOT NULL,
    started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, receipt TEXT NOT NULL);
CREATE INDEX rollouts_by_service ON rollouts (project, service, number);
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, type TEXT NOT NULL, project TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
)sql",
                                                         R"sql(
CREATE TABLE revisions (
    project TEXT NOT NULL, service TEXT NOT NULL, revision INTEGER NOT NULL, created_at INTEGER NOT NULL,
    cause TEXT NOT NULL, outcome TEXT NOT NULL, program TEXT NOT NULL, source TEXT NOT NULL, changes TEXT NOT NULL,
    PRIMARY KEY (project, service, revision)) WITHOUT ROWID;
CREATE TABLE job_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, service TEXT NOT NULL, instance TEXT NOT NULL,
    cause TEXT NOT NULL, attempt INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,
    code INTEGER NOT NULL, success INTEGER NOT NULL, how TEXT NOT NULL);
CREATE INDEX job_runs_by_service ON job_runs (project, service, id);
)sql",
                                                         R"sql(
CREATE TABLE operations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, project TEXT NOT NULL, ended INTEGER NOT NULL,
    json TEXT NOT NULL);
CREATE INDEX operations_by_project ON operations (project, ended, number);
)sql"};

}  // namespace

Store::Store(Database opened)
    : m_database(std::move(opened)),
      projects(m_database),
      instances(m_database),
      ports(m_database),
      rollouts(m_database),
      revisions(m_database),
      jobRuns(m_database),
      operations(m_database),
      events(m_database),
      counters(m_database) {}

Result<std::unique_ptr<Store>> Store::open(const std::string& path) {
    auto database = Database::open(path, kMigrations);
    if (!database)
        return tl::unexpected(database.error());
    return std::make_unique<Store>(std::move(*database));
}

}  // namespace slipway::store
