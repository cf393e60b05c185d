#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "daemon/instance_records.h"
#include "daemon/project_controller.h"
#include "daemon/secret_files.h"

// What of a project outlives the daemon.
namespace slipway::daemon {

using nlohmann::json;

namespace {

std::string digest(const ManifestSource& source) {
    return std::to_string(
        std::hash<std::string>()(toJson(source).dump(-1, ' ', false, json::error_handler_t::replace)));
}

}  // namespace

void ProjectController::saveProject(bool desired) {
    store::ProjectRecord record;
    record.name = m_project.name.str();
    record.manifest = m_source.text;
    record.path = m_source.path;
    record.variablesJson = json(m_source.variables).dump(-1, ' ', false, json::error_handler_t::replace);
    record.envFilesJson = json(m_source.envFiles).dump(-1, ' ', false, json::error_handler_t::replace);
    record.desired = desired;
    record.updatedAt = m_context.clock.wallMs();
    m_sources[digest(m_source)] = m_source;
    // Older definitions are kept as long as an instance, or the way back of a rollout, may need them.
    std::set<std::string> needed = {digest(m_source)};
    for (const auto& [name, service] : m_world.services)
        for (const auto& [revision, spec] : service.revisions)
            if (const auto found = m_revisionSource.find({name, revision}); found != m_revisionSource.end())
                needed.insert(found->second);
            else
                m_revisionSource[{name, revision}] = digest(m_source);
    std::erase_if(m_sources, [&](const auto& entry) { return !needed.contains(entry.first); });
    json sources = json::object();
    for (const auto& [id, source] : m_sources)
        sources[id] = toJson(source);
    record.extraJson = json{
        {"listen", m_source.listen},
        {"secrets", m_source.secrets},
        {"profiles", m_source.profiles},
        {"down", m_world.down},
        {"topology", model::topologyWord(m_topology)},
        {"manifest_topology", model::topologyWord(m_project.topology)},
        {"sources",
         sources}}.dump(-1, ' ', false, json::error_handler_t::replace);
    if (auto saved = m_context.store.projects.save(record); !saved) {
        logError("daemon", "the project could not be stored",
                 {{"project", record.name}, {"error", saved.error().message}});
        return;
    }
    m_savedDown = m_world.down;
}

void ProjectController::keepSource(const ServiceName& name, int revision, const ManifestSource& source) {
    m_sources[digest(source)] = source;
    m_revisionSource[{name, revision}] = digest(source);
    saveProject(true);
}

std::vector<store::ServiceRecord> ProjectController::unsavedServices() {
    std::vector<store::ServiceRecord> records;
    for (const auto& [name, service] : m_world.services) {
        json revisions = json::object();
        for (const auto& [revision, spec] : service.revisions)
            if (const auto found = m_revisionSource.find({name, revision}); found != m_revisionSource.end())
                revisions[std::to_string(revision)] = found->second;
            else if (const auto inherited = m_revisionSource.find({name, revision - 1});
                     inherited != m_revisionSource.end())
                revisions[std::to_string(revision)] = (m_revisionSource[{name, revision}] = inherited->second);
        json rollout = nullptr;
        if (service.rollout)
            rollout = {{"id", service.rollout->id.str()},
                       {"from", service.rollout->from},
                       {"to", service.rollout->to},
                       {"started", service.rollout->startedAt.time_since_epoch().count()},
                       {"failed", service.rollout->failed},
                       {"why", service.rollout->why},
                       {"step", service.rollout->step},
                       {"step_since", service.rollout->stepSince.time_since_epoch().count()},
                       {"paused", service.rollout->paused},
                       {"paused_why", service.rollout->pausedWhy},
                       {"aborted", service.rollout->aborted},
                       {"verdict", service.rollout->verdict},
                       {"culprit", service.rollout->culprit.str()}};
        store::ServiceRecord record;
        record.project = m_project.name.str();
        record.service = name.str();
        record.replicas = service.replicas;
        record.revision = service.revision;
        record.lastInstance = service.nextOrdinal - 1;
        record.stopped = service.stopped;
        record.extraJson =
            json{{"revisions", revisions}, {"rollout", rollout}, {"newest", service.newestRevision}}.dump(
                -1, ' ', false, json::error_handler_t::replace);
        if (const auto saved = m_savedServices.find(name); saved == m_savedServices.end() || saved->second != record)
            records.push_back(std::move(record));
    }
    return records;
}

void ProjectController::save() {
    const std::string project = m_project.name.str();
    // Called for each start and each stop: what did not change costs a comparison.
    std::vector<const model::Instance*> instances;
    for (const auto& [id, instance] : m_world.instances)
        if (const auto saved = m_savedInstances.find(id); saved == m_savedInstances.end() || saved->second != instance)
            instances.push_back(&instance);
    std::vector<InstanceId> gone;
    for (const auto& [id, instance] : m_savedInstances)
        if (!m_world.instances.contains(id))
            gone.push_back(id);
    const auto services = unsavedServices();
    const auto operations = m_operations->unsaved();
    // The number of the newest instance alone need not outlive the loss of power, which ends all instances.
    const auto wish = [&](store::ServiceRecord record) {
        const auto saved = m_savedServices.find(ServiceName(record.service));
        record.lastInstance = saved == m_savedServices.end() ? 0 : saved->second.lastInstance;
        return saved == m_savedServices.end() || saved->second != record;
    };
    const bool wishes =
        m_world.down != m_savedDown || !operations.empty() || std::any_of(services.begin(), services.end(), wish);
    if (!wishes && services.empty() && instances.empty() && gone.empty())
        return;

    store::Store& store = m_context.store;
    const bool downBefore = m_savedDown;
    const auto written = store.database().transaction(
        [&]() -> Result<> {
            if (m_world.down != m_savedDown)
                saveProject(true);
            for (const auto& record : services)
                if (auto saved = store.projects.saveService(record); !saved)
                    return saved;
            for (const auto& record : operations)
                if (auto saved = store.operations.save(record); !saved)
                    return saved;
            for (const auto* instance : instances)
                if (auto saved = store.instances.save(toRecord(project, *instance)); !saved)
                    return saved;
            for (const auto& id : gone) {
                (void)store.instances.remove(project, id.str());
                m_ports.release(id);
            }
            return {};
        },
        wishes ? store::Durability::Power : store::Durability::Process);
    if (!written) {
        m_savedDown = downBefore;
        if (!std::exchange(m_unsaved, true))
            logError("daemon", "the state could not be stored; it is tried again until it is",
                     {{"project", project}, {"error", written.error().message}});
        return;
    }
    if (std::exchange(m_unsaved, false))
        logInfo("daemon", "the state is stored again", {{"project", project}});
    for (const auto* instance : instances)
        m_savedInstances.insert_or_assign(instance->id, *instance);
    for (const auto& id : gone)
        m_savedInstances.erase(id);
    for (const auto& record : services)
        m_savedServices.insert_or_assign(ServiceName(record.service), record);
    m_operations->saved(operations);
}

void ProjectController::retireRecords() {
    save();
    saveProject(false);
    dropStaleListeners();
    dropSecrets(m_context.home, m_project.name.str());
}

}  // namespace slipway::daemon
