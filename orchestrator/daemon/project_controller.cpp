#include "daemon/project_controller.h"

#include <algorithm>

#include "base/files.h"
#include "base/log.h"
#include "daemon/launch.h"
#include "daemon/rows.h"
#include "daemon/snapshot_builder.h"
#include "protocol/api.h"

namespace slipway::daemon {

using namespace std::chrono;

namespace {

constexpr seconds kSaveAgain{1};
constexpr int kPlansAtOnce = 1000;  // a plan that never comes to rest is a bug; it must not hang the daemon

/// "its limit of memory, cpus is"
std::string unheldLimits(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "its limit of " : ", ") + name;
    return text + " is";
}

}  // namespace

ProjectController::ProjectController(Context& context, model::Project project, ManifestSource source)
    : m_context(context),
      m_project(std::move(project)),
      m_source(std::move(source)),
      m_listeners(context, m_project.name.str()),
      m_ports(context, m_project.name.str()),
      m_develop({[this](const ServiceName& service, model::WatchAction action, const std::string& path) {
                     onSources(service, action, path);
                 },
                 [this](const std::string& why) {
                     m_context.events.publish({0, 0, m_project.name.str(), api::WarningEvent{why}});
                 }}) {
    Operations::Host host;
    host.worldChanged = [this] { schedule(); };
    host.save = [this] { save(); };
    host.changed = [this](const api::Operation& row) {
        m_context.events.publish({0, 0, m_project.name.str(), api::OperationEvent{row}});
    };
    host.ended = [this](const api::Receipt& receipt) {
        m_context.events.publish({0, 0, m_project.name.str(), api::RolloutEvent{receipt}});
    };
    host.topology = [this] { return m_topology; };
    host.setTopology = [this](model::TopologyMode mode) { setTopology(mode); };
    host.source = [this] { return m_source; };
    host.keepSource = [this](const ServiceName& name, int revision, const ManifestSource& from) {
        keepSource(name, revision, from);
    };
    m_topology = m_project.topology;
    m_operations = std::make_unique<Operations>(m_context, m_project.name.str(), m_world, std::move(host));
    for (QTimer* timer : {&m_soon, &m_wake}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
        connect(timer, &QTimer::timeout, this, &ProjectController::reconcile);
    }
    if (auto made = makeFolders(m_context.home.project(m_project.name.str()) + "/logs"); !made)
        logError("daemon", "the project's folder could not be made", {{"error", made.error().message}});
}

ProjectController::~ProjectController() = default;

std::vector<std::string> ProjectController::listens(const model::Project& project, const ManifestSource& source) {
    if (source.listen.empty())
        return project.gateway.listen;
    std::vector<std::string> all{source.listen};
    if (const auto& tls = project.gateway.tls)
        all.insert(all.end(), tls->listen.begin(), tls->listen.end());
    return all;
}

void ProjectController::dropStaleListeners() {
    static const std::vector<model::Service> kNone;
    m_listeners.dropOthers(m_world.down ? std::vector<std::string>{} : listens(), gone() ? kNone : m_project.services);
}

