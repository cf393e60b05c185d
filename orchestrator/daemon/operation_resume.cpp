#include <nlohmann/json.hpp>

#include "base/log.h"
#include "daemon/operations.h"
#include "protocol/api.h"

// What of an operation outlives the daemon, and how the next one goes on with it.
namespace slipway::daemon {

using api::OperationKind;
using api::OperationState;

void Operations::saveUnfinished(const Running& operation) {
    for (const auto& [service, recorder] : operation.recorders) {
        store::RolloutRecord record;
        record.id = recorder.id();
        record.project = m_project;
        record.service = service;
        record.startedAt = operation.row.startedMs;
        record.receiptJson = nlohmann::json{
            {"operation", operation.row.id},
            {"kind", api::word(operation.row.kind)},
            {"replicas", operation.request.replicas},
            {"replicas_before", operation.replicasBefore},
            {"revision",
             m_world.services.contains(ServiceName(service))
                 ? m_world.services.at(ServiceName(service)).revision
                 : 0}}.dump();
        if (auto saved = m_context.store.rollouts.save(record); !saved)
            logError("daemon", "a rollout could not be stored",
                     {{"rollout", record.id}, {"error", saved.error().message}});
    }
}

void Operations::resume() {
    const auto unfinished = m_context.store.rollouts.unfinished().value_or(std::vector<store::RolloutRecord>{});
    for (const auto& record : unfinished) {
        const ServiceName name(record.service);
        if (record.project != m_project || !m_world.services.contains(name))
            continue;
        const auto saved = nlohmann::json::parse(record.receiptJson, nullptr, false);
        if (!saved.is_object())
            continue;
        model::ServiceWorld& service = m_world.services.at(name);
        Running operation;
        operation.row.id = saved.value("operation", "op-0");
        api::fromWord(saved.value("kind", "redeploy"), operation.row.kind);
        operation.row.project = m_project;
        operation.row.service = record.service;
        operation.row.state = OperationState::Running;
        operation.row.startedMs = record.startedAt;
        operation.row.rollout = record.id;
        operation.row.message = "went on by a new daemon";
        operation.request = {operation.row.kind, record.service, saved.value("replicas", 0)};
        operation.replicasBefore = saved.value("replicas_before", service.replicas);
        operation.deadline = deadlineFor(operation);
        RolloutRecorder::Start start;
        start.id = record.id;
        start.project = m_project;
        start.service = record.service;
        start.kind = operation.row.kind;
        start.fromRevision = service.rollout ? service.rollout->from : service.revision;
        start.toRevision = service.rollout ? service.rollout->to : service.revision;
        if (operation.row.kind == OperationKind::Scale)
            start.replicas = api::ReplicaChange{operation.replicasBefore, operation.request.replicas};
        operation.recorders
            .emplace(record.service,
                     RolloutRecorder(std::move(start), m_world, m_context.clock.now(), record.startedAt))
            .first->second.traffic(m_context.metrics);
        if (operation.row.kind == OperationKind::Up)
            operation.row.kind = OperationKind::Redeploy;  // one service of it is what is left to see
        m_operations.push_back(std::move(operation));
    }
}

}  // namespace slipway::daemon
