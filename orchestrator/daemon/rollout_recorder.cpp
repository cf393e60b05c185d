#include "daemon/rollout_recorder.h"

#include <algorithm>
#include <set>

#include "daemon/snapshot_builder.h"
#include "model/rollout.h"

namespace slipway::daemon {
namespace {

double seconds(TimePoint from, TimePoint to) {
    if (from == TimePoint{} || to == TimePoint{} || to < from)
        return 0;
    return std::chrono::duration<double>(to - from).count();
}

std::optional<std::int64_t> p99(const protocol::Counters& counters) {
    if (counters.latency.count == 0)
        return {};
    return static_cast<std::int64_t>(counters.latency.quantileUs(0.99));
}

std::map<std::string, std::vector<int>> pidsOfOthers(const model::World& world, const std::string& service) {
    std::map<std::string, std::vector<int>> pids;
    for (const auto& [id, instance] : world.instances)
        if (instance.service.str() != service && instance.pid != 0)
            pids[instance.service.str()].push_back(static_cast<int>(instance.pid));
    for (auto& [name, list] : pids)
        std::sort(list.begin(), list.end());
    return pids;
}

}  // namespace

RolloutRecorder::RolloutRecorder(Start start, const model::World& world, TimePoint now, WallMs wall)
    : m_start(std::move(start)), m_began(now), m_beganWall(wall), m_othersBefore(pidsOfOthers(world, m_start.service)) {
    observe(world, now);
    for (auto& [id, seen] : m_seen)
        seen.startedHere = false;
}

void RolloutRecorder::traffic(const Metrics& metrics) {
    m_latest = metrics.serviceTotals(m_start.project, m_start.service);
    m_heldLatest = metrics.heldTotal();
    m_countersLatest = metrics.serviceCounters(m_start.project, m_start.service);
    if (!m_hasBaseline) {
        m_baseline = m_latest;
        m_heldBaseline = m_heldLatest;
        m_countersBaseline = m_countersLatest;
        m_p99.before = p99(metrics.recentCounters(m_start.project, m_start.service));
        m_hasBaseline = true;
    }
    m_p99.during = p99(m_countersLatest.since(m_countersBaseline));
    protocol::Counters fresh;
    for (const auto& [id, seen] : m_seen)
        if (seen.startedHere)
            if (const auto figures = metrics.endpoint(endpointId(m_start.project, id.str())))
                fresh.add(figures->counters);
    m_p99.after = p99(fresh);
}

void RolloutRecorder::observeTrial(const model::World& world, TimePoint now) {
    const auto service = world.services.find(ServiceName(m_start.service));
    if (service == world.services.end() || !service->second.rollout ||
        service->second.rollout->to != m_start.toRevision)
        return;
    const model::RolloutState& rollout = *service->second.rollout;
    m_strategy = model::strategyWord(service->second.specOf(rollout.to).updateConfig.strategy);
    if (rollout.stepSince == TimePoint{} || !model::onTrial(service->second))
        return;
    const auto figures = [](const model::RevisionTraffic& traffic) {
        return api::RevisionFigures{traffic.requests, traffic.errors, traffic.p99Us, traffic.restarts};
    };
    m_trial[rollout.step] = {model::trialPercent(service->second), seconds(rollout.stepSince, now),
                             figures(rollout.fresh), figures(rollout.old)};
}

void RolloutRecorder::observe(const model::World& world, TimePoint now) {
    observeTrial(world, now);
    for (const auto& [id, instance] : world.instances) {
        if (instance.service.str() != m_start.service)
            continue;
        const auto [place, added] = m_seen.try_emplace(id);
        Seen& seen = place->second;
        if (added)
            seen.startedHere = true;
        if (seen.pid != 0 && instance.pid == 0 && seen.goneAt == TimePoint{})
            seen.goneAt = now;
        if (instance.pid != 0)
            seen.pid = instance.pid;
        seen.leftHere = seen.leftHere || instance.retire || instance.state == model::InstanceState::Draining;
        seen.last = instance;
    }
    for (auto& [id, seen] : m_seen)
        if (!world.instances.contains(id) && seen.goneAt == TimePoint{})
            seen.goneAt = now;
}

void RolloutRecorder::drainBegan(const InstanceId& instance, std::int64_t inFlight) {
    if (const auto found = m_seen.find(instance); found != m_seen.end())
        found->second.inFlightAtDrain = std::max(found->second.inFlightAtDrain, inFlight);
}

std::vector<api::OperationStep> RolloutRecorder::steps() const {
    using model::InstanceState;
    std::set<InstanceId> replaced;
    for (const auto& [id, seen] : m_seen)
        if (seen.startedHere && seen.last.replaces)
            replaced.insert(*seen.last.replaces);
    std::vector<api::OperationStep> steps;
    for (const auto& [id, seen] : m_seen) {
        // One that is replaced is told of by its successor's step.
        if (!seen.startedHere && (!seen.leftHere || replaced.contains(id)))
            continue;
        api::OperationStep step;
        step.instance = id.str();
        // What one that leaves had replaced once was another rollout.
        step.replaces = seen.startedHere && seen.last.replaces ? seen.last.replaces->str() : "";
        switch (seen.last.state) {
            case InstanceState::Pending:
                step.phase = api::Phase::Start;
                break;
            case InstanceState::Starting:
                step.phase = api::Phase::Health;
                break;
            case InstanceState::Ready:
                step.phase = api::Phase::Shift;
                break;
            case InstanceState::Draining:
                step.phase = api::Phase::Drain;
                break;
            case InstanceState::Stopping:
                step.phase = api::Phase::Stop;
                break;
            default:
                step.phase = api::Phase::Health;
                break;
        }
        if (seen.goneAt != TimePoint{} && seen.leftHere)
            step.phase = api::Phase::Done;
        if (seen.startedHere && seen.last.state == InstanceState::Ready) {
            const auto old = seen.last.replaces ? m_seen.find(*seen.last.replaces) : m_seen.end();
            if (old == m_seen.end() || old->second.goneAt != TimePoint{})
                step.phase = api::Phase::Done;
            else if (old->second.last.state == InstanceState::Draining)
                step.phase = api::Phase::Drain;
            else if (old->second.last.state == InstanceState::Stopping)
                step.phase = api::Phase::Stop;
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

api::Phase RolloutRecorder::phase() const {
    // The earliest phase that anything is still in says what is being waited for.
    api::Phase earliest = api::Phase::Done;
    for (const auto& step : steps())
        earliest = std::min(earliest, step.phase);
    return earliest;
}

api::Receipt RolloutRecorder::receipt(const model::World& world, api::Outcome outcome, std::string why, TimePoint now,
                                      WallMs wall) const {
    api::Receipt receipt;
    receipt.id = m_start.id;
    receipt.project = m_start.project;
    receipt.service = m_start.service;
    receipt.kind = m_start.kind;
    receipt.from = m_start.fromRevision;
    receipt.to = m_start.toRevision;
    receipt.replicas = m_start.replicas;
    receipt.outcome = outcome;
    receipt.why = std::move(why);

    const auto putOld = [](api::ReceiptInstance& row, const InstanceId& id, const Seen& seen) {
        row.oldInstance = id.str();
        row.oldPid = static_cast<int>(seen.pid);
        row.seconds.drain = seconds(seen.last.drainFrom, seen.last.drainedAt);
        row.seconds.stop = seconds(seen.last.stopFrom, seen.goneAt);
        row.drained = seen.last.drained;
        row.inFlightAtDrain = static_cast<int>(seen.inFlightAtDrain);
    };
    std::map<InstanceId, bool> told;
    for (const auto& [id, seen] : m_seen) {
        if (!seen.startedHere)
            continue;
        api::ReceiptInstance row;
        row.newInstance = id.str();
        row.newPid = static_cast<int>(seen.pid);
        row.seconds.start = seconds(seen.last.createdAt, seen.last.spawnedAt);
        row.seconds.health = seconds(seen.last.spawnedAt, seen.last.readyAt);
        told[id] = true;
        if (seen.last.replaces)
            if (const auto old = m_seen.find(*seen.last.replaces);
                old != m_seen.end() && old->second.leftHere && !told[old->first]) {
                row.seconds.shift = seconds(seen.last.readyAt, old->second.last.drainFrom);
                putOld(row, old->first, old->second);
                told[old->first] = true;
            }
        receipt.instances.push_back(std::move(row));
    }
    for (const auto& [id, seen] : m_seen) {
        if (!seen.leftHere || told[id])
            continue;
        api::ReceiptInstance row;
        putOld(row, id, seen);
        if (seen.last.state == model::InstanceState::Ready) {
            // Restarted in place: the same name, another process.
            row.newInstance = id.str();
            row.newPid = static_cast<int>(seen.last.pid);
            row.seconds.health = seconds(seen.last.spawnedAt, seen.last.readyAt);
        }
        receipt.instances.push_back(std::move(row));
    }
    for (const auto& row : receipt.instances) {
        receipt.phases.start += row.seconds.start;
        receipt.phases.health += row.seconds.health;
        receipt.phases.shift += row.seconds.shift;
        receipt.phases.drain += row.seconds.drain;
        receipt.phases.stop += row.seconds.stop;
    }
    const TrafficTotals meanwhile = m_latest.since(m_baseline);
    receipt.requests = meanwhile.requests;
    receipt.retried = meanwhile.retries;
    receipt.failed = meanwhile.failed + meanwhile.errors;
    receipt.held = m_heldLatest - m_heldBaseline;
    receipt.seconds = seconds(m_began, now);
    receipt.startedMs = m_beganWall;
    receipt.endedMs = wall;
    const auto after = pidsOfOthers(world, m_start.service);
    for (const auto& [service, before] : m_othersBefore) {
        api::Untouched row;
        row.service = service;
        row.pidsBefore = before;
        if (const auto found = after.find(service); found != after.end())
            row.pidsAfter = found->second;
        row.same = row.pidsBefore == row.pidsAfter;
        receipt.untouched.push_back(std::move(row));
    }
    receipt.strategy = m_strategy;
    receipt.p99 = m_p99;
    for (const auto& [step, figures] : m_trial)
        receipt.trial.push_back(figures);
    receipt.changes = m_changes;
    return receipt;
}

}  // namespace slipway::daemon