Result<std::string> ProjectController::up(model::Project project, ManifestSource source) {
    const bool first = m_world.services.empty();
    const model::Project before = std::exchange(m_project, std::move(project));
    ManifestSource beforeSource = std::exchange(m_source, std::move(source));
    if (auto bound = bindListeners(); !bound) {
        m_project = before;
        m_source = std::move(beforeSource);
        return tl::unexpected(bound.error());
    }
    // As with replicas: the manifest's word wins where it has changed, else what was switched since stays.
    if (before.topology != m_project.topology)
        m_topology = m_project.topology;
    if (first) {
        loadServices();
        for (auto& [name, service] : m_world.services)
            service.rollout.reset();
    }
    std::map<ServiceName, std::pair<int, int>> moved;
    for (const auto& spec : m_project.services) {
        if (spec.external())
            continue;
        const auto [place, added] = m_world.services.try_emplace(spec.name);
        model::ServiceWorld& service = place->second;
        const auto definition = std::make_shared<const model::Service>(spec);
        if (service.revisions.empty()) {
            service.revisions[service.revision] = definition;
            service.replicas = added ? spec.replicas : service.replicas;
        } else {
            const model::Service& old = service.spec();
            // The manifest's count wins over an older scale where it has changed; else the scale stays.
            if (old.replicas != spec.replicas)
                service.replicas = spec.replicas;
            if (old == spec) {
                service.revisions[service.revision] = definition;
            } else {
                // What a rollout under way was to replace is still what to go back to.
                const int from = service.rollout && !service.rollout->failed ? service.rollout->from : service.revision;
                const int to = service.newRevision();
                service.revisions[to] = definition;
                service.revision = to;
                if (!m_world.of(spec.name).empty()) {
                    service.rollout =
                        model::RolloutState{RolloutId("up"), from, to, m_context.clock.now(), false, {}, {}};
                    moved[spec.name] = {from, to};
                }
            }
        }
        service.stopped = false;
        for (auto& [id, instance] : m_world.instances)
            if (instance.service == spec.name && instance.terminal())
                instance.recycle = model::Recycle::Asked;
    }
    for (auto& [name, service] : m_world.services)
        if (!m_project.service(name)) {
            service.rollout.reset();
            service.stopped = true;
        }
    m_manifestChanged = false;
    m_world.down = false;
    m_world.dependents = model::dependentsOf(m_project);
    m_develop.set(m_project.services);
    m_schedules.set(m_project.services, m_context.clock.wallMs());
    saveProject(true);
    save();
    m_context.dataPlane.ensure();
    m_context.events.publish({0, 0, m_project.name.str(), api::ProjectEvent{first ? "up" : "changed"}});
    for (const auto& spec : m_project.services)
        if (const auto unheld = m_context.cgroups.unenforced(cgroupLimits(spec)); !unheld.empty())
            m_context.events.publish({0, 0, m_project.name.str(),
                                      api::WarningEvent{spec.name.str() + ": " + unheldLimits(unheld) +
                                                        " not held here: " + m_context.cgroups.offer().why}});
    const std::string operation = m_operations->submitUp(moved);
    dropStaleListeners();
    reconcile();
    return operation;
}

void ProjectController::schedule() {
    if (!m_soon.isActive())
        m_soon.start(0);
}

void ProjectController::reconcile() {
    if (m_reconciling) {
        schedule();
        return;
    }
    m_reconciling = true;
    m_soon.stop();
    std::optional<TimePoint> wake;
    int rounds = 0;
    for (; rounds < kPlansAtOnce; ++rounds) {
        const model::Plan next = model::plan(m_world, m_context.clock.now());
        wake = next.wake;
        if (next.actions.empty())
            break;
        for (const auto& action : next.actions) {
            logDebug("daemon", "plan: " + model::describe(action), {{"project", m_project.name.str()}});
            model::apply(m_world, action, m_context.clock.now());
            execute(action);
        }
        spawnIntended();
        // Recorders see each step before its instance may be forgotten.
        m_operations->advance();
    }
    if (rounds == kPlansAtOnce)
        logError("daemon", "the plan does not come to rest", {{"project", m_project.name.str()}});
    m_operations->advance();
    save();
    m_changes.tell(m_project.name.str(), m_world.instances, ProjectRows(m_context, *this), m_context.events);
    m_context.publishSnapshot();
    m_reconciling = false;
    cancelStarts();

    if (const auto deadline = m_operations->deadline(); deadline && (!wake || *deadline < *wake))
        wake = deadline;
    if (const TimePoint again = m_context.clock.now() + kSaveAgain; m_unsaved && (!wake || again < *wake))
        wake = again;
    if (wake) {
        const auto wait = ceil<milliseconds>(*wake - m_context.clock.now()).count();
        m_wake.start(static_cast<int>(std::clamp<long long>(wait, 0, 3'600'000)));
    } else {
        m_wake.stop();
    }
}

