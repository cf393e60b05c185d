#include "store/projects.h"

#include "store/rows.h"

namespace slipway::store {

namespace {

ProjectRecord readProject(const Statement& row) {
    ProjectRecord project;
    project.name = row.text(0);
    project.manifest = row.blob(1);
    project.path = row.text(2);
    project.variablesJson = row.text(3);
    project.envFilesJson = row.text(4);
    project.desired = row.integer(5) != 0;
    project.updatedAt = row.integer(6);
    project.extraJson = row.text(7);
    return project;
}

ServiceRecord readService(const Statement& row) {
    ServiceRecord service;
    service.project = row.text(0);
    service.service = row.text(1);
    if (!row.isNull(2))
        service.replicas = static_cast<int>(row.integer(2));
    service.revision = static_cast<int>(row.integer(3));
    service.lastInstance = static_cast<int>(row.integer(4));
    service.stopped = row.integer(5) != 0;
    service.extraJson = row.text(6);
    return service;
}

constexpr const char* kSelectProject =
    "SELECT name, manifest, path, variables, env_files, desired, updated_at, extra FROM projects";
constexpr const char* kSelectService =
    "SELECT project, service, replicas, revision, last_instance, stopped, extra FROM services";

}  // namespace

Result<> Projects::save(const ProjectRecord& project) {
    return m_database.transaction(
        [&]() -> Result<> {
            // Not INSERT OR REPLACE: that deletes the row first, and its services with it.
            auto statement = m_database.prepare(
                "INSERT INTO projects (name, manifest, path, variables, env_files, desired, updated_at, extra)"
                " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (name) DO UPDATE SET manifest=excluded.manifest,"
                " path=excluded.path, variables=excluded.variables, env_files=excluded.env_files,"
                " desired=excluded.desired, updated_at=excluded.updated_at, extra=excluded.extra");
            if (!statement)
                return tl::unexpected(statement.error());
            return statement->bind(1, project.name)
                .bindBlob(2, project.manifest)
                .bind(3, project.path)
                .bind(4, project.variablesJson)
                .bind(5, project.envFilesJson)
                .bind(6, project.desired)
                .bind(7, project.updatedAt)
                .bind(8, project.extraJson)
                .run();
        },
        Durability::Power);
}

Result<std::optional<ProjectRecord>> Projects::find(const std::string& name) {
    auto statement = m_database.prepare(std::string(kSelectProject) + " WHERE name=?");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRow<ProjectRecord>(statement->bind(1, name), readProject);
}

Result<std::vector<ProjectRecord>> Projects::all() {
    auto statement = m_database.prepare(std::string(kSelectProject) + " ORDER BY name");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<ProjectRecord>(*statement, readProject);
}

Result<> Projects::remove(const std::string& name) {
    return m_database.transaction(
        [&]() -> Result<> {
            auto statement = m_database.prepare("DELETE FROM projects WHERE name=?");
            if (!statement)
                return tl::unexpected(statement.error());
            return statement->bind(1, name).run();
        },
        Durability::Power);
}

Result<> Projects::saveService(const ServiceRecord& service) {
    return m_database.transaction(
        [&]() -> Result<> {
            auto statement = m_database.prepare(
                "INSERT OR REPLACE INTO services (project, service, replicas, revision, last_instance, stopped, extra)"
                " VALUES (?,?,?,?,?,?,?)");
            if (!statement)
                return tl::unexpected(statement.error());
            return statement->bind(1, service.project)
                .bind(2, service.service)
                .bind(3, service.replicas)
                .bind(4, service.revision)
                .bind(5, service.lastInstance)
                .bind(6, service.stopped)
                .bind(7, service.extraJson)
                .run();
        },
        Durability::Power);
}

Result<std::optional<ServiceRecord>> Projects::findService(const std::string& project, const std::string& service) {
    auto statement = m_database.prepare(std::string(kSelectService) + " WHERE project=? AND service=?");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRow<ServiceRecord>(statement->bind(1, project).bind(2, service), readService);
}

Result<std::vector<ServiceRecord>> Projects::services(const std::string& project) {
    auto statement = m_database.prepare(std::string(kSelectService) + " WHERE project=? ORDER BY service");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<ServiceRecord>(statement->bind(1, project), readService);
}

}  // namespace slipway::store
