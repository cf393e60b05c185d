#include <algorithm>

#include "base/log.h"
#include "daemon/launch.h"
#include "daemon/mask.h"
#include "daemon/port_check.h"
#include "daemon/project_controller.h"
#include "daemon/secret_files.h"
#include "daemon/snapshot_builder.h"
#include "protocol/api.h"

// How a project's instances begin, become ready and end: from the plan's word to a process, and from what is seen of
// the process to a fact.
namespace slipway::daemon {

namespace {

constexpr const char* kPreStart = "pre_start";
constexpr const char* kPostStart = "post_start";
constexpr const char* kPreStop = "pre_stop";

model::Exit toModel(const runtime::ProcessExit& exit) {
    model::Exit out;
    out.known = exit.code.has_value() || exit.signal.has_value();
    out.code = exit.code.value_or(0);
    out.signal = exit.signal.value_or(0);
    out.reason = exit.cause();
    return out;
}

}  // namespace

void ProjectController::cancelStarts() {
    for (const auto& [id, instance] : m_world.instances)
        if (instance.retire && m_hooks.runs(id.str(), kPreStart))
            // A turn later: a hook's end changes the world that is walked here.
            QTimer::singleShot(0, this, [this, id = id.str()] { m_hooks.cancel(id, kPreStart); });
}

runtime::SpawnRequest ProjectController::requestFor(const model::Service& spec, const model::Instance& instance) const {
    return spawnRequest(m_context.home, m_project, spec, instance, [&](const ServiceName& callee) {
        return m_context.dataPlane.listenerAddress(egressId(m_project.name.str(), spec.name.str(), callee.str()));
    });
}

void ProjectController::intend(const InstanceId& id) {
    model::Instance& instance = m_world.instances.at(id);
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    if (auto there = secretsAreThere(m_context.home, m_project.name.str(), spec); !there) {
        observe(model::SpawnFailed{id, there.error().message, false});
        return;
    }
    auto ports = m_ports.assign(spec, instance);
    if (!ports) {
        observe(model::SpawnFailed{id, ports.error().message, false});
        return;
    }
    instance.port = ports->empty() ? 0 : ports->front();
    instance.otherPorts.assign(ports->begin() + (ports->empty() ? 0 : 1), ports->end());
    instance.cookie = m_context.home.id() + ":" + key(id) + ":" + randomHex(8);
    instance.adopted = false;
    instance.cgroups = m_context.cgroups.foldersOf(cgroupName(instance.cookie), cgroupLimits(spec));
    noteOutputStart(m_context.home, m_project, instance);
    m_intended.push_back(id);
}

void ProjectController::spawnIntended() {
    if (m_intended.empty())
        return;
    save();  // the intents, with their cookies, before the first fork
    // Whatever can be made ready beforehand is, for all of them: one fork then follows the other.
    auto intended = std::exchange(m_intended, {});
    std::erase_if(intended, [this](const InstanceId& id) { return !prepare(id); });
    for (const auto& id : intended)
        spawn(id);
}

bool ProjectController::prepare(const InstanceId& id) {
    const model::Instance& instance = m_world.instances.at(id);
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    m_context.logs.follow(m_project.name.str(), instance.service.str(), id.str());
    const auto prepared = m_context.supervisor.prepare(runtime::InstanceCgroup(instance.cgroups), cgroupLimits(spec));
    if (!prepared)
        observe(model::SpawnFailed{id, prepared.error().message, true});
    return prepared.has_value();
}

void ProjectController::spawn(const InstanceId& id) {
    const model::Instance& instance = m_world.instances.at(id);
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    if (!spec.hooks.preStart) {
        launch(id);
        return;
    }
    m_hooks.start(id.str(), kPreStart, *spec.hooks.preStart, requestFor(spec, instance),
                  [this, id, cgroup = runtime::InstanceCgroup(instance.cgroups)](const std::string& why) {
                      if (why.empty()) {
                          launch(id);
                      } else {
                          m_context.supervisor.removeLater(cgroup);
                          observe(model::SpawnFailed{id, hookFailure(id, kPreStart, why), false});
                      }
                      schedule();
                  });
}

std::string ProjectController::hookFailure(const InstanceId& id, const char* hook, const std::string& why) const {
    const auto last = m_context.logs.lastLines(m_project.name.str(), id.str(), 1);
    return std::string(hook) + " failed: " + why + (last.empty() ? "" : ": " + last.back());
}

void ProjectController::launch(const InstanceId& id) {
    const model::Instance& instance = m_world.instances.at(id);
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    const auto request = requestFor(spec, instance);
    const auto spawned = m_context.supervisor.spawn(key(id), request);
    if (!spawned) {
        observe(model::SpawnFailed{id, spawned.error().message, true});
        return;
    }
    observe(model::Spawned{id, spawned->pid, static_cast<std::int64_t>(spawned->startTicks), spawned->bootId,
                           instance.port, m_context.clock.wallMs()});
    begin(m_world.instances.at(id), request);
    if (spec.hooks.postStart)
        m_hooks.start(id.str(), kPostStart, *spec.hooks.postStart, request, [this, id](const std::string& why) {
            if (!why.empty() && why != HookRunner::kCancelled)
                m_context.events.publish({0, 0, m_project.name.str(),
                                          api::WarningEvent{id.str() + ": " + hookFailure(id, kPostStart, why)}});
        });
}

void ProjectController::terminate(const InstanceId& id) {
    const model::Instance& instance = m_world.instances.at(id);
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    m_hooks.cancel(id.str(), kPostStart);
    if (!spec.hooks.preStop || !m_context.supervisor.knows(key(id))) {
        m_context.supervisor.stop(key(id), spec.stopSignal, spec.stopGracePeriod);
        return;
    }
    model::Hook hook = *spec.hooks.preStop;
    hook.timeout = std::min(hook.timeout, spec.stopGracePeriod);
    m_hooks.start(
        id.str(), kPreStop, hook, requestFor(spec, instance),
        [this, id, signal = spec.stopSignal,
         graceEnd = m_context.clock.now() + spec.stopGracePeriod](const std::string& why) {
            if (!why.empty() && why != HookRunner::kCancelled)
                m_context.events.publish(
                    {0, 0, m_project.name.str(), api::WarningEvent{id.str() + ": " + hookFailure(id, kPreStop, why)}});
            m_context.supervisor.stop(key(id), signal, std::max(graceEnd - m_context.clock.now(), Duration{0}));
        });
}

void ProjectController::begin(const model::Instance& instance, const runtime::SpawnRequest& request) {
    const InstanceId id = instance.id;
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    if (!instance.everReady)
        if (auto startup = startupProbe(spec, request, instance)) {
            m_inStartup.insert(id);
            m_context.supervisor.probe(key(id), std::move(*startup), std::nullopt);
            return;
        }
    // One that was found unready has to be told ready again; only what was found ready starts so.
    if (auto readiness = readinessProbe(spec, request, instance, instance.state == model::InstanceState::Ready))
        m_context.supervisor.probe(key(id), std::move(*readiness), std::nullopt);
    else if (!instance.everReady)
        // Nothing can be asked: that it has not ended for a while is all the readiness it has.
        QTimer::singleShot(spec.updateConfig.monitor, this, [this, id, pid = instance.pid] {
            const auto found = m_world.instances.find(id);
            if (found != m_world.instances.end() && found->second.pid == pid && becomeReady(id))
                schedule();
        });
    if (instance.everReady)
        probeLiveness(instance);
}

void ProjectController::probeLiveness(const model::Instance& instance) {
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    if (auto liveness = livenessProbe(spec, requestFor(spec, instance), instance))
        m_context.supervisor.probeLiveness(key(instance.id), std::move(*liveness));
}

std::optional<model::PortTaken> ProjectController::strangerOn(const model::Instance& instance) {
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    return portTaken(spec, instance, [&] {
        if (m_unreadablePorts.insert(instance.service).second)
            logWarn("daemon",
                    "whose process listens on an instance's port can't be read; it is taken for the instance's",
                    {{"instance", key(instance.id)}, {"port", std::to_string(instance.port)}});
    });
}

bool ProjectController::becomeReady(const InstanceId& id) {
    const model::Instance& instance = m_world.instances.at(id);
    const bool candidate =
        instance.state == model::InstanceState::Starting || instance.state == model::InstanceState::Unready;
    if (candidate)
        if (const auto taken = strangerOn(instance)) {
            logWarn("daemon", taken->why, {{"instance", key(id)}});
            return model::observe(m_world, *taken, m_context.clock.now(), m_context.random);
        }
    const bool first = !instance.everReady;
    const bool changed = model::observe(m_world, model::ProbeSucceeded{id, m_context.clock.wallMs()},
                                        m_context.clock.now(), m_context.random);
    if (first && instance.everReady)
        probeLiveness(instance);
    return changed;
}

void ProjectController::observe(const model::Fact& fact) {
    if (model::observe(m_world, fact, m_context.clock.now(), m_context.random))
        schedule();
}

void ProjectController::onExited(const InstanceId& id, const runtime::ProcessExit& exit) {
    m_hooks.cancel(id.str(), kPostStart);
    m_hooks.cancel(id.str(), kPreStop);
    m_context.logs.finish(m_project.name.str(), id.str());
    m_inStartup.erase(id);
    const auto found = m_world.instances.find(id);
    if (found == m_world.instances.end())
        return;
    logInfo("daemon", "instance ended",
            {{"instance", key(id)}, {"pid", std::to_string(exit.identity.pid)}, {"how", exit.describe()}});
    noteRun(found->second, exit);
    // Who can't bind ends by itself: "exit code 1" would blame it.
    if (found->second.state == model::InstanceState::Starting && exit.code.value_or(1) != 0)
        if (const auto taken = strangerOn(found->second))
            (void)model::observe(m_world, *taken, m_context.clock.now(), m_context.random);
    if (model::observe(m_world, model::Exited{id, exit.identity.pid, toModel(exit), m_context.clock.wallMs()},
                       m_context.clock.now(), m_context.random)) {
        // At once, not at the next turn: the gateway must stop choosing it, and its replacement is being waited for.
        m_operations->advance();
        reconcile();
    }
}

void ProjectController::onReadiness(const InstanceId& id, const runtime::ProbeResult& result) {
    const auto found = m_world.instances.find(id);
    if (found == m_world.instances.end())
        return;
    const model::Instance& instance = found->second;
    if (result.verdict != runtime::ProbeVerdict::Ready) {
        if (instance.state == model::InstanceState::Ready && result.verdict == runtime::ProbeVerdict::Failing)
            return;  // below its threshold
        observe(model::ProbeFailed{id, secretMask().line(result.reason)});
        return;
    }
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    if (m_inStartup.erase(id) > 0) {
        const auto request = requestFor(spec, instance);
        if (auto readiness = readinessProbe(spec, request, instance, false)) {
            m_context.supervisor.probe(key(id), std::move(*readiness), std::nullopt);
            return;
        }
        m_context.supervisor.stopProbing(key(id));  // its one success was all that it was for
    }
    if (becomeReady(id))
        reconcile();
}

void ProjectController::onLiveness(const InstanceId& id, const runtime::ProbeResult& result) {
    if (result.verdict == runtime::ProbeVerdict::Unready)
        observe(model::LivenessFailed{id, secretMask().line(result.reason)});
}

void ProjectController::noteRun(const model::Instance& instance, const runtime::ProcessExit& exit) {
    const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
    if (!spec.job)
        return;
    model::Exit ended = toModel(exit);
    if (!instance.stopReason.empty())
        ended.reason = instance.stopReason;
    store::JobRunRecord record;
    record.project = m_project.name.str();
    record.service = instance.service.str();
    record.instance = instance.id.str();
    const auto cause = m_runCause.find(instance.id);
    record.cause = cause != m_runCause.end() ? cause->second : spec.scheduled() ? "schedule" : "up";
    record.attempt = instance.restarts + 1;
    record.startedAt = instance.spawnedWallMs;
    record.endedAt = m_context.clock.wallMs();
    record.code = exit.code;
    record.success = ended.success() && ended.reason.empty();
    record.how = model::describe(ended);
    if (auto saved = m_context.store.jobRuns.save(record); !saved)
        logError("daemon", "a job's run could not be stored",
                 {{"instance", key(instance.id)}, {"error", saved.error().message}});
}

}  // namespace slipway::daemon
