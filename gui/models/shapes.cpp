#include "gui/models/shapes.h"

#include <algorithm>

#include "gui/models/json_read.h"

namespace slipway::gui {

using nlohmann::json;
using read::flag;
using read::list;
using read::number;
using read::object;
using read::small;
using read::text;
using read::texts;
using read::whole;

namespace {

PhaseSeconds secondsFromJson(const json& from) {
    return {number(from, "start", 0), number(from, "health", 0), number(from, "shift", 0), number(from, "drain", 0),
            number(from, "stop", 0)};
}

}  // namespace

const TopologyNode* Topology::node(const QString& id) const {
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const TopologyNode& n) { return n.id == id; });
    return found == nodes.end() ? nullptr : &*found;
}

const TopologyEdge* Topology::edge(const QString& from, const QString& to) const {
    const auto found =
        std::find_if(edges.begin(), edges.end(), [&](const TopologyEdge& e) { return e.from == from && e.to == to; });
    return found == edges.end() ? nullptr : &*found;
}

const Team* Topology::team(const QString& key) const {
    const auto found = std::find_if(teams.begin(), teams.end(), [&](const Team& t) { return t.key == key; });
    return found == teams.end() ? nullptr : &*found;
}

Instance instanceFromJson(const json& from) {
    Instance i;
    i.service = text(from, "service");
    i.instance = text(from, "instance");
    i.pid = whole(from, "pid", -1);
    i.port = small(from, "port", -1);
    i.state = instanceStateFromWire(text(from, "state"));
    i.revision = small(from, "revision");
    i.restarts = small(from, "restarts");
    i.owner = text(from, "owner");
    i.startedMs = whole(from, "started_ms");
    i.readyMs = whole(from, "ready_ms");
    i.cpu = number(from, "cpu", kNotMeasured);
    i.rssKib = number(from, "rss_kib", kNotMeasured);
    i.pssKib = number(from, "pss_kib", kNotMeasured);
    i.inFlight = small(from, "in_flight");
    if (const json* last = read::member(from, "last_exit"); last && last->is_object()) {
        i.lastExit = {true, small(*last, "code"), small(*last, "signal"), whole(*last, "at"), text(*last, "reason")};
    }
    i.why = text(from, "why");
    i.lastLines = texts(from, "last_lines");
    i.address = text(from, "address");
    i.adopted = flag(from, "adopted");
    return i;
}

Service serviceFromJson(const json& from) {
    Service s;
    s.name = text(from, "name");
    s.owner = text(from, "owner");
    s.external = text(from, "kind") == QLatin1String("external");
    s.state = serviceStateFromWire(text(from, "state"));
    s.desired = small(from, "desired");
    s.ready = small(from, "ready");
    s.minReady = small(from, "min_ready");
    s.revision = small(from, "revision");
    s.rps = number(from, "rps", kNotMeasured);
    s.errorsPerS = number(from, "errors_per_s", kNotMeasured);
    s.p50Us = number(from, "p50_us", kNotMeasured);
    s.p95Us = number(from, "p95_us", kNotMeasured);
    s.cpu = number(from, "cpu", kNotMeasured);
    s.rssKib = number(from, "rss_kib", kNotMeasured);
    s.restarts = small(from, "restarts");
    s.uptimeMs = whole(from, "uptime_ms");
    s.calls = texts(from, "calls");
    s.policy = text(from, "policy");
    s.dataKind = text(object(from, "data"), "kind");
    s.dataPath = text(object(from, "data"), "path");
    s.command = text(from, "command");
    if (s.command.isEmpty()) {
        s.command = texts(from, "command").join(u' ');
    }
    s.rollout = text(from, "rollout");
    s.operation = text(from, "operation");
    s.why = text(from, "why");
    return s;
}

TopologyNode nodeFromJson(const json& from) {
    TopologyNode n;
    n.id = text(from, "id");
    const QString kind = text(from, "kind");
    n.kind = kind == QLatin1String("gateway")    ? TopologyNode::Kind::Gateway
             : kind == QLatin1String("external") ? TopologyNode::Kind::External
                                                 : TopologyNode::Kind::Service;
    n.label = text(from, "label");
    if (n.label.isEmpty()) {
        n.label = n.id;
    }
    n.owner = text(from, "owner");
    n.state = serviceStateFromWire(text(from, "state"));
    n.desired = small(from, "desired");
    n.ready = small(from, "ready");
    n.rps = number(from, "rps", kNotMeasured);
    n.errorsPerS = number(from, "errors_per_s", kNotMeasured);
    n.p95Us = number(from, "p95_us", kNotMeasured);
    for (const json& each : list(from, "instances")) {
        n.instances.push_back({text(each, "instance"), instanceStateFromWire(text(each, "state"))});
    }
    return n;
}

TopologyEdge edgeFromJson(const json& from) {
    TopologyEdge e;
    e.from = text(from, "from");
    e.to = text(from, "to");
    e.declared = flag(from, "declared", true);
    e.async = text(from, "mode") == QLatin1String("async");
    e.requests = whole(from, "requests");
    e.tries = whole(from, "tries");
    e.errors = whole(from, "errors");
    e.retries = whole(from, "retries");
    e.failed = whole(from, "failed");
    e.rps = number(from, "rps", kNotMeasured);
    e.errorsPerS = number(from, "errors_per_s", kNotMeasured);
    e.p50Us = number(from, "p50_us", kNotMeasured);
    e.p95Us = number(from, "p95_us", kNotMeasured);
    e.address = text(from, "address");
    return e;
}

