#include <algorithm>

#include "daemon/operations.h"
#include "model/plan_service.h"

// When an operation has reached what it was asked for, and when it never will.
namespace slipway::daemon {

using api::OperationKind;

namespace {

/// So many ends in a row before it was ready mean that waiting longer is no use, although supervision goes on trying.
constexpr int kHopeless = 3;

}  // namespace

std::string Operations::failureOf(const ServiceName& name, InstanceId& culprit) const {
    for (const model::Instance* instance : m_world.of(name)) {
        if (instance->retire)
            continue;
        std::string why = instance->why;
        if (why.empty() && instance->lastExit)
            why = model::describe(*instance->lastExit);
        if (instance->completed() && m_world.services.at(name).spec().job)
            continue;
        if (instance->terminal() && instance->recycle == model::Recycle::No) {
            culprit = instance->id;
            return instance->id.str() + " " + model::stateName(instance->state) + ": " + why;
        }
        if (instance->failedStarts >= kHopeless) {
            culprit = instance->id;
            const std::string how = instance->lastExit ? model::describe(*instance->lastExit) : why;
            return instance->id.str() + " ended " + std::to_string(instance->failedStarts) +
                   " times before it was ready, last " + how + "; it is tried again with back-off";
        }
        if (instance->portLost)
            continue;  // it is started again on another port
        if (!instance->stopReason.empty() || (instance->failedStarts > 0 && instance->lastExit &&
                                              instance->lastExit->reason.starts_with("not ready within"))) {
            culprit = instance->id;
            return instance->id.str() + ": " +
                   (!instance->stopReason.empty() ? instance->stopReason : instance->lastExit->reason);
        }
    }
    return {};
}

bool Operations::noteFailedRollout(Running& operation, const ServiceName& name) {
    const auto found = m_world.services.find(name);
    if (found == m_world.services.end() || !found->second.rollout || !found->second.rollout->failed)
        return false;
    const model::RolloutState& rollout = *found->second.rollout;
    operation.failures[name.str()] = rollout.why;
    operation.culprits[name.str()] = rollout.culprit;
    operation.aborted = rollout.aborted;
    operation.reverted = std::any_of(m_world.instances.begin(), m_world.instances.end(), [&](const auto& entry) {
        return entry.second.service == name && entry.second.revision == rollout.to &&
               entry.second.state == model::InstanceState::Ready;
    });
    return true;
}

void Operations::judgeService(Running& operation, const ServiceName& name, int& done, int& total, bool& settled) {
    const model::ServiceWorld& service = m_world.services.at(name);
    if (service.spec().scheduled() && !m_world.down && !service.stopped)
        return;  // it runs at its hours
    const int want = m_world.down ? 0 : service.wanted();
    int ready = 0, others = 0, recycling = 0;
    for (const model::Instance* instance : m_world.of(name)) {
        const bool current = !instance->retire && instance->revision == service.revision;
        ready += current && model::fulfilled(*instance, service.spec());
        others += !current;
        recycling += instance->recycle != model::Recycle::No;
    }
    total += std::max(want, 1);
    done += want == 0 ? (others == 0) : std::max(0, std::min(ready, want) - (others > 0 ? 1 : 0) - recycling);
    if (operation.failures.contains(name.str())) {
        // It is over for this service once the way back is done.
        settled = settled && !service.rollout && (!operation.recorders.contains(name.str()) || others == 0);
        return;
    }
    if (noteFailedRollout(operation, name)) {
        settled = false;
        return;
    }
    const bool there = ready == want && others == 0 && recycling == 0 && !service.rollout;
    if (there)
        return;
    settled = false;
    if (service.rollout || operation.row.kind == OperationKind::Stop || operation.row.kind == OperationKind::Down)
        return;
    InstanceId culprit;
    std::string why = failureOf(name, culprit);
    if (why.empty() && operation.row.kind == OperationKind::Up)
        for (const auto& dependency : service.spec().dependsOn)
            if (const auto failure = operation.failures.find(dependency.service.str());
                failure != operation.failures.end() && ready == 0)
                why = name.str() + " waits for " + dependency.service.str() + ", which failed";
    if (why.empty() && m_context.clock.now() >= operation.deadline)
        why = name.str() + " has " + std::to_string(ready) + " of " + std::to_string(want) + " ready; the time is over";
    if (why.empty())
        return;
    operation.failures[name.str()] = why;
    operation.culprits[name.str()] = culprit;
    if (operation.row.kind == OperationKind::Scale) {
        // As with a redeploy: what could not become ready goes, what served before serves on.
        m_world.services.at(name).replicas = operation.replicasBefore;
        m_host.worldChanged();
    }
}

// Looked at with each set of fresh figures, never in between: what a process let go of, and its count, belong together.
void Operations::judgeTopology(Running& operation) {
    api::Operation& row = operation.row;
    const DataPlane::HandOver state = m_context.dataPlane.handOver(m_project);
    row.total = state.listeners;
    row.done = state.moved;
    row.phase = state.moved < state.listeners ? api::Phase::Shift : api::Phase::Drain;
    if (!state.waiting.empty())
        row.message = "waiting for " + state.waiting;
    else if (state.lingering > 0)
        row.message = std::to_string(state.lingering) + " connections end with their request";
    if (state.done()) {
        row.message = std::string(topologyWord(operation.request.mode)) + ": " + std::to_string(state.moved) +
                      " links handed over";
        if (state.streams > 0)
            row.message += ", " + std::to_string(state.streams) + " streams stay on their old way";
        finish(operation, true);
        return;
    }
    if (m_context.clock.now() < operation.deadline) {
        tell(operation);
        return;
    }
    std::string why = !state.waiting.empty() ? state.waiting + " did not take its links over"
                                             : std::to_string(state.lingering) + " connections did not end";
    row.message = why;
    row.error = Error{
        ErrorCode::Timeout, why, "The topology before is in force again. See its log: " + m_context.home.logs(), {}};
    m_host.setTopology(operation.modeBefore);
    finish(operation, false);
}

void Operations::judge(Running& operation) {
    if (operation.row.kind == OperationKind::Topology)
        return;
    const TimePoint now = m_context.clock.now();
    for (auto& [service, recorder] : operation.recorders)
        recorder.observe(m_world, now);
    bool settled = true;
    int done = 0, total = 0;
    for (size_t known = operation.failures.size() + 1; known != operation.failures.size();) {
        // A failure of one service can settle, or doom, another: look until nothing new is found.
        known = operation.failures.size();
        settled = true;
        done = total = 0;
        for (auto& [name, service] : m_world.services)
            if (covers(operation, name.str()))
                judgeService(operation, name, done, total, settled);
    }
    if (operation.row.kind == OperationKind::Down)
        settled = m_world.instances.empty();

    api::Operation& row = operation.row;
    row.done = settled && operation.failures.empty() ? total : done;
    row.total = total;
    if (const auto found = operation.recorders.find(row.service); found != operation.recorders.end()) {
        row.steps = found->second.steps();
        row.phase = found->second.phase();
    } else if (row.kind == OperationKind::Up) {
        row.phase = api::Phase::Health;
    } else if (row.kind == OperationKind::Down) {
        row.phase = api::Phase::Stop;
    }
    const bool paused = isPaused(operation);
    if (paused != row.paused)
        row.message.clear();
    row.paused = paused;
    if (paused)
        for (const auto& [name, world] : m_world.services)
            if (world.rollout && world.rollout->paused && covers(operation, name.str()))
                row.message = "paused" + (world.rollout->pausedWhy.empty() ? "" : ": " + world.rollout->pausedWhy) +
                              "; slipway rollout resume " + name.str() + ", or abort";
    const bool overdue = now >= operation.deadline && !paused;
    if (!settled && !overdue) {
        tell(operation);
        return;
    }
    if (!settled && operation.failures.empty())
        operation.failures[row.service] = "it did not end in its time";
    if (operation.failures.empty()) {
        if (operation.trialTold)
            row.message = operation.target ? operation.target->warning : "";
        finish(operation, true);
        return;
    }
    const auto& [service, why] = *operation.failures.begin();
    Error error{operation.recorders.contains(service) ? ErrorCode::RolloutFailed : ErrorCode::NotReady, why, "", {}};
    if (overdue)
        error.code = ErrorCode::Timeout;
    const std::size_t lines = operation.failures.size() == 1 ? 10 : 4;
    for (const auto& [name, text] : operation.failures) {
        if (name != service)
            error.details.push_back("also: " + text);
        const auto culprit = operation.culprits.find(name);
        if (culprit == operation.culprits.end() || culprit->second.empty())
            continue;
        for (const auto& line : m_context.logs.lastLines(m_project, culprit->second.str(), lines))
            error.details.push_back(culprit->second.str() + " | " + line);
        error.hint += (error.hint.empty() ? "All of its output: slipway logs " : ", slipway logs ") + name;
    }
    row.error = std::move(error);
    row.message = why;
    finish(operation, false);
}

}  // namespace slipway::daemon
