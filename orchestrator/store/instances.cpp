#include "store/instances.h"

#include "store/rows.h"

namespace slipway::store {

const char* phaseName(InstancePhase phase) {
    switch (phase) {
        case InstancePhase::Starting:
            return "starting";
        case InstancePhase::Running:
            return "running";
        case InstancePhase::Stopping:
            return "stopping";
        case InstancePhase::Ended:
            return "ended";
    }
    return "ended";
}

namespace {

constexpr const char* kSelect =
    "SELECT project, instance, service, revision, cookie, boot_id, pid, start_ticks, port, phase, state, restarts,"
    " out_path, err_path, created_at, started_at, ready_at, ended_at, extra FROM instances";

InstanceRecord readInstance(const Statement& row) {
    InstanceRecord record;
    record.project = row.text(0);
    record.instance = row.text(1);
    record.service = row.text(2);
    record.revision = static_cast<int>(row.integer(3));
    record.cookie = row.text(4);
    record.bootId = row.text(5);
    record.pid = static_cast<int>(row.integer(6));
    record.startTicks = static_cast<std::uint64_t>(row.integer(7));
    record.port = static_cast<int>(row.integer(8));
    record.phase = static_cast<InstancePhase>(row.integer(9));
    record.state = row.text(10);
    record.restarts = static_cast<int>(row.integer(11));
    record.outPath = row.text(12);
    record.errPath = row.text(13);
    record.createdAt = row.integer(14);
    record.startedAt = row.integer(15);
    record.readyAt = row.integer(16);
    record.endedAt = row.integer(17);
    record.extraJson = row.text(18);
    return record;
}

}  // namespace

Result<> Instances::save(const InstanceRecord& record) {
    return m_database.transaction([&]() -> Result<> {
        auto statement = m_database.prepare(
            "INSERT OR REPLACE INTO instances (project, instance, service, revision, cookie, boot_id, pid, start_ticks,"
            " port, phase, state, restarts, out_path, err_path, created_at, started_at, ready_at, ended_at, extra)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        if (!statement)
            return tl::unexpected(statement.error());
        return statement->bind(1, record.project)
            .bind(2, record.instance)
            .bind(3, record.service)
            .bind(4, record.revision)
            .bind(5, record.cookie)
            .bind(6, record.bootId)
            .bind(7, record.pid)
            .bind(8, static_cast<std::int64_t>(record.startTicks))
            .bind(9, record.port)
            .bind(10, static_cast<int>(record.phase))
            .bind(11, record.state)
            .bind(12, record.restarts)
            .bind(13, record.outPath)
            .bind(14, record.errPath)
            .bind(15, record.createdAt)
            .bind(16, record.startedAt)
            .bind(17, record.readyAt)
            .bind(18, record.endedAt)
            .bind(19, record.extraJson)
            .run();
    });
}

Result<std::optional<InstanceRecord>> Instances::find(const std::string& project, const std::string& instance) {
    auto statement = m_database.prepare(std::string(kSelect) + " WHERE project=? AND instance=?");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRow<InstanceRecord>(statement->bind(1, project).bind(2, instance), readInstance);
}

Result<std::vector<InstanceRecord>> Instances::list(const std::string& project) {
    auto statement = m_database.prepare(std::string(kSelect) +
                                        " WHERE ?1='' OR project=?1 ORDER BY project, service, created_at, instance");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<InstanceRecord>(statement->bind(1, project), readInstance);
}

Result<> Instances::remove(const std::string& project, const std::string& instance) {
    return m_database.transaction([&]() -> Result<> {
        auto statement = m_database.prepare("DELETE FROM instances WHERE project=? AND instance=?");
        if (!statement)
            return tl::unexpected(statement.error());
        return statement->bind(1, project).bind(2, instance).run();
    });
}

}  // namespace slipway::store