Topology topologyFromJson(const json& from) {
    Topology t;
    t.mode = text(from, "mode");
    for (const json& each : list(from, "processes")) {
        TopologyProcess process;
        process.hub = text(each, "kind") == QLatin1String("hub");
        process.caller = text(each, "caller");
        process.pid = whole(each, "pid", -1);
        process.serving = flag(each, "serving");
        process.rssKib = number(each, "rss_kib", kNotMeasured);
        process.pssKib = number(each, "pss_kib", kNotMeasured);
        process.callerConnections = small(each, "caller_connections");
        process.instanceConnections = small(each, "instance_connections");
        t.processes.push_back(std::move(process));
    }
    const json& links = object(from, "links");
    t.hubLinks = small(links, "hub_and_spoke", -1);
    t.peerLinks = small(links, "p2p", -1);
    for (const json& each : list(from, "nodes")) {
        t.nodes.push_back(nodeFromJson(each));
    }
    for (const json& each : list(from, "edges")) {
        t.edges.push_back(edgeFromJson(each));
    }
    for (const json& each : list(from, "teams")) {
        Team team{text(each, "team"), text(each, "name"), text(each, "contact"), text(each, "color")};
        if (team.name.isEmpty()) {
            team.name = team.key;
        }
        if (!team.key.isEmpty()) {
            t.teams.push_back(std::move(team));
        }
    }
    return t;
}

Receipt receiptFromJson(const json& from) {
    Receipt r;
    r.id = text(from, "id");
    r.service = text(from, "service");
    r.kind = text(from, "kind");
    r.from = small(from, "from");
    r.to = small(from, "to");
    r.replicasFrom = small(object(from, "replicas"), "from", -1);
    r.replicasTo = small(object(from, "replicas"), "to", -1);
    r.outcome = text(from, "outcome");
    r.why = text(from, "why");
    r.logLines = texts(from, "log_lines");
    for (const json& each : list(from, "instances")) {
        r.instances.push_back({text(each, "old"), whole(each, "old_pid", -1), text(each, "new"),
                               whole(each, "new_pid", -1), secondsFromJson(object(each, "seconds")),
                               flag(each, "drained"), small(each, "in_flight_at_drain")});
    }
    r.requests = whole(from, "requests");
    r.retried = whole(from, "retried");
    r.failed = whole(from, "failed");
    r.held = whole(from, "held");
    r.phases = secondsFromJson(object(from, "phases"));
    r.seconds = number(from, "seconds", 0);
    r.startedMs = whole(from, "started_ms");
    r.endedMs = whole(from, "ended_ms");
    for (const json& each : list(from, "untouched")) {
        r.untouched.push_back(
            {text(each, "service"), flag(each, "same", true), static_cast<int>(list(each, "pids_after").size())});
    }
    return r;
}

Operation operationFromJson(const json& from) {
    Operation o;
    o.id = text(from, "id");
    o.kind = text(from, "kind");
    o.service = text(from, "service");
    const QString state = text(from, "state");
    o.state = state == QLatin1String("running")     ? OperationState::Running
              : state == QLatin1String("succeeded") ? OperationState::Succeeded
              : state == QLatin1String("failed")    ? OperationState::Failed
                                                    : OperationState::Queued;
    o.phase = phaseFromWire(text(from, "phase"));
    o.done = small(from, "done");
    o.total = small(from, "total");
    o.message = text(from, "message");
    o.startedMs = whole(from, "started_ms");
    o.endedMs = whole(from, "ended_ms");
    if (const json* error = read::member(from, "error"); error && error->is_object()) {
        o.error = errorFromJson(*error);
    }
    o.rollout = text(from, "rollout");
    for (const json& each : list(from, "steps")) {
        o.steps.push_back({text(each, "instance"), text(each, "replaces"), phaseFromWire(text(each, "phase"))});
    }
    return o;
}

ApiError errorFromJson(const json& from) {
    const json& inner = read::member(from, "error") ? object(from, "error") : from;
    ApiError error{text(inner, "code"), text(inner, "message"), text(inner, "hint"), texts(inner, "details")};
    for (const json& problem : list(inner, "problems")) {
        error.details << QStringLiteral("%1:%2:%3: %4")
                             .arg(text(problem, "file"))
                             .arg(whole(problem, "line"))
                             .arg(whole(problem, "column"))
                             .arg(text(problem, "message"));
    }
    return error;
}

GatewayInfo gatewayFromJson(const json& from) {
    GatewayInfo g;
    g.pid = whole(from, "pid", -1);
    g.generation = whole(from, "generation");
    g.state = text(from, "state");
    g.rps = number(from, "rps", kNotMeasured);
    g.errorsPerS = number(from, "errors_per_s", kNotMeasured);
    g.p95Us = number(from, "p95_us", kNotMeasured);
    for (const json& each : list(from, "listeners")) {
        if (text(each, "kind") == QLatin1String("ingress")) {
            g.ingress.emplace_back(text(each, "project"), text(each, "address"));
        }
    }
    return g;
}

ProjectInfo projectFromJson(const json& from) {
    return {text(from, "name"), text(from, "path"), text(from, "state"), texts(from, "listen"),
            flag(from, "manifest_changed")};
}

}  // namespace slipway::gui