void ProjectController::execute(const model::Action& action) {
    if (const auto* created = std::get_if<model::CreateInstance>(&action)) {
        if (const auto due = m_dueCause.extract(created->service))
            m_runCause[m_world.of(created->service).back()->id] = due.mapped();
    } else if (const auto* spawn = std::get_if<model::SpawnInstance>(&action)) {
        intend(spawn->id);
    } else if (const auto* drain = std::get_if<model::DrainInstance>(&action)) {
        m_drains[drain->id] = std::nullopt;  // known once the snapshots that say so have their numbers
        m_context.supervisor.stopProbing(key(drain->id));
        if (const auto figures = m_context.metrics.endpoint(endpointId(m_project.name.str(), drain->id.str())))
            m_operations->drainBegan(drain->id, figures->inFlight);
    } else if (const auto* terminate = std::get_if<model::TerminateInstance>(&action)) {
        save();  // the intent first: a daemon that comes after us goes on stopping
        m_context.supervisor.stopProbing(key(terminate->id));
        this->terminate(terminate->id);
    } else if (const auto* kill = std::get_if<model::KillInstance>(&action)) {
        m_context.supervisor.kill(key(kill->id));
    } else if (const auto* forget = std::get_if<model::ForgetInstance>(&action)) {
        m_drains.erase(forget->id);
        m_runCause.erase(forget->id);
        m_inStartup.erase(forget->id);
        const std::string id = forget->id.str();
        m_context.logs.prune(m_project.name.str(), id.substr(0, id.rfind('-')));
    } else if (std::holds_alternative<model::FailRollout>(action)) {
        m_operations->advance();  // it must see the failure before the rollout is cleared
    }
}

void ProjectController::onFigures() {
    std::vector<InstanceId> drained;
    for (const auto& [id, fence] : m_drains) {
        const auto instance = m_world.instances.find(id);
        if (!fence || instance == m_world.instances.end() || instance->second.state != model::InstanceState::Draining ||
            instance->second.drained)
            continue;
        if (m_context.dataPlane.isDrained(*fence, endpointId(m_project.name.str(), id.str())))
            drained.push_back(id);
    }
    for (const auto& id : drained)
        observe(model::Drained{id});
    for (const auto& compared : m_rolloutWatch.look(m_project.name.str(), m_world, m_context.metrics))
        observe(compared);
    m_operations->figuresCame();
}

void ProjectController::onPublished() {
    for (auto& [id, fence] : m_drains)
        if (!fence)
            fence = m_context.dataPlane.fence();
}

bool ProjectController::waitsForFigures() const {
    return m_operations->waitsForFigures() ||
           std::any_of(m_world.instances.begin(), m_world.instances.end(), [](const auto& entry) {
               return entry.second.state == model::InstanceState::Draining && !entry.second.drained;
           });
}

void ProjectController::onHolding(const ServiceName& service) {
    scale(m_autoscaler.holding(m_world, service, m_context.clock.now()));
}

void ProjectController::autoscale(const Autoscaler::Usage& usage) {
    scale(m_autoscaler.tick(m_project.name.str(), m_world, m_context.metrics, usage, m_context.clock.now()));
}

void ProjectController::scale(const std::vector<Autoscaler::Decision>& decisions) {
    for (const auto& [name, change] : decisions) {
        m_world.services.at(name).replicas = change.to;
        logInfo("daemon", "scaled",
                {{"service", name.str()},
                 {"from", std::to_string(change.from)},
                 {"to", std::to_string(change.to)},
                 {"why", change.why}});
        m_context.events.publish(
            {0, 0, m_project.name.str(), api::ScaledEvent{name.str(), change.from, change.to, change.why}});
    }
    if (!decisions.empty())
        reconcile();
}

void ProjectController::onSources(const ServiceName& service, model::WatchAction action, const std::string& path) {
    const auto found = m_world.services.find(service);
    if (m_world.down || found == m_world.services.end() || found->second.stopped)
        return;
    logInfo("daemon", "sources changed", {{"service", service.str()}, {"path", path}});
    OperationRequest request;
    request.service = service.str();
    request.kind = action == model::WatchAction::Restart ? api::OperationKind::Restart : api::OperationKind::Redeploy;
    request.cause = "change of " + path;
    const auto operation = m_operations->submit(request);
    if (!operation)
        m_context.events.publish({0, 0, m_project.name.str(),
                                  api::WarningEvent{service.str() + " was not deployed after a change of " + path +
                                                    ": " + operation.error().message}});
    else if (found->second.spec().watch.cascade)
        m_operations->whenEnded(*operation, [this, service](const api::Operation& row) {
            if (row.state == api::OperationState::Succeeded)
                cascade(service);
        });
}

