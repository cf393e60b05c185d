#include "daemon/daemon.h"

#include <unistd.h>

#include <QCoreApplication>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/log.h"
#include "daemon/api_routes.h"
#include "daemon/launch.h"
#include "daemon/rows.h"
#include "daemon/secret_files.h"
#include "daemon/snapshot_builder.h"
#include "protocol/api.h"
#include "runtime/process_table.h"

namespace slipway::daemon {

using namespace std::chrono_literals;

namespace {

constexpr auto kTick = 1000ms;
constexpr size_t kTargetsASecond = 300;  // a look at CPU and memory takes 20 us each; with more it is a rarer one
constexpr auto kDrainTick = 50ms;        // a lost `drained` message is healed within this

}  // namespace

Result<std::unique_ptr<Daemon>> Daemon::start(Home home, HomeLock lock, Options options) {
    auto store = store::Store::open(home.database());
    if (!store)
        return tl::unexpected(store.error());
    auto instancePorts = runtime::PortAllocator::fromSystem(runtime::kInstancePorts);
    auto egressPorts = runtime::PortAllocator::fromSystem(runtime::kEgressPorts);
    if (!instancePorts || !egressPorts)
        return tl::unexpected(instancePorts ? egressPorts.error() : instancePorts.error());
    std::unique_ptr<Daemon> daemon(new Daemon(std::move(home), std::move(lock), std::move(*store),
                                              std::move(*instancePorts), std::move(*egressPorts)));
    if (auto begun = daemon->begin(options); !begun)
        return tl::unexpected(begun.error());
    return daemon;
}

Daemon::Daemon(Home home, HomeLock lock, std::unique_ptr<store::Store> store, runtime::PortAllocator instancePorts,
               runtime::PortAllocator egressPorts)
    : m_home(std::move(home)),
      m_lock(std::move(lock)),
      m_random(Random::fromSystem()),
      m_epoch(randomHex(8)),
      m_startedMs(m_clock.wallMs()),
      m_store(std::move(store)),
      m_instancePorts(std::move(instancePorts)),
      m_egressPorts(std::move(egressPorts)) {
    for (runtime::PortAllocator* ports : {&m_instancePorts, &m_egressPorts}) {
        const runtime::PortRange range = ports->range();
        ports->startAt(range.first +
                       static_cast<int>(m_random.below(static_cast<std::uint32_t>(range.last - range.first + 1))));
    }
}

Daemon::~Daemon() {
    // Projects before what they stand on.
    m_api.reset();
    m_scrapes.clear();
    m_projects.clear();
    if (m_stopping) {
        m_cgroups.sweep({});
        m_cgroups.close();
        m_lock.release();
    }
}

ProjectController* Daemon::byKey(const std::string& key, InstanceId& id) {
    const size_t slash = key.find('/');
    id = InstanceId(key.substr(slash + 1));
    return project(key.substr(0, slash));
}

Result<> Daemon::begin(Options options) {
    m_events = std::make_unique<EventBus>(*m_store, m_clock);
    m_metrics = std::make_unique<Metrics>(*m_store, m_clock);
    auto logs = LogService::create(m_home, m_clock);
    if (!logs)
        return tl::unexpected(logs.error());
    m_logs = std::move(*logs);

    Supervisor::Callbacks processes;
    processes.exited = [this](const std::string& key, const runtime::ProcessExit& exit) {
        InstanceId id;
        if (auto* controller = byKey(key, id))
            controller->onExited(id, exit);
        reap();
    };
    processes.readiness = [this](const std::string& key, const runtime::ProbeResult& result) {
        InstanceId id;
        if (auto* controller = byKey(key, id))
            controller->onReadiness(id, result);
    };
    processes.liveness = [this](const std::string& key, const runtime::ProbeResult& result) {
        InstanceId id;
        if (auto* controller = byKey(key, id))
            controller->onLiveness(id, result);
    };
    m_cgroups = runtime::CgroupTree::open(runtime::cgroupHierarchies(), m_home.id());
    if (!m_cgroups.offer().why.empty())
        logInfo("daemon", "not all can be had of control groups here", {{"missing", m_cgroups.offer().why}});
    auto supervisor = Supervisor::create(m_clock, m_cgroups, std::move(processes));
    if (!supervisor)
        return tl::unexpected(supervisor.error());
    m_supervisor = std::move(*supervisor);

    DataPlane::Callbacks plane;
    plane.hubChanged = [this] {
        m_events->publish(
            {0, 0, "",
             api::GatewayEvent{gatewayStatus(*m_context).state, static_cast<int>(m_dataPlane->hub().pid()),
                               static_cast<std::int64_t>(m_dataPlane->hub().publishedGeneration())}});
    };
    plane.refused = [this](const std::string& who, const std::string& path, const std::string& error) {
        m_events->publish({0, 0, "",
                           api::WarningEvent{who + " refused a configuration at " + path + ": " + error +
                                             "; the one before is still in force"}});
    };
    plane.sidecarDied = [this](const std::string& project, const std::string& sentence) {
        m_events->publish({0, 0, project, api::WarningEvent{sentence}});
    };
    plane.drained = [this] { lookAtFigures(); };
    plane.holding = [this](const std::string& service) {
        const size_t slash = service.find('/');
        if (auto* controller = project(service.substr(0, slash)); controller && slash != std::string::npos)
            controller->onHolding(ServiceName(service.substr(slash + 1)));
    };
    plane.counted = [this] { onFigures(m_dataPlane->figures()); };
    plane.lastSpans = [this](const std::string& records) { m_traces->add(records); };
    plane.besideChanged = [this] {
        m_upgrade->look();
        watchCounts();
    };
    m_dataPlane = std::make_unique<DataPlane>(m_home, m_clock, m_epoch, std::move(plane));
    m_upgrade = std::make_unique<GatewayUpgrade>(m_home, *m_dataPlane, m_clock,
                                                 GatewayUpgrade::Callbacks{[this](const api::GatewayUpgrade& row) {
                                                     m_events->publish({0, 0, "", api::GatewayUpgradeEvent{row}});
                                                     watchCounts();
                                                 }});
    m_traces = std::make_unique<TraceCollector>(*m_dataPlane, m_clock, [this](const std::string& name) {
        const auto* controller = project(name);
        return controller ? controller->composerPort() : 0;
    });
    m_context.reset(new Context{m_home, m_clock, m_random, *m_store, *m_events, m_cgroups, *m_supervisor, *m_dataPlane,
                                *m_logs, *m_metrics, m_instancePorts, m_egressPorts, m_trespasses, m_queues, m_hops,
                                m_builds, m_usage, [this] {
                                    if (!m_publish.isActive())
                                        m_publish.start(0);
                                }});
    KeyKeeper::Callbacks keys;
    keys.changed = [this] { m_context->publishSnapshot(); };
    keys.warn = [this](const std::string& where, const std::string& sentence) {
        for (const auto& [name, controller] : m_projects)
            if (const auto wanted = keySources(controller->project());
                std::any_of(wanted.begin(), wanted.end(), [&](const KeySource& each) { return each.where == where; }))
                m_events->publish({0, 0, name, api::WarningEvent{sentence}});
    };
    m_keys = std::make_unique<KeyKeeper>(m_home, m_clock, std::move(keys));
    m_publish.setSingleShot(true);
    connect(&m_publish, &QTimer::timeout, this, &Daemon::publishSnapshot);
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(&m_tick, &QTimer::timeout, this, &Daemon::tick);
    m_tick.start(kTick);
    connect(&m_drainTick, &QTimer::timeout, this, &Daemon::lookAtFigures);

    adoptProjects();
    (void)options;

    // Last: a client that connects finds everything taken up.
    auto socket = bindControlSocket(m_home);
    if (!socket)
        return tl::unexpected(socket.error());
    m_api = std::make_unique<ApiServer>(std::move(*socket), [this](const ApiRequest& request, Responder responder) {
        handleApi(*this, request, std::move(responder));
    });
    return {};
}

void Daemon::adoptProjects() {
    m_dataPlane->takeOver();
    std::map<std::string, runtime::CookieHolder> byCookie;
    for (auto& holder : runtime::findCookies(m_home.id() + ":")) {
        const auto known = byCookie.find(holder.cookie);
        // The leader of an instance leads its session.
        if (known == byCookie.end() || holder.stat.session == holder.identity.pid)
            byCookie.insert_or_assign(holder.cookie, holder);
    }
    for (const auto& record : m_store->projects.all().value_or(std::vector<store::ProjectRecord>{})) {
        if (!record.desired)
            continue;
        ManifestSource source;
        source.text = record.manifest;
        source.path = record.path;
        const auto variables = nlohmann::json::parse(record.variablesJson, nullptr, false);
        const auto envFiles = nlohmann::json::parse(record.envFilesJson, nullptr, false);
        const auto extra = nlohmann::json::parse(record.extraJson, nullptr, false);
        if (variables.is_object())
            source.variables = variables.get<manifest::Variables>();
        if (envFiles.is_object())
            source.envFiles = envFiles.get<manifest::EnvFiles>();
        if (extra.is_object()) {
            source.listen = extra.value("listen", "");
            source.secrets = extra.value("secrets", source.secrets);
            source.profiles = extra.value("profiles", source.profiles);
        }
        learnSecrets(m_home, record.name);
        auto parsed = source.parse();
        if (!parsed) {
            logError("daemon", "a stored manifest can't be read any more; its instances are left alone",
                     {{"project", record.name}, {"error", parsed.error().message}});
            continue;
        }
        auto controller =
            std::make_unique<ProjectController>(*m_context, std::move(parsed->project), std::move(source));
        controller->adopt(byCookie);
        m_projects[record.name] = std::move(controller);
    }
    // Who waits for the end of a `down` may ask this daemon how it went.
    for (const auto& record : m_store->operations.list().value_or(std::vector<store::OperationRecord>{}))
        if (record.ended && !m_projects.contains(record.project))
            if (auto row = api::decode<api::Operation>(record.json))
                m_endedOperations[record.id] = *std::move(row);
    // Children that no record names: forked by a daemon that died before it could write their pid, or of an intent that
    // was dropped.
    for (const auto& [cookie, holder] : byCookie) {
        const bool known = std::any_of(m_projects.begin(), m_projects.end(), [&, &name = cookie](const auto& entry) {
            return entry.second->hasCookie(name);
        });
        if (known || holder.stat.session != holder.identity.pid)
            continue;
        logWarn("daemon", "a child that no record names is stopped",
                {{"pid", std::to_string(holder.identity.pid)}, {"cookie", cookie}});
        m_supervisor->stopStranger(holder.identity, cookie);
    }
    std::set<std::string> groups;
    for (const auto& [name, controller] : m_projects)
        for (const auto& [id, instance] : controller->world().instances)
            groups.insert(instance.cgroups.begin(), instance.cgroups.end());
    m_cgroups.sweep(groups);
    reap();
}

ProjectController* Daemon::project(const std::string& name) {
    const auto found = m_projects.find(name);
    return found == m_projects.end() ? nullptr : found->second.get();
}

Result<> Daemon::mayComeUp(const ProjectController& running, const ManifestSource& source) const {
    const std::string& name = running.project().name.str();
    if (running.source().path != source.path)
        return fail(ErrorCode::Conflict, "a project '" + name + "' runs already, from " + running.source().path,
                    "Give this one another `name`, or stop that one: slipway down -p " + name);
    if (running.world().down)
        return fail(ErrorCode::Conflict, name + " is going down", "Wait for it, then: slipway up");
    return {};
}

Result<std::string> Daemon::up(model::Project project, ManifestSource source) {
    const std::string name = project.name.str();
    ProjectController* controller = this->project(name);
    if (controller)
        if (auto allowed = mayComeUp(*controller, source); !allowed)
            return tl::unexpected(allowed.error());
    const bool fresh = !controller;
    if (fresh)
        dropSecrets(m_home, name);
    if (auto kept = keepSecrets(m_home, project, source.secretValues); !kept)
        return tl::unexpected(kept.error());
    source.secretValues.clear();
    if (fresh) {
        m_metrics->forgetProject(name);
        m_traces->forgetProject(name);
        m_projects[name] = std::make_unique<ProjectController>(*m_context, project, source);
        controller = m_projects[name].get();
    }
    auto operation = controller->up(std::move(project), std::move(source));
    if (!operation && fresh)
        m_projects.erase(name);
    return operation;
}

Result<std::string> Daemon::down(const std::string& name) {
    ProjectController* controller = project(name);
    if (!controller)
        return fail(ErrorCode::NotFound, "no project '" + name + "' runs");
    return controller->submit({api::OperationKind::Down, {}, 0, {}});
}

void Daemon::reap() {
    // Not from inside the project's own call: a turn later.
    QTimer::singleShot(0, this, [this] {
        for (auto it = m_projects.begin(); it != m_projects.end();) {
            ProjectController& controller = *it->second;
            const auto operations = controller.operations().list();
            const bool busy = std::any_of(operations.begin(), operations.end(),
                                          [](const api::Operation& row) { return !row.ended(); });
            if (!controller.gone() || busy) {
                ++it;
                continue;
            }
            controller.retireRecords();
            for (const auto& row : operations)
                m_endedOperations[row.id] = row;
            m_events->publish({0, 0, it->first, api::ProjectEvent{"down"}});
            logInfo("daemon", "project is down", {{"project", it->first}});
            m_openapi.forget(it->first);
            m_hops.forget(it->first);
            m_traces->exporter().configure(it->first, {});
            it = m_projects.erase(it);
            publishSnapshot();
            if (m_projects.empty())
                m_dataPlane->shutdown([] {});
        }
    });
}

void Daemon::publishSnapshot() {
    std::vector<KeySource> sources;
    for (const auto& [name, controller] : m_projects) {
        const auto wanted = keySources(controller->project());
        sources.insert(sources.end(), wanted.begin(), wanted.end());
    }
    m_keys->need(sources);
    Snapshots snapshots;
    std::set<std::pair<std::string, std::string>> faults;
    for (const auto& [name, controller] : m_projects) {
        std::vector<std::string> ofProject;
        appendProject(snapshots, controller->project(), controller->world(), controller->listens(),
                      controller->topology(), m_keys->texts(), &ofProject);
        for (auto& sentence : ofProject)
            faults.emplace(name, std::move(sentence));
        setOpenApi(snapshots, controller->project(), m_openapi.of(name));
        controller->dropStaleListeners();
        m_traces->exporter().configure(name, controller->project().observability.otlp);
    }
    warnOfKeys(std::move(faults));
    updateScrapes();
    if (m_projects.empty())
        return;
    m_dataPlane->publish(std::move(snapshots.byRole), std::move(snapshots.servedBy));
    for (const auto& [name, controller] : m_projects)
        controller->onPublished();
    watchCounts();
    reap();
}

void Daemon::warnOfKeys(std::set<std::pair<std::string, std::string>> faults) {
    for (const auto& each : faults) {
        if (m_keyFaults.contains(each))
            continue;
        logWarn("daemon", "a key can't be used", {{"project", each.first}, {"why", each.second}});
        m_events->publish({0, 0, each.first, api::WarningEvent{each.second}});
    }
    m_keyFaults = std::move(faults);
}

void Daemon::updateScrapes() {
    std::set<std::string> wanted;
    for (const auto& [name, controller] : m_projects)
        if (const auto& address = controller->project().observability.metricsListen; !address.empty())
            wanted.insert(address);
    std::erase_if(m_scrapes, [&](const auto& entry) { return !wanted.contains(entry.first); });
    for (const std::string& address : wanted) {
        if (m_scrapes.contains(address))
            continue;
        auto socket = runtime::listenTcp(address);
        if (!socket) {
            // Said once: nothing but a change of the manifest tries again.
            m_scrapes[address] = nullptr;
            m_events->publish(
                {0, 0, "", api::WarningEvent{"metrics are not served at " + address + ": " + socket.error().message}});
            continue;
        }
        m_scrapes[address] = std::make_unique<ApiServer>(
            std::move(*socket),
            [this](const ApiRequest& request, const Responder& responder) {
                if (request.path == "/metrics" && request.method == "GET")
                    handleApi(*this, request, responder);
                else
                    responder.error({ErrorCode::NotFound, "GET /metrics is all that is served here", "", {}});
            },
            ApiServer::Peers::Anyone);
    }
}

void Daemon::watchCounts() {
    const bool waits =
        m_dataPlane->hasBeside() || std::any_of(m_projects.begin(), m_projects.end(),
                                                [](const auto& entry) { return entry.second->waitsForFigures(); });
    if (waits && !m_drainTick.isActive())
        m_drainTick.start(kDrainTick);
    else if (!waits)
        m_drainTick.stop();
}

void Daemon::lookAtFigures() {
    m_dataPlane->requestStats([this](const PlaneFigures& figures) { onFigures(figures); });
}

void Daemon::onFigures(const PlaneFigures& figures) {
    m_metrics->ingest(m_dataPlane->counted(), figures);
    m_traces->onFigures(figures);
    for (const auto& [name, controller] : m_projects)
        controller->onFigures();
    watchCounts();
}

void Daemon::tick() {
    for (const auto& [name, controller] : m_projects) {
        controller->lookAtManifest();
        controller->lookAtSchedules();
    }
    std::vector<runtime::UsageTarget> targets;
    for (const auto& [name, controller] : m_projects)
        for (const auto& [id, instance] : controller->world().instances)
            if (instance.pid != 0)
                targets.push_back({name + "/" + id.str(), static_cast<pid_t>(instance.pid),
                                   static_cast<std::uint64_t>(instance.startTicks)});
    lookForTrespasses();
    lookAtQueues();
    for (const auto& [name, controller] : m_projects)
        m_openapi.look(controller->project(), controller->world());
    for (const GatewayLink* process : m_dataPlane->processes())
        if (process->pid() != 0)
            targets.push_back({usageId(*process), static_cast<pid_t>(process->pid()), process->startTicks()});
    // Not in the first of many turns: a daemon that takes over a thousand instances has better to do.
    const size_t turns = 1 + targets.size() / kTargetsASecond;
    if (m_ticks++ % turns == turns / 2)
        m_usage = m_usageSampler.sample(targets, m_clock.now());
    m_dataPlane->requestStats([this](const PlaneFigures& figures) {
        onFigures(figures);
        std::map<std::pair<std::string, std::string>, ServiceUsage> usage;
        for (const auto& [name, controller] : m_projects) {
            for (const auto& [service, world] : controller->world().services)
                usage[{name, service.str()}];
            for (const auto& [id, instance] : controller->world().instances) {
                ServiceUsage& sum = usage[{name, instance.service.str()}];
                sum.ready += instance.state == model::InstanceState::Ready;
                if (const auto found = m_usage.find(name + "/" + id.str()); found != m_usage.end()) {
                    sum.cpu += found->second.cpuCores;
                    sum.rssKib += static_cast<std::int64_t>(found->second.rssKib);
                }
            }
        }
        m_metrics->tick(usage);
        for (const auto& [name, controller] : m_projects)
            controller->autoscale(usage);
        for (const auto& [name, controller] : m_projects)
            m_events->publish({0, 0, name, ProjectRows(*m_context, *controller).tick()});
    });
}

void Daemon::lookAtQueues() {
    for (const auto& [name, controller] : m_projects) {
        const auto& services = controller->project().services;
        // A call that left the manifest may have left messages, too.
        if (m_queues.knows(name) ||
            std::any_of(services.begin(), services.end(), [](const auto& each) { return !each.asyncCalls.empty(); }))
            m_queues.ask(name, controller->composerPort());
    }
}

void Daemon::lookForTrespasses() {
    std::vector<TrespassWatch::Instance> instances;
    std::vector<TrespassWatch::Store> stores;
    for (const auto& [name, controller] : m_projects) {
        for (const auto& [id, instance] : controller->world().instances) {
            if (instance.pid == 0)
                continue;
            std::vector<int> ports = instance.otherPorts;
            ports.push_back(instance.port);
            instances.push_back(
                {name, instance.service.str(), id.str(), static_cast<int>(instance.pid), std::move(ports)});
        }
        for (const auto& service : controller->project().services)
            if (service.data && !service.data->path.empty())
                stores.push_back({name, service.name.str(), dataPath(m_home, controller->project(), *service.data)});
    }
    std::vector<pid_t> ours{::getpid()};
    for (const GatewayLink* process : m_dataPlane->processes())
        if (process->pid() != 0)
            ours.push_back(static_cast<pid_t>(process->pid()));
    m_trespasses.tick(instances, stores, ours);
    for (const auto& [project, detail] : m_trespasses.takeNews())
        m_events->publish({0, 0, project, api::WarningEvent{detail}});
}

const api::Operation* Daemon::operation(const std::string& id) const {
    for (const auto& [name, controller] : m_projects)
        if (const auto* row = controller->operations().find(id))
            return row;
    const auto ended = m_endedOperations.find(id);
    return ended == m_endedOperations.end() ? nullptr : &ended->second;
}

ProjectController* Daemon::projectOfOperation(const std::string& id) {
    for (const auto& [name, controller] : m_projects)
        if (controller->operations().find(id))
            return controller.get();
    return nullptr;
}

std::vector<api::Operation> Daemon::operations() const {
    std::vector<api::Operation> rows;
    for (const auto& [id, row] : m_endedOperations)
        rows.push_back(row);
    for (const auto& [name, controller] : m_projects)
        for (auto& row : controller->operations().list())
            rows.push_back(std::move(row));
    return rows;
}

void Daemon::withFreshFigures(std::function<void()> callback) {
    m_dataPlane->requestStats([this, callback = std::move(callback)](const PlaneFigures& figures) {
        onFigures(figures);
        callback();
    });
}

void Daemon::stop() {
    if (std::exchange(m_stopping, true))
        return;
    logInfo("daemon", "stopping; instances run on");
    m_tick.stop();
    m_drainTick.stop();
    m_api->stopListening();
    ::unlink(m_home.socket().c_str());
    m_events->flush();
    const auto quit = [] { QTimer::singleShot(20, QCoreApplication::instance(), &QCoreApplication::quit); };
    if (m_projects.empty() && m_dataPlane->hub().pid() != 0) {
        m_dataPlane->shutdown(quit);
        return;
    }
    m_dataPlane->leave();
    quit();
}

}  // namespace slipway::daemon
