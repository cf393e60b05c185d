#include "daemon/snapshot_builder.h"

#include <algorithm>

#include "model/rollout.h"
#include "protocol/async_call.h"

namespace slipway::daemon {

std::string ingressId(const std::string& project, const std::string& address) {
    return project + "/in/" + address;
}
std::string egressId(const std::string& project, const std::string& caller, const std::string& callee) {
    return project + "/out/" + caller + "/" + callee;
}
std::string serviceId(const std::string& project, const std::string& service) {
    return project + "/" + service;
}
std::string endpointId(const std::string& project, const std::string& instance) {
    return project + "/" + instance;
}

namespace {

protocol::AccessLogFormat accessLogOf(const model::Project& project) {
    switch (project.gateway.accessLog) {
        case model::AccessLog::Off:
            return protocol::AccessLogFormat::Off;
        case model::AccessLog::Combined:
            return protocol::AccessLogFormat::Combined;
        case model::AccessLog::Json:
            break;
    }
    return protocol::AccessLogFormat::Json;
}

/// What is written down of requests is the project's choice, and each listener is of one project.
void setObservability(protocol::Snapshot& snapshot, const model::Project& project) {
    const model::Tracing& tracing = project.observability.tracing;
    for (auto& listener : snapshot.listeners) {
        if (listener.project != project.name.str())
            continue;
        listener.accessLog = accessLogOf(project);
        listener.tracing = {tracing.on, static_cast<std::uint32_t>(tracing.samplePpm), tracing.slow};
    }
}

protocol::SnapshotCache snapshotCache(const model::RouteCache& cache, long memory) {
    const auto seconds = [](std::chrono::milliseconds time) { return static_cast<std::uint64_t>(time.count() / 1000); };
    protocol::SnapshotCache out;
    out.storeBytes = static_cast<std::uint64_t>(memory);
    out.maxObjectBytes = static_cast<std::uint64_t>(cache.maxObject);
    out.defaultTtlSeconds = seconds(cache.defaultTtl);
    if (cache.staleWhileRevalidate)
        out.staleWhileRevalidateSeconds = seconds(*cache.staleWhileRevalidate);
    if (cache.staleIfError)
        out.staleIfErrorSeconds = seconds(*cache.staleIfError);
    out.waitMs = static_cast<std::uint64_t>(cache.wait.count());
    return out;
}

protocol::SnapshotRoute ingressRoute(const std::string& project, const model::Route& route, const KeyTexts& texts,
                                     long cacheMemory, std::vector<std::string>* faults) {
    protocol::SnapshotRoute out;
    out.id = route.id;
    out.hosts = route.hosts;
    out.pathPrefix = route.pathPrefix;
    out.methods = route.methods;
    for (const auto& [name, value] : route.headers)
        out.headers.push_back({name, value});
    for (const auto& target : route.to)
        out.to.push_back({serviceId(project, target.service.str()), static_cast<std::uint32_t>(target.weight)});
    out.stripPrefix = route.stripPrefix;
    out.timeout = route.timeout;
    out.retries = static_cast<std::uint32_t>(route.retries);
    out.mediate = route.mediate;
    out.policies = snapshotPolicies(route.policies, texts, faults);
    if (route.cache)
        out.cache = snapshotCache(*route.cache, cacheMemory);
    out.stickyCookie = route.stickyCookie;
    if (const model::Mirror& mirror = route.mirror; !mirror.service.empty())
        out.mirror = {serviceId(project, mirror.service), static_cast<std::uint32_t>(mirror.percent), mirror.unsafe,
                      mirror.ignore, mirror.headers};
    return out;
}

/// An asynchronous call: what changes something goes to the composer's queue, and so does the question what became of
/// it; reading goes straight to the service, for an answer that comes later is none.
std::vector<protocol::SnapshotRoute> queuedRoutes(const std::string& project, const std::string& caller,
                                                  const std::string& callee) {
    protocol::SnapshotRoute queue;
    queue.id = caller + "->" + callee;
    queue.to.push_back({serviceId(project, model::kComposer), 1});
    queue.addPrefix = async::sendPrefix(caller, callee);
    queue.edge = callee;
    // Taken by a composer that died before it answered, it is taken once more only if the caller asks again.
    queue.retries = 0;
    protocol::SnapshotRoute status = queue;
    status.id = queue.id + "#status";
    status.pathPrefix = async::kMessagesPath;
    protocol::SnapshotRoute read;
    read.id = queue.id + "#read";
    read.methods = {"GET", "HEAD", "OPTIONS"};
    read.to.push_back({serviceId(project, callee), 1});
    return {queue, status, read};
}

protocol::SnapshotListener egressListener(const std::string& project, const std::string& caller,
                                          const std::string& callee, bool isAsync) {
    protocol::SnapshotListener listener;
    listener.id = egressId(project, caller, callee);
    listener.kind = protocol::ListenerKind::Egress;
    listener.project = project;
    listener.caller = caller;
    if (isAsync) {
        listener.routes = queuedRoutes(project, caller, callee);
        return listener;
    }
    protocol::SnapshotRoute route;
    route.id = caller + "->" + callee;
    route.to.push_back({serviceId(project, callee), 1});
    listener.routes.push_back(std::move(route));
    return listener;
}

protocol::Policy snapshotPolicy(model::BalancingPolicy policy) {
    switch (policy) {
        case model::BalancingPolicy::RoundRobin:
            return protocol::Policy::RoundRobin;
        case model::BalancingPolicy::LeastRequest:
            break;
    }
    return protocol::Policy::LeastRequest;
}

/// Instances of a revision on trial are canaries; before their share begins they serve only where nobody else can.
void appendEndpoints(protocol::SnapshotService& out, const std::string& project, const ServiceName& name,
                     const model::World& world) {
    const auto found = world.services.find(name);
    const bool trial = found != world.services.end() && model::onTrial(found->second);
    out.canaryPercent = trial ? static_cast<std::uint32_t>(model::trialPercent(found->second)) : 0;
    const auto instances = world.of(name);
    const auto canary = [&](const model::Instance* each) {
        return trial && each->revision == found->second.rollout->to;
    };
    const bool others = std::any_of(instances.begin(), instances.end(), [&](const model::Instance* each) {
        return !canary(each) && model::endpointState(*each) == model::EndpointState::Active;
    });
    for (const model::Instance* instance : instances) {
        const auto state = model::endpointState(*instance);
        const bool active = state == model::EndpointState::Active;
        const bool waits = active && canary(instance) && out.canaryPercent == 0 && others;
        if (state == model::EndpointState::None || waits)
            continue;
        out.endpoints.push_back({endpointId(project, instance->id.str()), "127.0.0.1:" + std::to_string(instance->port),
                                 1, active ? protocol::EndpointState::Active : protocol::EndpointState::Draining,
                                 canary(instance)});
    }
}

protocol::SnapshotService snapshotService(const model::Project& project, const model::Service& service,
                                          const model::World& world) {
    protocol::SnapshotService out;
    out.id = serviceId(project.name.str(), service.name.str());
    out.name = service.name.str();
    out.policy = snapshotPolicy(service.balancing);
    out.hold.maxRequests = static_cast<std::uint32_t>(project.gateway.holdMaxRequests);
    out.hold.timeout = project.gateway.holdTimeout;
    out.hold.why = service.name.str() + " has no ready instance";
    // Nobody is on the way whom a request could wait for.
    if (const auto found = world.services.find(service.name);
        found != world.services.end() && found->second.wanted() == 0 && (found->second.stopped || !service.autoscale)) {
        out.hold.timeout = protocol::Millis{0};
        out.hold.why = service.name.str() + (found->second.stopped ? " is stopped" : " is scaled to no instance");
    }
    int index = 0;
    for (const auto& address : service.externalEndpoints)
        out.endpoints.push_back({out.id + "@" + std::to_string(index++), address, 1, protocol::EndpointState::Active});
    appendEndpoints(out, project.name.str(), service.name, world);
    // Why a request has to wait is best said by the instance that is not there.
    if (out.endpoints.empty() && out.hold.timeout.count() != 0)
        for (const model::Instance* instance : world.of(service.name))
            if (!instance->why.empty()) {
                out.hold.why +=
                    ": " + instance->id.str() + " is " + model::stateName(instance->state) + " (" + instance->why + ")";
                break;
            }
    return out;
}

/// A caller's sidecar: its links, and whom they lead to. Nothing of the front door.
protocol::Snapshot sidecarSnapshot(const model::Project& project, const model::Service& caller,
                                   const model::World& world) {
    protocol::Snapshot snapshot;
    for (const auto& callee : caller.calls) {
        snapshot.listeners.push_back(
            egressListener(project.name.str(), caller.name.str(), callee.str(), caller.asyncCalls.contains(callee)));
        if (const model::Service* service = project.service(callee))
            snapshot.services.push_back(snapshotService(project, *service, world));
    }
    const ServiceName composer(model::kComposer);
    const bool knowsComposer = std::find(caller.calls.begin(), caller.calls.end(), composer) != caller.calls.end();
    if (const model::Service* service = project.service(composer);
        service && !caller.asyncCalls.empty() && !knowsComposer)
        snapshot.services.push_back(snapshotService(project, *service, world));
    setObservability(snapshot, project);
    return snapshot;
}

}  // namespace

void appendProject(Snapshots& snapshots, const model::Project& project, const model::World& world,
                   const std::vector<std::string>& listens, model::TopologyMode mode, const KeyTexts& texts,
                   std::vector<std::string>* faults) {
    protocol::Snapshot& hub = snapshots.byRole[{}];
    const std::string name = project.name.str();
    if (!world.down)
        for (const auto& address : listens) {
            protocol::SnapshotListener listener;
            listener.id = ingressId(name, address);
            listener.kind = protocol::ListenerKind::Ingress;
            listener.project = name;
            listener.caller = "gateway";
            if (const auto& tls = project.gateway.tls;
                tls && std::find(tls->listen.begin(), tls->listen.end(), address) != tls->listen.end())
                listener.tls = snapshotCertificates(*tls, texts);
            for (const auto& route : project.gateway.routes)
                listener.routes.push_back(ingressRoute(name, route, texts, project.gateway.cacheMemory, faults));
            hub.listeners.push_back(std::move(listener));
        }
    for (const auto& service : project.services) {
        for (const auto& callee : service.calls)
            hub.listeners.push_back(
                egressListener(name, service.name.str(), callee.str(), service.asyncCalls.contains(callee)));
        if (service.servesRequests())
            hub.services.push_back(snapshotService(project, service, world));
        if (mode == model::TopologyMode::HubAndSpoke || service.calls.empty())
            continue;
        const protocol::GatewayRole sidecar{name, service.name.str()};
        snapshots.byRole[sidecar] = sidecarSnapshot(project, service, world);
        for (const auto& callee : service.calls)
            snapshots.servedBy[egressId(name, service.name.str(), callee.str())] = sidecar;
    }
    setObservability(hub, project);
}

void setOpenApi(Snapshots& snapshots, const model::Project& project, const std::string& document) {
    const auto& routes = project.gateway.routes;
    if (document.empty() || std::any_of(routes.begin(), routes.end(), [](const model::Route& route) {
            return route.pathPrefix.starts_with("/openapi.json");
        }))
        return;
    for (auto& listener : snapshots.byRole[{}].listeners)
        if (listener.kind == protocol::ListenerKind::Ingress && listener.project == project.name.str())
            listener.openapi = document;
}

}  // namespace slipway::daemon
