#include "store/rollouts.h"

#include "store/rows.h"

namespace slipway::store {

namespace {

constexpr const char* kSelectRollout =
    "SELECT id, project, service, outcome, started_at, ended_at, receipt FROM rollouts";

RolloutRecord readRollout(const Statement& row) {
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.integer(5), row.text(6)};
}

}  // namespace

Result<> Rollouts::save(const RolloutRecord& record) {
    return m_database.transaction(
        [&]() -> Result<> {
            auto statement = m_database.prepare(
                "INSERT INTO rollouts (id, project, service, outcome, started_at, ended_at, receipt)"
                " VALUES (?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET outcome=excluded.outcome,"
                " ended_at=excluded.ended_at, receipt=excluded.receipt");
            if (!statement)
                return tl::unexpected(statement.error());
            if (auto saved = statement->bind(1, record.id)
                                 .bind(2, record.project)
                                 .bind(3, record.service)
                                 .bind(4, record.outcome)
                                 .bind(5, record.startedAt)
                                 .bind(6, record.endedAt)
                                 .bind(7, record.receiptJson)
                                 .run();
                !saved)
                return saved;
            auto trim = m_database.prepare(
                "DELETE FROM rollouts WHERE project=?1 AND number <= (SELECT number FROM rollouts WHERE project=?1"
                " ORDER BY number DESC LIMIT 1 OFFSET ?2)");
            if (!trim)
                return tl::unexpected(trim.error());
            return trim->bind(1, record.project).bind(2, kKeptPerProject).run();
        },
        Durability::Power);
}

Result<std::optional<RolloutRecord>> Rollouts::find(const std::string& id) {
    auto statement = m_database.prepare(std::string(kSelectRollout) + " WHERE id=?");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRow<RolloutRecord>(statement->bind(1, id), readRollout);
}

Result<std::vector<RolloutRecord>> Rollouts::list(const std::string& project, const std::string& service, int limit) {
    auto statement = m_database.prepare(std::string(kSelectRollout) +
                                        " WHERE project=?1 AND (?2='' OR service=?2) ORDER BY number DESC LIMIT ?3");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<RolloutRecord>(statement->bind(1, project).bind(2, service).bind(3, limit), readRollout);
}

Result<std::vector<RolloutRecord>> Rollouts::unfinished() {
    auto statement = m_database.prepare(std::string(kSelectRollout) + " WHERE outcome='' ORDER BY number");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<RolloutRecord>(*statement, readRollout);
}

}  // namespace slipway::store