void ProjectController::cascade(const ServiceName& changed) {
    // In start order, so that each finds what it needs already moved.
    std::set<ServiceName> moved{changed};
    for (const auto& group : model::startOrder(m_project))
        for (const auto& name : group) {
            const model::Service* spec = m_project.service(name);
            const auto needs = [&](const ServiceName& other) { return moved.contains(other); };
            const bool dependent = std::any_of(spec->calls.begin(), spec->calls.end(), needs) ||
                                   std::any_of(spec->dependsOn.begin(), spec->dependsOn.end(),
                                               [&](const model::Dependency& each) { return needs(each.service); });
            const auto world = m_world.services.find(name);
            if (name == changed || !dependent || spec->external() || world == m_world.services.end() ||
                world->second.stopped)
                continue;
            moved.insert(name);
            OperationRequest request;
            request.service = name.str();
            request.cause = "new revision of " + changed.str();
            if (auto submitted = m_operations->submit(request); !submitted)
                logError("daemon", "a dependent could not be redeployed",
                         {{"service", name.str()}, {"error", submitted.error().message}});
        }
}

void ProjectController::lookAtSchedules() {
    for (const auto& job : m_schedules.due(m_context.clock.wallMs())) {
        const auto found = m_world.services.find(job);
        if (m_world.down || found == m_world.services.end() || found->second.stopped)
            continue;
        ++found->second.runsDue;
        m_dueCause[job] = "schedule";
        schedule();
    }
}

Result<std::string> ProjectController::runJob(const ServiceName& job) {
    const auto found = m_world.services.find(job);
    if (found == m_world.services.end())
        return fail(ErrorCode::NotFound, m_project.name.str() + " has no job '" + job.str() + "'",
                    "`slipway job ls` shows those that there are.");
    if (!found->second.spec().job)
        return fail(ErrorCode::Conflict, job.str() + " is a service, which runs on", "`kind: job` would make it one.");
    if (found->second.stopped)
        return fail(ErrorCode::Conflict, job.str() + " is stopped", "Start it: slipway start " + job.str());
    m_dueCause[job] = "by hand";
    if (found->second.spec().scheduled()) {
        ++found->second.runsDue;
        schedule();
        return std::string();
    }
    for (const model::Instance* instance : m_world.of(job))
        m_runCause[instance->id] = "by hand";
    OperationRequest request;
    request.kind = api::OperationKind::Restart;
    request.service = job.str();
    return m_operations->submit(request);
}

void ProjectController::setTopology(model::TopologyMode mode) {
    m_topology = mode;
    saveProject(true);
    m_context.publishSnapshot();
    m_context.events.publish({0, 0, m_project.name.str(), api::ProjectEvent{"topology"}});
}

void ProjectController::lookAtManifest() {
    const auto onDisk = readFile(m_source.path, manifest::kMaxManifestBytes);
    const bool changed = onDisk && *onDisk != m_source.text;
    if (changed && !m_manifestChanged)
        m_context.events.publish({0, 0, m_project.name.str(), api::ProjectEvent{"manifest_changed"}});
    m_manifestChanged = changed;
}

bool ProjectController::hasCookie(const std::string& cookie) const {
    return std::any_of(m_world.instances.begin(), m_world.instances.end(),
                       [&](const auto& entry) { return entry.second.cookie == cookie; });
}

int ProjectController::composerPort() const {
    for (const auto* instance : m_world.of(ServiceName(model::kComposer)))
        if (instance->state == model::InstanceState::Ready || instance->state == model::InstanceState::Draining)
            return instance->port;
    return 0;
}

}  // namespace slipway::daemon
