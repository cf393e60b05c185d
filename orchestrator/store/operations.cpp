#include "store/operations.h"

#include "store/rows.h"

namespace slipway::store {

namespace {

OperationRecord readOperation(const Statement& row) {
    return {row.text(0), row.text(1), row.integer(2) != 0, row.text(3)};
}

}  // namespace

Result<> Operations::save(const OperationRecord& record) {
    return m_database.transaction(
        [&]() -> Result<> {
            auto statement = m_database.prepare(
                "INSERT INTO operations (id, project, ended, json) VALUES (?,?,?,?)"
                " ON CONFLICT (id) DO UPDATE SET ended=excluded.ended, json=excluded.json");
            if (!statement)
                return tl::unexpected(statement.error());
            if (auto saved = statement->bind(1, record.id)
                                 .bind(2, record.project)
                                 .bind(3, record.ended ? 1 : 0)
                                 .bind(4, record.json)
                                 .run();
                !saved || !record.ended)
                return saved;
            auto trim = m_database.prepare(
                "DELETE FROM operations WHERE project=?1 AND ended=1 AND number <= (SELECT number FROM operations"
                " WHERE project=?1 AND ended=1 ORDER BY number DESC LIMIT 1 OFFSET ?2)");
            if (!trim)
                return tl::unexpected(trim.error());
            return trim->bind(1, record.project).bind(2, kKeptPerProject).run();
        },
        Durability::Power);
}

Result<std::vector<OperationRecord>> Operations::list(const std::string& project) {
    auto statement =
        m_database.prepare("SELECT id, project, ended, json FROM operations WHERE ?1='' OR project=?1 ORDER BY number");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<OperationRecord>(statement->bind(1, project), readOperation);
}

}  // namespace slipway::store
