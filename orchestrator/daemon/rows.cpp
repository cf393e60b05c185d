#include "daemon/rows.h"

#include <algorithm>
#include <set>

#include "daemon/launch.h"
#include "daemon/snapshot_builder.h"

namespace slipway::daemon {

using model::InstanceState;

namespace {

const char* policyWord(model::BalancingPolicy policy) {
    switch (policy) {
        case model::BalancingPolicy::RoundRobin:
            return "round_robin";
        case model::BalancingPolicy::LeastRequest:
            break;
    }
    return "least_request";
}

}  // namespace

ProjectRows::ProjectRows(const Context& context, const ProjectController& controller)
    : m_context(context),
      m_controller(controller),
      m_project(controller.project()),
      m_world(controller.world()),
      m_name(controller.project().name.str()) {}

api::InstanceTick ProjectRows::figures(const model::Instance& instance) const {
    api::InstanceTick now;
    now.instance = instance.id.str();
    if (const auto usage = m_context.usage.find(m_name + "/" + now.instance);
        usage != m_context.usage.end() && instance.pid != 0) {
        now.cpu = usage->second.cpuCores;
        now.rssKib = static_cast<std::int64_t>(usage->second.rssKib);
        now.pssKib = static_cast<std::int64_t>(usage->second.pssKib);
    }
    if (const auto endpoint = m_context.metrics.endpoint(endpointId(m_name, now.instance)))
        now.inFlight = static_cast<int>(endpoint->inFlight);
    return now;
}

api::InstanceRow ProjectRows::instance(const model::Instance& instance) const {
    api::InstanceRow row;
    row.service = instance.service.str();
    row.instance = instance.id.str();
    row.pid = static_cast<int>(instance.pid);
    row.port = instance.port;
    api::fromWord(model::stateName(instance.state), row.state);
    row.revision = instance.revision;
    row.restarts = instance.restarts;
    if (const auto* service = m_project.service(instance.service))
        row.owner = service->owner.str();
    row.project = m_name;
    if (instance.hasProcess()) {
        row.startedMs = instance.spawnedWallMs;
        row.readyMs = instance.everReady ? instance.readyWallMs : 0;
        row.uptimeMs = std::max<std::int64_t>(0, m_context.clock.wallMs() - instance.spawnedWallMs);
    }
    const api::InstanceTick now = figures(instance);
    row.cpu = now.cpu;
    row.rssKib = now.rssKib;
    row.pssKib = now.pssKib;
    row.inFlight = now.inFlight;
    if (instance.lastExit) {
        api::LastExit exit;
        if (instance.lastExit->known && instance.lastExit->signal == 0)
            exit.code = instance.lastExit->code;
        if (instance.lastExit->signal != 0)
            exit.signal = instance.lastExit->signal;
        exit.at = instance.lastExitWallMs;
        exit.reason = model::describe(*instance.lastExit);
        row.lastExit = exit;
    }
    row.why = instance.why;
    if (instance.state == InstanceState::Pending && instance.notBefore > m_context.clock.now())
        row.why += (row.why.empty() ? "" : "; ") +
                   ("started again in " + formatDuration(instance.notBefore - m_context.clock.now()));
    const bool comesBack = instance.state == InstanceState::Pending && instance.lastExit;
    if (instance.state == InstanceState::Failed || instance.state == InstanceState::CrashLoop || comesBack)
        row.lastLines = m_context.logs.lastLines(m_name, row.instance, 5);
    if (instance.port != 0)
        row.address = "127.0.0.1:" + std::to_string(instance.port);
    row.adopted = instance.adopted;
    row.cgroup = m_context.cgroups.offer().kill && instance.hasProcess() && !instance.cgroups.empty();
    if (const auto service = m_world.services.find(instance.service); service != m_world.services.end())
        row.unenforced = m_context.cgroups.unenforced(cgroupLimits(service->second.specOf(instance.revision)));
    return row;
}

std::vector<api::InstanceRow> ProjectRows::instances() const {
    std::vector<api::InstanceRow> rows;
    for (const auto& service : m_project.services)
        for (const model::Instance* one : m_world.of(service.name))
            rows.push_back(instance(*one));
    // Of services that the manifest no longer has, on their way out.
    for (const auto& [id, one] : m_world.instances)
        if (!m_project.service(one.service))
            rows.push_back(instance(one));
    return rows;
}

api::ServiceRow ProjectRows::service(const model::Service& service) const {
    api::ServiceRow row;
    row.name = service.name.str();
    row.owner = service.owner.str();
    row.kind = service.external() ? api::ServiceKind::External : api::ServiceKind::Process;
    row.policy = policyWord(service.balancing);
    for (const auto& callee : service.calls)
        row.calls.push_back(callee.str());
    if (service.data)
        row.data = api::DataStoreRow{service.data->kind, service.data->path};
    for (const auto& port : service.ports)
        row.ports.push_back({port.name, port.target});
    row.command = service.command;
    const Rates rates = m_context.metrics.serviceRates(m_name, row.name);
    row.rps = rates.rps;
    row.errorsPerS = rates.errorsPerS;
    row.p50Us = rates.p50Us;
    row.p95Us = rates.p95Us;
    if (service.external()) {
        row.state = api::ServiceState::Ready;
        row.desired = row.ready = static_cast<int>(service.externalEndpoints.size());
        return row;
    }
    const auto found = m_world.services.find(service.name);
    if (found == m_world.services.end())
        return row;
    row.desired = m_world.down ? 0 : found->second.wanted();
    row.revision = found->second.revision;
    row.rollout = found->second.rollout ? found->second.rollout->id.str() : "";
    bool broken = false;
    int rising = 0;  // of those that are wanted, come for the first time
    for (const model::Instance* one : m_world.of(service.name)) {
        row.restarts += one->restarts;
        if (const auto usage = m_context.usage.find(m_name + "/" + one->id.str());
            usage != m_context.usage.end() && one->pid != 0) {
            row.cpu += usage->second.cpuCores;
            row.rssKib += static_cast<std::int64_t>(usage->second.rssKib);
            row.pssKib += static_cast<std::int64_t>(usage->second.pssKib);
        }
        const bool done = service.job && one->completed();
        row.ready += done;
        if (one->state == InstanceState::Ready) {
            ++row.ready;
            row.uptimeMs = std::max(row.uptimeMs, m_context.clock.wallMs() - one->readyWallMs);
        }
        const bool ill = !done && (one->state == InstanceState::Failed || one->state == InstanceState::CrashLoop ||
                                   one->failedStarts > 0);
        broken = broken || ill;
        rising += one->restarts == 0 && !ill &&
                  (one->state == InstanceState::Pending || one->state == InstanceState::Starting);
        if ((ill || one->state == InstanceState::Unready) && row.why.empty())
            row.why =
                one->id.str() + ": " + (one->why.empty() && one->lastExit ? model::describe(*one->lastExit) : one->why);
    }
    // None is as it shall be where an hour or a request brings one.
    const bool awaited = !m_world.down && !found->second.stopped &&
                         (service.scheduled() || (service.autoscale && service.autoscale->min == 0));
    if (row.desired == 0)
        row.state = awaited && !broken ? api::ServiceState::Ready
                    : awaited          ? api::ServiceState::Failing
                                       : api::ServiceState::Stopped;
    else if (row.ready >= row.desired)
        row.state = api::ServiceState::Ready;
    else if (row.ready > 0)
        row.state = row.ready + rising >= row.desired ? api::ServiceState::Starting : api::ServiceState::Degraded;
    else
        row.state = broken ? api::ServiceState::Failing : api::ServiceState::Starting;
    row.minReady = row.ready;
    return row;
}

std::vector<api::ServiceRow> ProjectRows::services() const {
    std::vector<api::ServiceRow> rows;
    for (const auto& one : m_project.services) {
        rows.push_back(service(one));
        if (const auto* operation = const_cast<ProjectController&>(m_controller).operations().runningOn(one.name.str()))
            rows.back().operation = operation->id;
    }
    return rows;
}

api::ProjectRow ProjectRows::project() const {
    api::ProjectRow row;
    row.name = m_name;
    row.path = m_project.manifestPath;
    row.services = static_cast<int>(m_project.services.size());
    row.instances = static_cast<int>(m_world.instances.size());
    row.listen = m_controller.boundListens();
    const auto wished = m_controller.listens();
    const auto& tls = m_project.gateway.tls;
    for (std::size_t i = 0; i < row.listen.size(); ++i) {
        const bool secure = tls && std::find(tls->listen.begin(), tls->listen.end(), wished[i]) != tls->listen.end();
        row.urls.push_back((secure ? "https://" : "http://") + row.listen[i]);
    }
    bool failing = false, starting = false, short_ = false, any = false;
    for (const auto& one : m_project.services) {
        if (one.external())
            continue;
        const api::ServiceRow state = service(one);
        row.ready += state.ready;
        any = any || state.state != api::ServiceState::Stopped;
        failing = failing || state.state == api::ServiceState::Failing;
        starting = starting || state.state == api::ServiceState::Starting;
        short_ = short_ || state.state == api::ServiceState::Degraded;
    }
    row.state = !any                ? api::ProjectState::Stopped
                : failing || short_ ? api::ProjectState::Degraded
                : starting          ? api::ProjectState::Starting
                                    : api::ProjectState::Ready;
    row.manifestChanged = m_controller.manifestChanged();
    return row;
}

std::vector<api::OwnerRow> ProjectRows::owners() const {
    std::vector<api::OwnerRow> rows;
    for (const auto& team : m_project.teams) {
        api::OwnerRow row{team.id.str(), team.name, team.contact, team.color, {}};
        for (const auto& one : m_project.services)
            if (one.owner == team.id)
                row.services.push_back(one.name.str());
        rows.push_back(std::move(row));
    }
    api::OwnerRow nobody;
    for (const auto& one : m_project.services)
        if (one.owner.empty())
            nobody.services.push_back(one.name.str());
    if (!nobody.services.empty())
        rows.push_back(std::move(nobody));
    return rows;
}

std::vector<api::RouteRow> ProjectRows::routes() const {
    std::vector<api::RouteRow> rows;
    const auto finish = [&](api::RouteRow row, const std::string& listenerId) {
        const RouteKey key{listenerId, row.id};
        const TrafficTotals totals = m_context.metrics.routeTotals(key);
        const Rates rates = m_context.metrics.routeRates(key);
        row.requests = totals.requests;
        row.errors = totals.errors + totals.failed;
        row.rps = rates.rps;
        row.p95Us = rates.p95Us;
        for (const auto& each : m_context.metrics.routePolicies(key))
            row.policies.push_back(
                {each.name, static_cast<std::int64_t>(each.refused),
                 each.samples == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(each.meanNs())),
                 static_cast<std::int64_t>(each.samples)});
        rows.push_back(std::move(row));
    };
    for (const auto& address : m_controller.listens()) {
        const std::string id = ingressId(m_name, address);
        const std::string bound = m_context.dataPlane.listenerAddress(id);
        for (const auto& route : m_project.gateway.routes) {
            api::RouteRow row;
            row.id = route.id;
            row.listener = bound.empty() ? address : bound;
            row.kind = "ingress";
            row.hosts = route.hosts;
            row.pathPrefix = route.pathPrefix;
            row.methods = route.methods;
            for (const auto& [name, value] : route.headers)
                row.headers[name] = value;
            for (const auto& target : route.to)
                row.to.push_back({target.service.str(), target.weight});
            finish(std::move(row), id);
        }
    }
    for (const auto& one : m_project.services)
        for (const auto& callee : one.calls) {
            const std::string id = egressId(m_name, one.name.str(), callee.str());
            api::RouteRow row;
            row.id = one.name.str() + "->" + callee.str();
            row.listener = m_context.dataPlane.listenerAddress(id);
            row.kind = "egress";
            row.pathPrefix = "/";
            row.to.push_back({callee.str(), 1});
            finish(std::move(row), id);
        }
    return rows;
}

