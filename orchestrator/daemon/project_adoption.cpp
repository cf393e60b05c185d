#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "daemon/instance_records.h"
#include "daemon/project_controller.h"

// How a daemon takes up a project that ran under another, which is gone.
namespace slipway::daemon {

using nlohmann::json;

namespace {

TimePoint timeFrom(const json& object, const char* key) {
    return TimePoint(Duration(object.value(key, std::int64_t{0})));
}

model::RolloutState rolloutFrom(const json& saved) {
    model::RolloutState rollout;
    rollout.id = RolloutId(saved.value("id", ""));
    rollout.from = saved.value("from", 0);
    rollout.to = saved.value("to", 0);
    rollout.startedAt = timeFrom(saved, "started");
    rollout.failed = saved.value("failed", false);
    rollout.why = saved.value("why", "");
    rollout.culprit = InstanceId(saved.value("culprit", ""));
    rollout.step = saved.value("step", 0);
    rollout.stepSince = timeFrom(saved, "step_since");
    rollout.paused = saved.value("paused", false);
    rollout.pausedWhy = saved.value("paused_why", "");
    rollout.aborted = saved.value("aborted", false);
    rollout.verdict = saved.value("verdict", "");
    return rollout;
}

}  // namespace

void ProjectController::loadServices() {
    const std::string project = m_project.name.str();
    std::map<std::string, model::Project> parsed;
    if (const auto record = m_context.store.projects.find(project).value_or(std::nullopt)) {
        const json extra = json::parse(record->extraJson, nullptr, false);
        if (extra.is_object() && extra.value("manifest_topology", "") == model::topologyWord(m_project.topology))
            m_topology = model::topologyFromWord(extra.value("topology", "")).value_or(m_project.topology);
        const json sources = extra.is_object() ? extra.value("sources", json::object()) : json::object();
        for (const auto& [id, value] : sources.items()) {
            ManifestSource source = manifestSourceFrom(value);
            if (auto manifest = source.parse()) {
                parsed[id] = std::move(manifest->project);
                m_sources[id] = std::move(source);
            }
        }
    }
    for (const auto& record :
         m_context.store.projects.services(project).value_or(std::vector<store::ServiceRecord>{})) {
        const ServiceName name(record.service);
        const model::Service* current = m_project.service(name);
        model::ServiceWorld service;
        service.revision = std::max(1, record.revision);
        service.nextOrdinal = record.lastInstance + 1;
        service.stopped = record.stopped;
        const json extra = json::parse(record.extraJson, nullptr, false);
        if (extra.is_object()) {
            service.newestRevision = std::max(service.revision, extra.value("newest", 1));
            const json revisions = extra.value("revisions", json::object());
            for (const auto& [revision, id] : revisions.items()) {
                const auto manifest = parsed.find(id.get<std::string>());
                const model::Service* spec = manifest == parsed.end() ? nullptr : manifest->second.service(name);
                if (!spec)
                    continue;
                service.revisions[std::stoi(revision)] = std::make_shared<const model::Service>(*spec);
                m_revisionSource[{name, std::stoi(revision)}] = manifest->first;
            }
            if (const json rollout = extra.value("rollout", json(nullptr)); rollout.is_object())
                service.rollout = rolloutFrom(rollout);
        }
        if (!service.revisions.contains(service.revision)) {
            if (!current)
                continue;
            service.revisions[service.revision] = std::make_shared<const model::Service>(*current);
        }
        service.replicas = record.replicas.value_or(service.spec().replicas);
        m_world.services[name] = std::move(service);
    }
}

void ProjectController::adopt(const std::map<std::string, runtime::CookieHolder>& byCookie) {
    const std::string project = m_project.name.str();
    loadServices();
    for (const auto& spec : m_project.services)
        if (!spec.external() && !m_world.services.contains(spec.name)) {
            model::ServiceWorld service;
            service.replicas = spec.replicas;
            service.revisions[1] = std::make_shared<const model::Service>(spec);
            m_world.services[spec.name] = std::move(service);
        }
    m_world.dependents = model::dependentsOf(m_project);
    if (const auto record = m_context.store.projects.find(project).value_or(std::nullopt)) {
        const json extra = json::parse(record->extraJson, nullptr, false);
        m_savedDown = m_world.down = extra.is_object() && extra.value("down", false);
    }
    std::vector<InstanceId> alive;
    int ended = 0;
    for (const auto& record : m_context.store.instances.list(project).value_or(std::vector<store::InstanceRecord>{})) {
        model::Instance instance = fromRecord(record);
        if (!m_world.services.contains(instance.service))
            continue;
        const InstanceId id = instance.id;
        m_savedInstances.insert_or_assign(id, instance);  // so that its record goes when it does
        m_changes.knows(instance);
        const bool sameBoot = instance.bootId == runtime::currentBootId();
        const bool intended = instance.spawning;
        instance.spawning = false;
        if (intended) {
            // Between the intent and the record of the fork: only the cookie can tell whether there was a fork.
            instance.state = model::InstanceState::Pending;
            instance.pid = 0;
            if (const auto child = byCookie.find(instance.cookie); child != byCookie.end()) {
                instance.pid = child->second.identity.pid;
                instance.startTicks = static_cast<std::int64_t>(child->second.identity.startTicks);
                instance.bootId = child->second.identity.bootId;
                instance.state = model::InstanceState::Starting;
                instance.spawnedAt = m_context.clock.now();
                instance.spawnedWallMs = m_context.clock.wallMs();
            }
        }
        const bool claims = instance.hasProcess();
        if (!sameBoot && !intended) {
            instance.history = {};
            instance.notBefore = {};
        }
        m_world.instances[id] = instance;
        if (!claims)
            continue;
        const runtime::ProcessIdentity identity{instance.bootId, static_cast<pid_t>(instance.pid),
                                                static_cast<std::uint64_t>(instance.startTicks)};
        if (auto adopted = m_context.supervisor.adopt(key(id), identity, instance.cookie,
                                                      runtime::InstanceCgroup(instance.cgroups))) {
            m_world.instances[id].adopted = true;
            m_context.logs.followSoon(project, instance.service.str(), id.str());
            alive.push_back(id);
        } else {
            ++ended;
            m_context.supervisor.killRest(identity, instance.cookie, runtime::InstanceCgroup(instance.cgroups));
            model::Exit exit;
            exit.known = false;
            exit.reason = "it ended while no daemon ran";
            model::observe(m_world, model::Exited{id, instance.pid, exit, m_context.clock.wallMs()},
                           m_context.clock.now(), m_context.random);
        }
    }
    for (const auto& id : alive) {
        const model::Instance& instance = m_world.instances.at(id);
        switch (instance.state) {
            case model::InstanceState::Starting:
            case model::InstanceState::Ready:
            case model::InstanceState::Unready:
                begin(instance, requestFor(m_world.services.at(instance.service).specOf(instance.revision), instance));
                break;
            case model::InstanceState::Draining:
                m_drains[id] = std::nullopt;
                break;
            case model::InstanceState::Stopping: {
                const model::Service& spec = m_world.services.at(instance.service).specOf(instance.revision);
                m_context.supervisor.stop(key(id), spec.stopSignal, spec.stopGracePeriod);
                break;
            }
            default:
                break;
        }
    }
    logInfo("daemon", "project taken up",
            {{"project", project}, {"adopted", std::to_string(alive.size())}, {"ended", std::to_string(ended)}});
    if (auto bound = bindListeners(); !bound)
        logError("daemon", "a listener can't be bound", {{"project", project}, {"error", bound.error().message}});
    m_context.dataPlane.ensure();
    m_schedules.set(m_project.services, m_context.clock.wallMs());
    if (!m_world.down)
        m_develop.set(m_project.services);
    m_operations->resume();
    reconcile();
}

}  // namespace slipway::daemon
