#include "store/ports.h"

#include "store/rows.h"

namespace slipway::store {

namespace {

PortRecord readPort(const Statement& row) {
    return {static_cast<int>(row.integer(0)), static_cast<PortPurpose>(row.integer(1)), row.text(2), row.text(3)};
}

}  // namespace

Result<> Ports::keep(const PortRecord& record) {
    // Callers hold egress addresses for the life of the project: they outlive a reboot.
    const auto durability = record.purpose == PortPurpose::Instance ? Durability::Process : Durability::Power;
    return m_database.transaction(
        [&]() -> Result<> {
            auto query = m_database.prepare("SELECT port, purpose, project, owner FROM ports WHERE port=?");
            if (!query)
                return tl::unexpected(query.error());
            const auto other = readRow<PortRecord>(query->bind(1, record.port), readPort);
            if (!other)
                return tl::unexpected(other.error());
            if (*other && ((*other)->purpose != record.purpose || (*other)->project != record.project ||
                           (*other)->owner != record.owner))
                return fail(ErrorCode::Conflict, "port " + std::to_string(record.port) + " belongs to " +
                                                     (*other)->project + "/" + (*other)->owner);
            // An owner has one port of a purpose: REPLACE drops the one it had.
            auto statement =
                m_database.prepare("INSERT OR REPLACE INTO ports (port, purpose, project, owner) VALUES (?,?,?,?)");
            if (!statement)
                return tl::unexpected(statement.error());
            return statement->bind(1, record.port)
                .bind(2, static_cast<int>(record.purpose))
                .bind(3, record.project)
                .bind(4, record.owner)
                .run();
        },
        durability);
}

Result<std::optional<PortRecord>> Ports::find(PortPurpose purpose, const std::string& project,
                                              const std::string& owner) {
    auto statement =
        m_database.prepare("SELECT port, purpose, project, owner FROM ports WHERE purpose=? AND project=? AND owner=?");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRow<PortRecord>(statement->bind(1, static_cast<int>(purpose)).bind(2, project).bind(3, owner), readPort);
}

Result<std::vector<PortRecord>> Ports::all() {
    auto statement = m_database.prepare("SELECT port, purpose, project, owner FROM ports ORDER BY port");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<PortRecord>(*statement, readPort);
}

Result<> Ports::release(int port) {
    return m_database.transaction([&]() -> Result<> {
        auto statement = m_database.prepare("DELETE FROM ports WHERE port=?");
        if (!statement)
            return tl::unexpected(statement.error());
        return statement->bind(1, port).run();
    });
}

Result<> Ports::releaseProject(const std::string& project) {
    return m_database.transaction([&]() -> Result<> {
        auto statement = m_database.prepare("DELETE FROM ports WHERE project=?");
        if (!statement)
            return tl::unexpected(statement.error());
        return statement->bind(1, project).run();
    });
}

}  // namespace slipway::store
