#include <nlohmann/json.hpp>

#include "base/log.h"
#include "daemon/operations.h"
#include "protocol/api.h"

// What of an operation outlives the daemon, and how the next one goes on with it.
namespace slipway::daemon {

using api::OperationKind;
using api::OperationState;
using nlohmann::json;

namespace {

json toJson(const OperationRequest& request) {
    return {{"kind", api::word(request.kind)}, {"service", request.service},
            {"replicas", request.replicas},    {"instance", request.instance},
            {"revision", request.revision},    {"build", request.build},
            {"cause", request.cause},          {"mode", model::topologyWord(request.mode)}};
}

OperationRequest requestFrom(const json& saved) {
    OperationRequest request;
    api::fromWord(saved.value("kind", "redeploy"), request.kind);
    request.service = saved.value("service", "");
    request.replicas = saved.value("replicas", 0);
    request.instance = saved.value("instance", "");
    request.revision = saved.value("revision", 0);
    request.build = saved.value("build", true);
    request.cause = saved.value("cause", "");
    request.mode = model::topologyFromWord(saved.value("mode", "")).value_or(request.mode);
    return request;
}

}  // namespace

void Operations::saveUnfinished(const Running& operation) {
    for (const auto& [service, recorder] : operation.recorders) {
        store::RolloutRecord record;
        record.id = recorder.id();
        record.project = m_project;
        record.service = service;
        record.startedAt = operation.row.startedMs;
        record.receiptJson = json{{"operation", operation.row.id}}.dump();
        if (auto saved = m_context.store.rollouts.save(record); !saved)
            logError("daemon", "a rollout could not be stored",
                     {{"rollout", record.id}, {"error", saved.error().message}});
    }
}

store::OperationRecord Operations::recordOf(const Running& operation) const {
    store::OperationRecord record{operation.row.id, m_project, operation.row.ended(), {}};
    if (record.ended) {
        record.json = api::encode(operation.row);
        return record;
    }
    // Only what can't be seen in the world again: a row changes with each step of each instance.
    api::Operation row;
    row.id = operation.row.id;
    row.kind = operation.row.kind;
    row.project = m_project;
    row.service = operation.row.service;
    row.startedMs = operation.row.startedMs;
    row.rollout = operation.row.rollout;
    row.error = operation.row.error;
    json moved = json::object();
    for (const auto& [name, revisions] : operation.moved)
        moved[name.str()] = {revisions.first, revisions.second};
    json revisions = json::object();
    for (const auto& [service, recorder] : operation.recorders)
        revisions[service] = {recorder.fromRevision(), recorder.toRevision()};
    json culprits = json::object();
    for (const auto& [service, instance] : operation.culprits)
        culprits[service] = instance.str();
    record.json = json{{"row", json::parse(api::encode(row))},
                       {"request", toJson(operation.request)},
                       {"moved", moved},
                       {"begun", operation.begun},
                       {"revisions", revisions},
                       {"replicas_before", operation.replicasBefore},
                       {"mode_before", model::topologyWord(operation.modeBefore)},
                       {"failures", operation.failures},
                       {"culprits", culprits},
                       {"reverted", operation.reverted},
                       {"aborted", operation.aborted}}
                      .dump(-1, ' ', false, json::error_handler_t::replace);
    return record;
}

Operations::Running Operations::fromRecord(const store::OperationRecord& record) const {
    Running operation;
    operation.lastSaved = record.json;
    const json saved = json::parse(record.json, nullptr, false);
    if (record.ended || !saved.is_object()) {
        operation.endSaved = true;
        operation.row = api::decode<api::Operation>(record.json).value_or(api::Operation{});
        return operation;
    }
    operation.row = api::decode<api::Operation>(saved.value("row", json::object()).dump()).value_or(api::Operation{});
    operation.row.state = OperationState::Queued;
    operation.row.message = "went on by a new daemon";
    operation.request = requestFrom(saved.value("request", json::object()));
    // Named, for items() refers to what it is called on.
    const json moved = saved.value("moved", json::object());
    for (const auto& [name, revisions] : moved.items())
        operation.moved[ServiceName(name)] = revisions.get<std::pair<int, int>>();
    operation.begun = saved.value("begun", false);
    operation.replicasBefore = saved.value("replicas_before", 0);
    operation.modeBefore = model::topologyFromWord(saved.value("mode_before", "")).value_or(operation.modeBefore);
    operation.failures = saved.value("failures", std::map<std::string, std::string>{});
    const json culprits = saved.value("culprits", json::object());
    for (const auto& [service, instance] : culprits.items())
        operation.culprits[service] = InstanceId(instance.get<std::string>());
    operation.reverted = saved.value("reverted", false);
    operation.aborted = saved.value("aborted", false);
    return operation;
}

void Operations::attachRecorders(Running& operation, const std::vector<store::RolloutRecord>& unfinished) {
    const json saved = json::parse(operation.lastSaved, nullptr, false);
    const json revisions = saved.is_object() ? saved.value("revisions", json::object()) : json::object();
    for (const auto& record : unfinished) {
        const json of = json::parse(record.receiptJson, nullptr, false);
        if (record.project != m_project || !of.is_object() || of.value("operation", "") != operation.row.id ||
            !m_world.services.contains(ServiceName(record.service)))
            continue;
        const int revision = m_world.services.at(ServiceName(record.service)).revision;
        const auto moved = revisions.value(record.service, std::pair<int, int>{revision, revision});
        attachRecorder(operation, record.id, record.service, moved, record.startedAt);
    }
}

void Operations::resume() {
    const auto unfinished = m_context.store.rollouts.unfinished().value_or(std::vector<store::RolloutRecord>{});
    const auto records = m_context.store.operations.list(m_project).value_or(std::vector<store::OperationRecord>{});
    for (const auto& record : records) {
        Running operation = fromRecord(record);
        if (operation.row.id.empty())
            continue;
        m_operations.push_back(std::move(operation));
        Running& kept = m_operations.back();
        if (record.ended)
            continue;
        attachRecorders(kept, unfinished);
        if (kept.row.error) {
            finish(kept, false);  // its end was known, and not yet told
        } else if (kept.begun) {
            kept.row.state = OperationState::Running;
            kept.deadline = deadlineFor(kept);
        } else if (kept.row.kind == OperationKind::Rollback) {
            retarget(kept);
        }
    }
}

/// A rollback that had not begun: the definition that it goes back to is read again.
void Operations::retarget(Running& operation) {
    const auto service = m_world.services.find(ServiceName(operation.row.service));
    Result<RevisionHistory::Target> target =
        service == m_world.services.end()
            ? fail(ErrorCode::NotFound, m_project + " has no service '" + operation.row.service + "' any more")
            : m_history.target(operation.row.service, service->second.revision, operation.request.revision);
    if (target) {
        operation.target = *std::move(target);
        return;
    }
    operation.row.error = target.error();
    operation.row.message = target.error().message;
    finish(operation, false);
}

std::vector<store::OperationRecord> Operations::unsaved() const {
    std::vector<store::OperationRecord> records;
    for (const Running& operation : m_operations) {
        // What has ended once is as it was saved for good.
        if (operation.endSaved)
            continue;
        auto record = recordOf(operation);
        if (record.json != operation.lastSaved)
            records.push_back(std::move(record));
    }
    return records;
}

void Operations::saved(const std::vector<store::OperationRecord>& records) {
    for (const auto& record : records)
        if (Running* operation = running(record.id)) {
            operation->lastSaved = record.json;
            operation->endSaved = record.ended;
        }
}

}  // namespace slipway::daemon
