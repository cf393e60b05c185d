#include <filesystem>

#include "manifest/draft.h"
#include "manifest/object_reader.h"
#include "model/cron.h"

namespace slipway::manifest {
namespace {

using model::Schedule;

/// Of the time zone database; a machine without one knows UTC alone.
bool isTimezone(const std::string& name) {
    if (name == "UTC")
        return true;
    std::error_code failed;
    return !name.empty() && name.find("..") == std::string::npos && !name.starts_with('/') &&
           std::filesystem::is_regular_file("/usr/share/zoneinfo/" + name, failed);
}

const ObjectReader<Schedule>& scheduleReader() {
    static const ObjectReader<Schedule> reader(
        "schedule", {
                        {"cron",
                         [](const Value& v, Schedule& schedule) {
                             const auto text = v.text("five fields such as */5 * * * *");
                             if (!text)
                                 return;
                             if (const auto cron = model::Cron::parse(*text); !cron)
                                 v.error(cron.error().message, "five fields such as 30 2 * * *, or @daily");
                             schedule.cron = *text;
                         }},
                        {"timezone",
                         [](const Value& v, Schedule& schedule) {
                             const auto name = v.text("a time zone such as Europe/Berlin");
                             if (name && !isTimezone(*name))
                                 v.error("'" + *name + "' is no time zone of this machine",
                                         "a name below /usr/share/zoneinfo, or UTC");
                             else if (name)
                                 schedule.timezone = *name;
                         }},
                        {"overlap",
                         [](const Value& v, Schedule& schedule) {
                             if (const auto word = v.oneOf({"skip", "queue", "replace"}))
                                 schedule.overlap = static_cast<model::Overlap>(*word);
                         }},
                    });
    return reader;
}

}  // namespace

void readKind(const Value& value, ServiceDraft& draft) {
    if (const auto kind = value.oneOf({"service", "job"}))
        draft.isJob = *kind == 1;
    draft.kind = value.place();
}

void readRetries(const Value& value, ServiceDraft& draft) {
    draft.jobKeys.push_back(value.keyPlace());
    set(draft.retries, value.integer(0, 1000));
}

void readTimeout(const Value& value, ServiceDraft& draft) {
    draft.jobKeys.push_back(value.keyPlace());
    set(draft.jobTimeout, value.duration(std::chrono::milliseconds(1)));
}

void readSchedule(const Value& value, ServiceDraft& draft) {
    draft.jobKeys.push_back(value.keyPlace());
    draft.schedule.emplace();
    scheduleReader()(value, *draft.schedule);
    if (value.isMap() && draft.schedule->cron.empty())
        value.error("says nothing of when", "cron: \"30 2 * * *\"");
}

void finishJob(ServiceDraft& draft, Findings& findings) {
    if (!draft.isJob) {
        for (const Place& place : draft.jobKeys)
            findings.error(place, "belongs to a job", "kind: job");
        return;
    }
    model::Service& service = draft.service;
    service.job = model::Job{draft.jobTimeout, draft.schedule};
    // Its own words replace the policy of services that never end.
    service.restartPolicy.condition =
        draft.retries > 0 ? model::RestartCondition::OnFailure : model::RestartCondition::None;
    service.restartPolicy.maxAttempts = draft.retries;
    service.restartPolicy.window = std::chrono::hours(24 * 365);
    service.restartPolicy.resetAfter = std::chrono::hours(24 * 365);
    if (!service.ports.empty())
        findings.error(draft.ports.empty() ? draft.kind : draft.ports.front(), "a job listens on nothing", "no ports");
    if (service.replicas != 1)
        findings.error(draft.replicas, "a job runs once at a time", "no replicas");
    if (service.autoscale)
        findings.error(draft.autoscale, "a job is not scaled", "no autoscale");
    if (service.updateConfig.strategy != model::RolloutStrategy::Rolling)
        findings.error(draft.strategy, "a job serves nobody side by side with another", "rolling");
}

std::vector<Grammar> jobGrammars() {
    return {scheduleReader().grammar()};
}

}  // namespace slipway::manifest
