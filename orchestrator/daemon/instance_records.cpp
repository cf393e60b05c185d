#include "daemon/instance_records.h"

#include <nlohmann/json.hpp>

namespace slipway::daemon {

using nlohmann::json;

namespace {

std::int64_t ns(TimePoint at) {
    return at.time_since_epoch().count();
}
TimePoint at(const json& object, const char* key) {
    return TimePoint(Duration(object.value(key, std::int64_t{0})));
}

store::InstancePhase phaseOf(const model::Instance& instance) {
    using model::InstanceState;
    if (instance.spawning)
        return store::InstancePhase::Starting;
    if (instance.state == InstanceState::Stopping)
        return store::InstancePhase::Stopping;
    return instance.hasProcess() ? store::InstancePhase::Running : store::InstancePhase::Ended;
}

json exitJson(const std::optional<model::Exit>& exit) {
    if (!exit)
        return nullptr;
    return {{"known", exit->known}, {"code", exit->code}, {"signal", exit->signal}, {"reason", exit->reason}};
}

std::optional<model::Exit> exitFrom(const json& value) {
    if (!value.is_object())
        return std::nullopt;
    return model::Exit{value.value("known", true), value.value("code", 0), value.value("signal", 0),
                       value.value("reason", "")};
}

}  // namespace

store::InstanceRecord toRecord(const std::string& project, const model::Instance& instance) {
    store::InstanceRecord record;
    record.project = project;
    record.service = instance.service.str();
    record.instance = instance.id.str();
    record.revision = instance.revision;
    record.cookie = instance.cookie;
    record.bootId = instance.bootId;
    record.pid = static_cast<int>(instance.pid);
    record.startTicks = static_cast<std::uint64_t>(instance.startTicks);
    record.port = instance.port;
    record.phase = phaseOf(instance);
    record.state = model::stateName(instance.state);
    record.restarts = instance.restarts;
    record.startedAt = instance.spawnedWallMs;
    record.readyAt = instance.readyWallMs;
    json recent = json::array();
    for (const TimePoint time : instance.history.recent)
        recent.push_back(ns(time));
    record.extraJson = json{
        {"since", ns(instance.since)},
        {"retire", instance.retire},
        {"recycle", static_cast<int>(instance.recycle)},
        {"replaces", instance.replaces ? json(instance.replaces->str()) : json(nullptr)},
        {"created", ns(instance.createdAt)},
        {"spawned", ns(instance.spawnedAt)},
        {"ready", ns(instance.readyAt)},
        {"drain_from", ns(instance.drainFrom)},
        {"drained_at", ns(instance.drainedAt)},
        {"stop_from", ns(instance.stopFrom)},
        {"ever_ready", instance.everReady},
        {"other_ports", instance.otherPorts},
        {"cgroups", instance.cgroups},
        {"out_from", instance.outFrom},
        {"err_from", instance.errFrom},
        {"stop_reason", instance.stopReason},
        {"unfit", instance.unfit},
        {"port_lost", instance.portLost},
        {"ports_lost", instance.portsLost},
        {"failed_starts", instance.failedStarts},
        {"in_row", instance.history.inRow},
        {"recent", recent},
        {"not_before", ns(instance.notBefore)},
        {"last_exit", exitJson(instance.lastExit)},
        {"last_exit_at", instance.lastExitWallMs},
        {"why",
         instance.why}}.dump(-1, ' ', false, json::error_handler_t::replace);
    return record;
}

model::Instance fromRecord(const store::InstanceRecord& record) {
    model::Instance instance;
    instance.id = InstanceId(record.instance);
    instance.service = ServiceName(record.service);
    instance.revision = record.revision;
    instance.state = model::stateFromName(record.state).value_or(model::InstanceState::Pending);
    instance.spawning = record.phase == store::InstancePhase::Starting;
    instance.pid = record.pid;
    instance.startTicks = static_cast<std::int64_t>(record.startTicks);
    instance.bootId = record.bootId;
    instance.cookie = record.cookie;
    instance.port = record.port;
    instance.restarts = record.restarts;
    instance.spawnedWallMs = record.startedAt;
    instance.readyWallMs = record.readyAt;
    const json extra = json::parse(record.extraJson, nullptr, false);
    if (!extra.is_object())
        return instance;
    instance.since = at(extra, "since");
    instance.retire = extra.value("retire", false);
    instance.recycle = static_cast<model::Recycle>(extra.value("recycle", 0));
    if (extra.contains("replaces") && extra["replaces"].is_string())
        instance.replaces = InstanceId(extra["replaces"].get<std::string>());
    instance.createdAt = at(extra, "created");
    instance.spawnedAt = at(extra, "spawned");
    instance.readyAt = at(extra, "ready");
    instance.drainFrom = at(extra, "drain_from");
    instance.drainedAt = at(extra, "drained_at");
    instance.stopFrom = at(extra, "stop_from");
    instance.everReady = extra.value("ever_ready", false);
    instance.otherPorts = extra.value("other_ports", std::vector<int>{});
    instance.cgroups = extra.value("cgroups", std::vector<std::string>{});
    instance.outFrom = extra.value("out_from", std::uint64_t{0});
    instance.errFrom = extra.value("err_from", std::uint64_t{0});
    instance.stopReason = extra.value("stop_reason", "");
    instance.unfit = extra.value("unfit", "");
    instance.portLost = extra.value("port_lost", false);
    instance.portsLost = extra.value("ports_lost", 0);
    instance.failedStarts = extra.value("failed_starts", 0);
    instance.history.inRow = extra.value("in_row", 0);
    const json recent = extra.value("recent", json::array());
    for (const auto& time : recent)
        instance.history.recent.push_back(TimePoint(Duration(time.get<std::int64_t>())));
    instance.notBefore = at(extra, "not_before");
    instance.lastExit = exitFrom(extra.value("last_exit", json(nullptr)));
    instance.lastExitWallMs = extra.value("last_exit_at", std::int64_t{0});
    instance.why = extra.value("why", "");
    return instance;
}

}  // namespace slipway::daemon