api::GatewayStatus gatewayStatus(const Context& context) {
    api::GatewayStatus status;
    const GatewayLink& link = context.dataPlane.hub();
    status.pid = static_cast<int>(link.pid());
    status.generation = static_cast<std::int64_t>(link.publishedGeneration());
    status.ackedGeneration = static_cast<std::int64_t>(link.acknowledgedGeneration());
    status.epoch = link.epoch();
    status.lastNack = link.lastRefusal();
    switch (link.state()) {
        case GatewayLink::State::Serving:
            status.state = api::GatewayState::Serving;
            break;
        case GatewayLink::State::Starting:
            status.state = api::GatewayState::Starting;
            break;
        case GatewayLink::State::Idle:
            status.state = api::GatewayState::Lost;
            break;
    }
    for (const auto& [id, address] : context.dataPlane.listeners()) {
        api::ListenerRow row;
        row.id = id;
        row.address = address;
        row.project = id.substr(0, id.find('/'));
        const std::string rest = id.substr(std::min(id.size(), row.project.size() + 1));
        row.kind = rest.starts_with("in/") ? "ingress" : "egress";
        row.caller = row.kind == "ingress" ? "gateway" : rest.substr(4, rest.rfind('/') - 4);
        status.listeners.push_back(std::move(row));
    }
    const PlaneFigures& all = context.dataPlane.figures();
    if (const auto found = all.find(link.role().name()); found != all.end()) {
        const GatewayFigures& figures = found->second;
        status.workers = figures.workers;
        status.io = figures.io;
        status.connections = static_cast<int>(figures.openConnections);
        status.held = static_cast<int>(figures.heldNow);
    }
    return status;
}

