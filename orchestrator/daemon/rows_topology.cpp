#include <set>

#include "daemon/rows.h"
#include "daemon/snapshot_builder.h"

// Who calls whom, over which processes, and what those cost.
namespace slipway::daemon {

api::TopologyEdge ProjectRows::edge(const std::string& from, const std::string& to, bool declared) const {
    api::TopologyEdge row;
    row.from = from;
    row.to = to;
    row.declared = declared;
    const EdgeKey key{m_name, from, to};
    const TrafficTotals totals = m_context.metrics.edgeTotals(key);
    row.requests = totals.requests;
    row.tries = totals.tries;
    row.errors = totals.errors;
    row.retries = totals.retries;
    row.failed = totals.failed;
    const Rates rates = m_context.metrics.edgeRates(key);
    row.rps = rates.rps;
    row.errorsPerS = rates.errorsPerS;
    row.p50Us = rates.p50Us;
    row.p95Us = rates.p95Us;
    if (const model::Service* caller = m_project.service(ServiceName(from));
        caller && caller->asyncCalls.contains(ServiceName(to))) {
        row.mode = "async";
        row.queue = m_context.queues.of(m_name, from, to);
    }
    if (from != "gateway")
        row.address = m_context.dataPlane.listenerAddress(egressId(m_name, from, to));
    return row;
}

std::string usageId(const GatewayLink& process) {
    return "/" + process.role().name();  // no project's name is empty
}

std::vector<api::TopologyProcess> ProjectRows::processes() const {
    std::vector<api::TopologyProcess> rows;
    for (const GatewayLink* process : m_context.dataPlane.processes(m_name)) {
        api::TopologyProcess row;
        row.kind = process->role().isHub() ? "hub" : "sidecar";
        row.caller = process->role().caller;
        row.pid = static_cast<int>(process->pid());
        row.serving = process->state() == GatewayLink::State::Serving;
        if (const auto usage = m_context.usage.find(usageId(*process)); usage != m_context.usage.end()) {
            row.cpu = usage->second.cpuCores;
            row.rssKib = static_cast<std::int64_t>(usage->second.rssKib);
            row.pssKib = static_cast<std::int64_t>(usage->second.pssKib);
        }
        const PlaneFigures& all = m_context.dataPlane.figures();
        if (const auto figures = all.find(process->role().name()); figures != all.end()) {
            for (const auto& [id, listener] : figures->second.listeners)
                if (id.starts_with(m_name + "/"))
                    row.callerConnections += listener.connections;
            for (const auto& [id, endpoint] : figures->second.endpoints)
                if (id.starts_with(m_name + "/"))
                    row.instanceConnections += endpoint.connections;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Ways that requests take between processes that are not one service: to the hub from each service that it knows, or
/// from each caller to whom it may call, and the front door's to those behind a route.
api::TopologyLinks ProjectRows::links() const {
    api::TopologyLinks links;
    std::set<std::string> spokes;
    int calls = 0;
    for (const auto& one : m_project.services) {
        calls += static_cast<int>(one.calls.size());
        if (!one.calls.empty())
            spokes.insert(one.name.str());
        for (const auto& callee : one.calls)
            spokes.insert(callee.str());
    }
    std::set<std::string> behindTheDoor;
    if (!m_project.gateway.listen.empty())
        for (const auto& route : m_project.gateway.routes)
            for (const auto& target : route.to)
                behindTheDoor.insert(target.service.str());
    links.peerToPeer = calls + static_cast<int>(behindTheDoor.size());
    spokes.insert(behindTheDoor.begin(), behindTheDoor.end());
    links.hubAndSpoke = static_cast<int>(spokes.size());
    return links;
}

std::vector<api::TopologyEdge> ProjectRows::edges() const {
    std::vector<api::TopologyEdge> rows;
    std::set<std::pair<std::string, std::string>> drawn;
    const auto draw = [&](const std::string& from, const std::string& to, bool declared) {
        if (drawn.emplace(from, to).second)
            rows.push_back(edge(from, to, declared));
    };
    for (const auto& one : m_project.services)
        for (const auto& callee : one.calls)
            draw(one.name.str(), callee.str(), true);
    if (!m_project.gateway.listen.empty())
        for (const auto& route : m_project.gateway.routes)
            for (const auto& target : route.to)
                draw("gateway", target.service.str(), true);
    for (const EdgeKey& key : m_context.metrics.edges(m_name))
        draw(key.from, key.to, false);
    return rows;
}

api::Topology ProjectRows::topology() const {
    api::Topology topology;
    topology.mode = model::topologyWord(m_controller.topology());
    const bool frontDoor = !m_project.gateway.listen.empty();
    if (frontDoor) {
        api::TopologyNode node;
        node.id = node.label = "gateway";
        node.kind = api::NodeKind::Gateway;
        node.state = m_context.dataPlane.hub().state() == GatewayLink::State::Serving ? api::ServiceState::Ready
                                                                                      : api::ServiceState::Starting;
        node.desired = 1;
        node.ready = node.state == api::ServiceState::Ready;
        const Rates rates = m_context.metrics.ingressRates(m_name);
        node.rps = rates.rps;
        node.p95Us = rates.p95Us;
        topology.nodes.push_back(std::move(node));
    }
    topology.processes = processes();
    topology.links = links();
    topology.violations = m_context.trespasses.of(m_name);
    topology.prices = m_context.hops.of(m_name);
    topology.edges = edges();
    for (const auto& one : m_project.services) {
        const api::ServiceRow row = service(one);
        api::TopologyNode node;
        node.id = node.label = row.name;
        node.kind = one.external() ? api::NodeKind::External : api::NodeKind::Service;
        node.owner = row.owner;
        node.state = row.state;
        node.desired = row.desired;
        node.ready = row.ready;
        node.rps = row.rps;
        node.p95Us = row.p95Us;
        for (const model::Instance* instance : m_world.of(one.name)) {
            api::NodeInstance square;
            square.instance = instance->id.str();
            api::fromWord(model::stateName(instance->state), square.state);
            node.instances.push_back(square);
        }
        topology.nodes.push_back(std::move(node));
    }
    for (const auto& team : m_project.teams)
        topology.teams.push_back({team.id.str(), team.name, team.contact, team.color});
    return topology;
}

}  // namespace slipway::daemon
