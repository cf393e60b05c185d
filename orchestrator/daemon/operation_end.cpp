#include "base/log.h"
#include "daemon/operations.h"
#include "protocol/api.h"

// The end of an operation: the last counters, its receipts, and whoever waits for it.
namespace slipway::daemon {

using api::OperationState;

void Operations::finish(Running& operation, bool succeeded) {
    if (operation.finishing)
        return;
    operation.finishing = true;
    m_context.dataPlane.requestStats([this, id = operation.row.id, succeeded](const PlaneFigures& figures) {
        m_context.metrics.ingest(m_context.dataPlane.counted(), figures);
        conclude(id, succeeded);
    });
}

void Operations::conclude(const std::string& id, bool succeeded) {
    Running* operation = running(id);
    if (!operation || operation->row.ended())
        return;
    api::Operation& row = operation->row;
    row.state = succeeded ? OperationState::Succeeded : OperationState::Failed;
    row.phase = api::Phase::Done;
    row.endedMs = m_context.clock.wallMs();
    for (auto& [service, recorder] : operation->recorders) {
        recorder.traffic(m_context.metrics);
        recorder.observe(m_world, m_context.clock.now());
        const auto failure = operation->failures.find(service);
        const bool good =
            failure == operation->failures.end() && !(row.error && row.error->code == ErrorCode::Cancelled);
        const bool superseded = row.error && row.error->code == ErrorCode::Cancelled;
        api::Receipt receipt = recorder.receipt(m_world,
                                                good                  ? api::Outcome::Succeeded
                                                : superseded          ? api::Outcome::Superseded
                                                : operation->aborted  ? api::Outcome::Aborted
                                                : operation->reverted ? api::Outcome::RolledBack
                                                                      : api::Outcome::Failed,
                                                good                                   ? ""
                                                : failure == operation->failures.end() ? row.error->message
                                                                                       : failure->second,
                                                m_context.clock.now(), m_context.clock.wallMs());
        if (const auto culprit = operation->culprits.find(service);
            !good && culprit != operation->culprits.end() && !culprit->second.empty())
            receipt.logLines = m_context.logs.lastLines(m_project, culprit->second.str(), 20);
        store::RolloutRecord record;
        record.id = receipt.id;
        record.project = m_project;
        record.service = service;
        record.outcome = api::word(receipt.outcome);
        record.startedAt = receipt.startedMs;
        record.endedAt = receipt.endedMs;
        record.receiptJson = api::encode(receipt);
        if (auto saved = m_context.store.rollouts.save(record); !saved)
            logError("daemon", "a receipt could not be stored",
                     {{"rollout", record.id}, {"error", saved.error().message}});
        if (receipt.from != receipt.to)
            m_history.end(service, receipt.to, record.outcome);
        if (!row.receipt)
            row.receipt = receipt;
        m_host.ended(receipt);
    }
    row.steps.clear();
    if (const auto found = operation->recorders.find(row.service); found != operation->recorders.end())
        row.steps = found->second.steps();
    const api::Operation copy = row;
    m_host.save();  // before anybody hears of it
    tell(*operation);
    const auto range = m_waiting.equal_range(id);
    std::vector<std::function<void(const api::Operation&)>> callbacks;
    for (auto it = range.first; it != range.second; ++it)
        callbacks.push_back(it->second);
    m_waiting.erase(id);
    for (const auto& callback : callbacks)
        callback(copy);
    m_host.worldChanged();
}

}  // namespace slipway::daemon