api::State ProjectRows::state() const {
    api::State state;
    state.project = project();
    state.services = services();
    state.instances = instances();
    state.topology = topology();
    state.operations = const_cast<ProjectController&>(m_controller).operations().list();
    if (state.operations.size() > 20) {
        const size_t surplus = state.operations.size() - 20;
        size_t seen = 0;
        std::erase_if(state.operations, [&](const api::Operation& row) { return seen++ < surplus && row.ended(); });
    }
    state.gateway = gatewayStatus(m_context);
    state.eventId = m_context.events.lastId();
    state.at = m_context.clock.wallMs();
    return state;
}

api::TickEvent ProjectRows::tick() const {
    api::TickEvent tick;
    for (const auto& one : m_project.services) {
        const api::ServiceRow row = service(one);
        tick.services.push_back({row.name, row.rps, row.errorsPerS, row.p50Us, row.p95Us, row.cpu, row.rssKib});
    }
    for (const auto& [id, one] : m_world.instances)
        tick.instances.push_back(figures(one));
    for (const auto& row : edges())
        tick.edges.push_back({row.from, row.to, row.requests, row.rps, row.errorsPerS, row.p50Us, row.p95Us});
    const Rates rates = m_context.metrics.ingressRates(m_name);
    tick.gateway = {rates.rps, rates.errorsPerS, rates.p95Us};
    return tick;
}

}  // namespace slipway::daemon
