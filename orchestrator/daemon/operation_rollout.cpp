#include <algorithm>

#include "daemon/operations.h"
#include "model/rollout.h"

// What is done to a move while it runs: built first, taken over, paused, resumed, aborted.
namespace slipway::daemon {

using api::OperationKind;

namespace {

/// How long a job may take with all its tries, where nobody says so.
constexpr std::chrono::hours kLongJob{1};

model::milliseconds jobTime(const model::Service& spec) {
    if (!spec.job)
        return model::milliseconds{0};
    if (spec.job->timeout.count() == 0)
        return kLongJob;
    return (spec.job->timeout + spec.restartPolicy.maxDelay) * (spec.restartPolicy.maxAttempts + 1);
}

}  // namespace

void Operations::build(Running& operation, const model::Service& spec) {
    operation.building = true;
    operation.row.phase = api::Phase::Build;
    operation.row.message = "building";
    tell(operation);
    const std::string id = operation.row.id;
    m_context.builds.start(
        m_project, spec,
        [this, id](const std::string& line) {
            if (Running* one = running(id); one && one->building) {
                one->row.message = line;
                tell(*one);
            }
        },
        [this, id](const Result<>& built) {
            Running* one = running(id);
            if (!one || one->row.ended() || one->finishing)
                return;
            one->building = false;
            one->row.message.clear();
            if (built) {
                one->row.phase = api::Phase::Start;
                measure(id);
                return;
            }
            one->row.error = built.error();
            one->row.message = built.error().message;
            finish(*one, false);
        });
}

void Operations::takeOver(const std::string& service, const std::string& by) {
    for (Running& operation : m_operations) {
        const bool moves =
            operation.row.kind == OperationKind::Redeploy || operation.row.kind == OperationKind::Rollback;
        if (moves && operation.row.service == service && !operation.row.ended() && !operation.finishing)
            cancel(operation, by);
    }
}

void Operations::tellTrial(Running& operation) {
    for (auto& [name, recorder] : operation.recorders) {
        const auto service = m_world.services.find(ServiceName(name));
        if (service == m_world.services.end() || !model::onTrial(service->second) || service->second.rollout->paused)
            continue;
        recorder.observe(m_world, m_context.clock.now());
        const model::RolloutState& rollout = *service->second.rollout;
        const auto share = [](const model::RevisionTraffic& traffic) {
            return std::to_string(traffic.errors) + " of " + std::to_string(traffic.requests);
        };
        operation.row.message = std::to_string(model::trialPercent(service->second)) +
                                " % on the new revision: " + share(rollout.fresh) + " failed, of the old one's " +
                                share(rollout.old);
        operation.trialTold = true;
        tell(operation);
    }
}

bool Operations::isPaused(const Running& operation) const {
    return std::any_of(m_world.services.begin(), m_world.services.end(), [&](const auto& entry) {
        return entry.second.rollout && entry.second.rollout->paused && covers(operation, entry.first.str());
    });
}

TimePoint Operations::deadlineFor(const Running& operation) const {
    model::milliseconds longest{0};
    for (const auto& [name, service] : m_world.services)
        if (covers(operation, name.str()))
            longest = std::max({longest,
                                service.spec().startTimeout * std::max(1, service.wanted()) +
                                    model::trialTime(service.spec().updateConfig),
                                service.spec().stopGracePeriod * 2, jobTime(service.spec())});
    return m_context.clock.now() + longest + model::kDrainTimeout + kMargin;
}

void Operations::noteRevision(Running& operation, const ServiceName& name, int from, int to, const std::string& cause) {
    const model::ServiceWorld& service = m_world.services.at(name);
    const auto before = service.revisions.find(from);
    const auto changes =
        m_history.begin(service.specOf(to), to, cause, operation.target ? operation.target->source : m_host.source(),
                        before == service.revisions.end() ? nullptr : before->second.get(), from);
    if (const auto recorder = operation.recorders.find(name.str()); recorder != operation.recorders.end())
        recorder->second.setChanges(changes);
    else
        m_history.end(name.str(), to, "succeeded");  // there from the beginning, with nothing to replace
}

Result<std::string> Operations::control(const std::string& service, const std::string& verb) {
    const auto entry = m_world.services.find(ServiceName(service));
    if (entry == m_world.services.end())
        return fail(ErrorCode::NotFound, m_project + " has no service '" + service + "' that Slipway launches");
    auto& rollout = entry->second.rollout;
    if (!rollout || rollout->failed)
        return fail(ErrorCode::Conflict, "no rollout of " + service + " is under way",
                    "`slipway rollout ls " + service + "` shows those that were.");
    const auto operation = std::find_if(m_operations.begin(), m_operations.end(), [&](const Running& one) {
        return !one.row.ended() && one.recorders.contains(service);
    });
    if (verb == "pause") {
        if (rollout->paused)
            return fail(ErrorCode::Conflict, "the rollout of " + service + " is paused already");
        rollout->paused = true;
    } else if (verb == "resume") {
        if (!rollout->paused)
            return fail(ErrorCode::Conflict, "the rollout of " + service + " is not paused");
        model::resumeRollout(m_world, entry->first);
    } else if (verb == "abort") {
        rollout->aborted = true;
        rollout->paused = false;
    } else {
        return fail(ErrorCode::Usage, "a rollout can be paused, resumed or aborted, not '" + verb + "'");
    }
    std::string id;
    if (operation != m_operations.end()) {
        id = operation->row.id;
        operation->deadline = deadlineFor(*operation);
    }
    m_host.worldChanged();
    return id;
}

}  // namespace slipway::daemon
