#include "daemon/api_calls.h"

namespace slipway::daemon::calls {
namespace {

api::JobRun rowOf(const store::JobRunRecord& record) {
    return {record.id,        record.service, record.instance, record.cause,   record.attempt,
            record.startedAt, record.endedAt, record.code,     record.success, record.how};
}

}  // namespace

void jobs(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    std::vector<api::JobRow> rows;
    for (const auto& service : controller->project().services) {
        if (!service.job)
            continue;
        api::JobRow row;
        row.service = service.name.str();
        row.owner = service.owner.str();
        if (const auto& schedule = service.job->schedule) {
            row.cron = schedule->cron;
            row.timezone = schedule->timezone;
            row.nextMs = controller->schedules().next(service.name);
        }
        for (const model::Instance* instance : controller->world().of(service.name))
            if (instance->pid != 0)
                row.running = instance->id.str();
        const auto last = call.daemon.context().store.jobRuns.list(call.parts[0], row.service, 1);
        if (last && !last->empty())
            row.last = rowOf(last->front());
        rows.push_back(std::move(row));
    }
    call.reply(rows);
}

void jobRuns(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    const auto found = call.daemon.context().store.jobRuns.list(call.parts[0], call.parts[1],
                                                                static_cast<int>(call.number("limit", 20)));
    if (!found) {
        call.responder.error(found.error());
        return;
    }
    std::vector<api::JobRun> rows;
    for (const auto& record : *found)
        rows.push_back(rowOf(record));
    call.reply(rows);
}

void runJob(const Call& call) {
    if (auto* controller = call.project())
        call.accepted(controller->runJob(ServiceName(call.parts[1])));
}

}  // namespace slipway::daemon::calls
