#include "store/job_runs.h"

#include "store/rows.h"

namespace slipway::store {

namespace {

/// What the column holds where there is no exit code.
constexpr int kNoCode = -1;

JobRunRecord readRun(const Statement& row) {
    JobRunRecord record;
    record.id = row.integer(0);
    record.project = row.text(1);
    record.service = row.text(2);
    record.instance = row.text(3);
    record.cause = row.text(4);
    record.attempt = static_cast<int>(row.integer(5));
    record.startedAt = row.integer(6);
    record.endedAt = row.integer(7);
    if (const auto code = static_cast<int>(row.integer(8)); code != kNoCode)
        record.code = code;
    record.success = row.integer(9) != 0;
    record.how = row.text(10);
    return record;
}

}  // namespace

Result<> JobRuns::save(const JobRunRecord& record) {
    return m_database.transaction(
        [&]() -> Result<> {
            auto statement = m_database.prepare(
                "INSERT INTO job_runs (project, service, instance, cause, attempt, started_at, ended_at, code, success,"
                " how) VALUES (?,?,?,?,?,?,?,?,?,?)");
            if (!statement)
                return tl::unexpected(statement.error());
            if (auto saved = statement->bind(1, record.project)
                                 .bind(2, record.service)
                                 .bind(3, record.instance)
                                 .bind(4, record.cause)
                                 .bind(5, record.attempt)
                                 .bind(6, record.startedAt)
                                 .bind(7, record.endedAt)
                                 .bind(8, record.code.value_or(kNoCode))
                                 .bind(9, record.success ? 1 : 0)
                                 .bind(10, record.how)
                                 .run();
                !saved)
                return saved;
            auto trim = m_database.prepare(
                "DELETE FROM job_runs WHERE project=?1 AND service=?2 AND id <= (SELECT id FROM job_runs"
                " WHERE project=?1 AND service=?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)");
            if (!trim)
                return tl::unexpected(trim.error());
            return trim->bind(1, record.project).bind(2, record.service).bind(3, kKeptPerService).run();
        },
        Durability::Power);
}

Result<std::vector<JobRunRecord>> JobRuns::list(const std::string& project, const std::string& service, int limit) {
    auto statement = m_database.prepare(
        "SELECT id, project, service, instance, cause, attempt, started_at, ended_at, code, success, how FROM job_runs"
        " WHERE project=?1 AND (?2='' OR service=?2) ORDER BY id DESC LIMIT ?3");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<JobRunRecord>(statement->bind(1, project).bind(2, service).bind(3, limit), readRun);
}

}  // namespace slipway::store
