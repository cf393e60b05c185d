#pragma once

#include <nlohmann/json.hpp>

#include "demo.h"

/// A topology as the STATE of docs/control-api.md, as the Store takes it.
namespace slipway::gui::demo {

inline nlohmann::json number(double value) {
    return std::isnan(value) ? nlohmann::json(nullptr) : nlohmann::json(value);
}

inline nlohmann::json nodeJson(const TopologyNode& n) {
    nlohmann::json instances = nlohmann::json::array();
    for (const NodeInstance& i : n.instances)
        instances.push_back({{"instance", i.instance.toStdString()}, {"state", wire(i.state).toStdString()}});
    const char* kinds[] = {"gateway", "service", "external"};
    return {{"id", n.id.toStdString()},
            {"kind", kinds[static_cast<int>(n.kind)]},
            {"label", n.label.toStdString()},
            {"owner", n.owner.isEmpty() ? nlohmann::json(nullptr) : nlohmann::json(n.owner.toStdString())},
            {"state", wire(n.state).toStdString()},
            {"desired", n.desired},
            {"ready", n.ready},
            {"rps", number(n.rps)},
            {"errors_per_s", number(n.errorsPerS)},
            {"p95_us", number(n.p95Us)},
            {"instances", instances}};
}

inline nlohmann::json edgeJson(const TopologyEdge& e) {
    return {{"from", e.from.toStdString()},
            {"to", e.to.toStdString()},
            {"declared", e.declared},
            {"requests", e.requests},
            {"tries", e.tries},
            {"errors", e.errors},
            {"retries", e.retries},
            {"failed", e.failed},
            {"rps", number(e.rps)},
            {"errors_per_s", number(e.errorsPerS)},
            {"p50_us", number(e.p50Us)},
            {"p95_us", number(e.p95Us)},
            {"mode", e.async ? "async" : "sync"},
            {"address", e.address.toStdString()}};
}

inline nlohmann::json topologyJson(const Topology& t) {
    nlohmann::json nodes = nlohmann::json::array();
    nlohmann::json edges = nlohmann::json::array();
    nlohmann::json teams = nlohmann::json::array();
    for (const TopologyNode& n : t.nodes)
        nodes.push_back(nodeJson(n));
    for (const TopologyEdge& e : t.edges)
        edges.push_back(edgeJson(e));
    for (const Team& team : t.teams)
        teams.push_back({{"team", team.key.toStdString()},
                         {"name", team.name.toStdString()},
                         {"contact", team.contact.toStdString()},
                         {"color", team.color.toStdString()}});
    return {{"mode", t.mode.toStdString()}, {"nodes", nodes}, {"edges", edges}, {"teams", teams}};
}

inline nlohmann::json stateJson(const Topology& t) {
    nlohmann::json services = nlohmann::json::array();
    nlohmann::json instances = nlohmann::json::array();
    int pid = 4100;
    for (const TopologyNode& n : t.nodes) {
        if (n.kind == TopologyNode::Kind::Gateway)
            continue;
        nlohmann::json service = nodeJson(n);
        service["name"] = n.id.toStdString();
        service["kind"] = "process";
        service["revision"] = 1;
        service["p50_us"] = number(n.p95Us * 0.4);
        service["cpu"] = 0.08;
        service["rss_kib"] = 24000;
        service["restarts"] = n.state == ServiceState::Failing ? 12 : 0;
        service["uptime_ms"] = 64000;
        service["data"] = {{"kind", "sqlite"}, {"path", "data.db"}};
        service["why"] = n.state == ServiceState::Failing ? "payment-1 exits with code 3 right after its start" : "";
        services.push_back(service);
        for (const NodeInstance& i : n.instances) {
            instances.push_back({{"service", n.id.toStdString()},
                                 {"instance", i.instance.toStdString()},
                                 {"pid", ++pid},
                                 {"port", 20000 + pid},
                                 {"state", wire(i.state).toStdString()},
                                 {"revision", 1},
                                 {"owner", n.owner.toStdString()},
                                 {"cpu", 0.03},
                                 {"rss_kib", 12000}});
        }
    }
    return {{"project",
             {{"name", "shop"}, {"path", "/tmp/slipway.yaml"}, {"state", "ready"}, {"listen", {"127.0.0.1:8080"}}}},
            {"services", services},
            {"instances", instances},
            {"topology", topologyJson(t)},
            {"operations", nlohmann::json::array()},
            {"gateway", {{"pid", 4021}, {"generation", 7}, {"state", "serving"}}},
            {"event_id", 10},
            {"at", 1700000000000}};
}

inline nlohmann::json operationJson(const std::string& service, const std::string& state = "running") {
    return {{"id", "op-1"},
            {"kind", "redeploy"},
            {"project", "shop"},
            {"service", service},
            {"state", state},
            {"phase", "shift"},
            {"done", 1},
            {"total", 3},
            {"started_ms", 1700000000000},
            {"steps",
             {{{"instance", service + "-4"}, {"replaces", service + "-1"}, {"phase", "done"}},
              {{"instance", service + "-5"}, {"replaces", service + "-2"}, {"phase", "shift"}}}}};
}

inline nlohmann::json receiptJson(const std::string& service, const std::string& outcome = "succeeded") {
    return {{"id", "ro-" + service},
            {"project", "shop"},
            {"service", service},
            {"kind", "redeploy"},
            {"from", 1},
            {"to", 2},
            {"outcome", outcome},
            {"why", outcome == "succeeded" ? "" : "users-3 did not become ready in 10 s"},
            {"instances",
             {{{"old", service + "-1"},
               {"old_pid", 91},
               {"new", service + "-3"},
               {"new_pid", 122},
               {"seconds", {{"start", 0.2}, {"health", 0.5}, {"shift", 0.1}, {"drain", 0.3}, {"stop", 0.1}}},
               {"drained", true},
               {"in_flight_at_drain", 3}}}},
            {"requests", 18211},
            {"retried", 2},
            {"failed", 0},
            {"held", 0},
            {"phases", {{"start", 0.2}, {"health", 0.5}, {"shift", 0.1}, {"drain", 0.3}, {"stop", 0.1}}},
            {"seconds", 1.2},
            {"started_ms", 1700000000000},
            {"ended_ms", 1700000001200}};
}

}  // namespace slipway::gui::demo
