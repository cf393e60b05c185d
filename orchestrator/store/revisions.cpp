#include "store/revisions.h"

#include "store/rows.h"

namespace slipway::store {

namespace {

constexpr const char* kSelectRevisions =
    "SELECT project, service, revision, created_at, cause, outcome, program, source, changes FROM revisions"
    " WHERE project=?1 AND service=?2";

RevisionRecord readRevision(const Statement& row) {
    return {row.text(0),    row.text(1), static_cast<int>(row.integer(2)),
            row.integer(3), row.text(4), row.text(5),
            row.text(6),    row.text(7), row.text(8)};
}

}  // namespace

Result<> Revisions::save(const RevisionRecord& record) {
    return m_database.transaction(
        [&]() -> Result<> {
            auto statement = m_database.prepare(
                "INSERT OR REPLACE INTO revisions (project, service, revision, created_at, cause, outcome, program,"
                " source, changes) VALUES (?,?,?,?,?,?,?,?,?)");
            if (!statement)
                return tl::unexpected(statement.error());
            if (auto saved = statement->bind(1, record.project)
                                 .bind(2, record.service)
                                 .bind(3, record.revision)
                                 .bind(4, record.createdAt)
                                 .bind(5, record.cause)
                                 .bind(6, record.outcome)
                                 .bind(7, record.program)
                                 .bind(8, record.sourceJson)
                                 .bind(9, record.changesJson)
                                 .run();
                !saved)
                return saved;
            auto trim = m_database.prepare(
                "DELETE FROM revisions WHERE project=?1 AND service=?2 AND revision <= (SELECT revision FROM revisions"
                " WHERE project=?1 AND service=?2 ORDER BY revision DESC LIMIT 1 OFFSET ?3)");
            if (!trim)
                return tl::unexpected(trim.error());
            return trim->bind(1, record.project).bind(2, record.service).bind(3, kKeptPerService).run();
        },
        Durability::Power);
}

Result<std::optional<RevisionRecord>> Revisions::find(const std::string& project, const std::string& service,
                                                      int revision) {
    auto statement = m_database.prepare(std::string(kSelectRevisions) + " AND revision=?3");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRow<RevisionRecord>(statement->bind(1, project).bind(2, service).bind(3, revision), readRevision);
}

Result<std::vector<RevisionRecord>> Revisions::list(const std::string& project, const std::string& service) {
    auto statement = m_database.prepare(std::string(kSelectRevisions) + " ORDER BY revision DESC");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<RevisionRecord>(statement->bind(1, project).bind(2, service), readRevision);
}

}  // namespace slipway::store
