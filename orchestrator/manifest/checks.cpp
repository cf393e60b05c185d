#include <algorithm>
#include <set>

#include "manifest/draft.h"
#include "manifest/scalars.h"

namespace slipway::manifest {
namespace {

class Checks {
  public:
    Checks(ProjectDraft& draft, Findings& findings) : m_draft(draft), m_findings(findings) {
        for (const auto& service : draft.services) {
            m_byName.emplace(service.service.name.str(), &service);
            m_names.push_back(service.service.name.str());
        }
        for (const auto& team : draft.project.teams)
            m_teams.push_back(team.id.str());
    }

    void run() {
        urlVariables();
        for (auto& service : m_draft.services) {
            owner(service);
            if (service.service.external() || service.external.mark.line > 0)
                external(service);
            else
                launched(service);
        }
        cycles();
        stores();
        fixedPorts();
        routes();
    }

  private:
    const ServiceDraft* service(const ServiceName& name) const {
        const auto found = m_byName.find(name.str());
        return found == m_byName.end() ? nullptr : found->second;
    }

    static bool serves(const ServiceDraft& service) { return service.external.mark.line > 0 || !service.ports.empty(); }

    // Two names that give one variable would send one of them to the other's URL.
    void urlVariables() {
        std::map<std::string, const ServiceDraft*> seen;
        for (const auto& each : m_draft.services) {
            const auto [first, fresh] = seen.emplace(model::urlVariable(each.service.name), &each);
            if (!fresh)
                m_findings.error(each.name,
                                 "shares the variable " + first->first + " with " + first->second->service.name.str(),
                                 "names that differ in more than '-', '_' and '.'");
        }
    }

    void owner(const ServiceDraft& each) {
        const std::string& team = each.service.owner.str();
        if (each.owner.mark.line == 0 && !each.isMade)
            m_findings.warning(each.name, "has no owner", "owner: one of the teams, so that somebody answers for it");
        else if (!team.empty() && std::find(m_teams.begin(), m_teams.end(), team) == m_teams.end())
            m_findings.error(each.owner, "the owner '" + team + "' is no team", "a key of teams",
                             nearest(team, m_teams));
    }

    void external(const ServiceDraft& each) {
        for (const auto& place : each.processOnly)
            m_findings.error(place, "an external service is balanced, not launched; this key does nothing for it",
                             "no such key beside external");
        if (each.service.externalEndpoints.empty() && m_findings.errors().empty())
            m_findings.error(each.external, "has no endpoints", "endpoints: [\"127.0.0.1:9001\"]");
    }

    void launched(ServiceDraft& each) {
        if (!each.empty && each.service.command.empty() && !hasKey(each, "command"))
            m_findings.error(each.name, "has no command",
                             "command: the program to run (or external: {endpoints: […]})");
        for (auto* probe : {&each.service.startupProbe, &each.service.readinessProbe, &each.service.livenessProbe}) {
            const Place& at = probe == &each.service.startupProbe     ? each.startupProbe
                              : probe == &each.service.readinessProbe ? each.readinessProbe
                                                                      : each.livenessProbe;
            if (*probe)
                probePort(each, **probe, at);
        }
        if (each.service.livenessProbe && each.service.livenessProbe->successThreshold != 1)
            m_findings.error(each.livenessProbe, "success_threshold of a liveness probe must be 1", "1");
        if (each.service.livenessProbe &&
            std::holds_alternative<model::LogLineProbe>(each.service.livenessProbe->check))
            m_findings.error(each.livenessProbe,
                             "a line that was written once does not tell whether the process is still well",
                             "http_get, tcp_socket or exec; log_line is for startup_probe and readiness_probe");
        references(each, each.service.calls, each.calls, "calls");
        calls(each);
        dependencies(each);
        startTimeout(each);
        environment(each);
    }

    static bool hasKey(const ServiceDraft& each, const std::string& key) {
        return std::any_of(each.processOnly.begin(), each.processOnly.end(),
                           [&](const Place& p) { return p.key.ends_with('.' + key); });
    }

    void probePort(const ServiceDraft& each, model::Probe& probe, const Place& at) {
        std::string* port = nullptr;
        if (auto* http = std::get_if<model::HttpGetProbe>(&probe.check))
            port = &http->port;
        else if (auto* tcp = std::get_if<model::TcpSocketProbe>(&probe.check))
            port = &tcp->port;
        if (!port)
            return;
        const auto& ports = each.service.ports;
        if (ports.empty()) {
            m_findings.error(at, "probes a port, and the service has none", "ports: [{name: http, target: 0}]");
            return;
        }
        if (port->empty())
            return;
        std::vector<std::string> names;
        for (const auto& known : ports) {
            if (known.name == *port || (known.target != 0 && std::to_string(known.target) == *port)) {
                *port = known.name;
                return;
            }
            names.push_back(known.name);
        }
        m_findings.error(at, "probes the port '" + *port + "', which the service does not have", "a port's name",
                         nearest(*port, names));
    }

    void references(const ServiceDraft& each, const std::vector<ServiceName>& names, const std::vector<Place>& places,
                    const std::string& what) {
        std::set<std::string> seen;
        for (size_t i = 0; i < names.size(); ++i) {
            if (!service(names[i]))
                m_findings.error(places[i], "'" + names[i].str() + "' is no service", "a key of services",
                                 nearest(names[i].str(), m_names));
            else if (!seen.insert(names[i].str()).second)
                m_findings.error(places[i], what + " names '" + names[i].str() + "' twice", "each service once");
        }
        (void)each;
    }

    void calls(const ServiceDraft& each) {
        for (size_t i = 0; i < each.service.calls.size(); ++i) {
            const auto* callee = service(each.service.calls[i]);
            if (callee && !serves(*callee))
                m_findings.error(each.calls[i],
                                 "'" + callee->service.name.str() + "' has no ports, so nobody can call it",
                                 "ports: [{name: http, target: 0}] in services." + callee->service.name.str());
        }
    }

    void dependencies(const ServiceDraft& each) {
        std::vector<ServiceName> names;
        for (const auto& dependency : each.service.dependsOn)
            names.push_back(dependency.service);
        references(each, names, each.dependsOn, "depends_on");
    }

    void startTimeout(ServiceDraft& each) {
        if (each.startTimeout)
            each.service.startTimeout = *each.startTimeout;
        else if (each.startPeriod && *each.startPeriod > each.service.startTimeout)
            each.service.startTimeout = *each.startPeriod;  // A probe that fails in its start_period is no failure.
    }

    void environment(ServiceDraft& each) {
        for (auto& [name, text] : each.fileEnvironment)
            each.service.environment.emplace(name, text);  // What `environment` says wins.
        for (const auto& [name, secret] : each.service.secretEnvironment)
            each.service.environment.erase(name);
        checkSecrets(m_draft, each, m_findings);
        // What each instance is given would be contradicted for all of them.
        const std::pair<const char*, bool> given[] = {{"PORT", !each.service.ports.empty()},
                                                      {"DATA_PATH", each.service.data.has_value()}};
        for (const auto& [name, really] : given)
            if (really && each.service.environment.erase(name) > 0)
                m_findings.warning({each.name.mark, each.name.key + ".environment." + name},
                                   std::string(name) + " is given to each instance by Slipway; this value is left out");
    }

    void cycles() {
        std::map<std::string, int> state;  // 1: on the path, 2: done
        std::vector<std::string> path;
        for (const auto& each : m_draft.services)
            visit(each, state, path);
    }

    // Depth is bounded by kMaxServices.
    void visit(const ServiceDraft& each, std::map<std::string, int>& state, std::vector<std::string>& path) {
        const std::string& name = each.service.name.str();
        if (state[name] != 0)
            return;
        state[name] = 1;
        path.push_back(name);
        for (size_t i = 0; i < each.service.dependsOn.size(); ++i) {
            const auto* next = service(each.service.dependsOn[i].service);
            if (!next)
                continue;
            const std::string& nextName = next->service.name.str();
            const auto condition = each.service.dependsOn[i].condition;
            if (condition == model::DependsCondition::ServiceCompletedSuccessfully && !next->service.job)
                m_findings.error(each.dependsOn[i], "'" + nextName + "' is no job, so it never completes",
                                 "service_started or service_healthy, or kind: job in services." + nextName);
            else if (next->service.scheduled())
                m_findings.error(each.dependsOn[i],
                                 "'" + nextName + "' runs by a schedule; who waited for it would wait for its hour",
                                 "a job without schedule");
            else if (condition == model::DependsCondition::ServiceHealthy && next->service.job)
                m_findings.error(each.dependsOn[i], "'" + nextName + "' is a job, which is done or not",
                                 "service_completed_successfully");
            if (state[nextName] == 1) {
                std::string loop;
                for (auto from = std::find(path.begin(), path.end(), nextName); from != path.end(); ++from)
                    loop += *from + " → ";
                m_findings.error(each.dependsOn[i], "the services wait for each other: " + loop + nextName,
                                 "a start order; services that only call each other need no depends_on");
            } else {
                visit(*next, state, path);
            }
        }
        path.pop_back();
        state[name] = 2;
    }

    void stores() {
        std::map<std::string, const ServiceDraft*> seen;
        for (const auto& each : m_draft.services) {
            if (!each.service.data || each.service.data->path.empty())
                continue;
            const auto [first, fresh] = seen.emplace(each.service.data->path, &each);
            if (!fresh)
                m_findings.error(
                    each.data, "the store " + first->first + " belongs to " + first->second->service.name.str(),
                    "a store of its own; ask " + first->second->service.name.str() + " for its data through `calls`");
        }
    }

    void fixedPorts() {
        std::map<int, std::string> taken;
        for (size_t i = 0; i < m_draft.project.gateway.listen.size() && i < m_draft.listen.size(); ++i)
            if (const int port = portOf(m_draft.project.gateway.listen[i]); port != 0)
                taken.emplace(port, "the gateway");
        for (auto& each : m_draft.services) {
            bool fixed = false;
            for (size_t i = 0; i < each.service.ports.size(); ++i) {
                const int port = each.service.ports[i].target;
                if (port == 0)
                    continue;
                fixed = true;
                const auto [first, fresh] = taken.emplace(port, each.service.name.str());
                if (!fresh)
                    m_findings.error(each.ports[i], "port " + std::to_string(port) + " belongs to " + first->second,
                                     "another number, or target: 0 for a port an instance in $PORT");
            }
            if (fixed)
                onFixedPort(each);
        }
    }

    void onFixedPort(ServiceDraft& each) {
        if (each.service.replicas > 1)
            m_findings.error(each.replicas,
                             std::to_string(each.service.replicas) + " instances can't listen on one fixed port",
                             "1, or target: 0 for a port an instance in $PORT");
        if (each.updateOrder.mark.line > 0 && each.service.updateConfig.order == model::UpdateOrder::StartFirst)
            m_findings.error(each.updateOrder, "a new instance can't start first where the old one holds a fixed port",
                             "stop-first, or target: 0 for a port an instance in $PORT");
        each.service.updateConfig.order = model::UpdateOrder::StopFirst;
        if (each.strategy.mark.line > 0 && each.service.updateConfig.strategy != model::RolloutStrategy::Rolling)
            m_findings.error(each.strategy, "two revisions can't serve side by side on one fixed port",
                             "rolling, or target: 0 for a port an instance in $PORT");
        if (each.autoscale.mark.line > 0)
            m_findings.error(each.autoscale, "the number of instances can't change where one holds a fixed port",
                             "target: 0 for a port an instance in $PORT");
    }

    void routes() {
        const bool listens = !m_draft.project.gateway.listen.empty() || !m_draft.listen.empty();
        if (!m_draft.routes.empty() && !listens && m_findings.errors().empty())
            m_findings.error(m_draft.gateway, "has routes and listens nowhere", "listen: 127.0.0.1:8080");
        std::map<std::string, const RouteDraft*> matches;
        std::map<std::string, int> ids;
        for (auto& route : m_draft.routes) {
            for (size_t i = 0; i < route.route.to.size(); ++i) {
                const auto* target = service(route.route.to[i].service);
                if (!target)
                    m_findings.error(route.to[i], "'" + route.route.to[i].service.str() + "' is no service",
                                     "a key of services", nearest(route.route.to[i].service.str(), m_names));
                else if (!serves(*target))
                    m_findings.error(route.to[i],
                                     "'" + target->service.name.str() + "' has no ports, so no request can reach it",
                                     "ports: [{name: http, target: 0}] in services." + target->service.name.str());
                else if (isShadow(*target) && route.route.to[i].weight > 0)
                    m_findings.error(
                        route.to[i],
                        "'" + target->service.name.str() + "' keeps a shadow of other data, so it can't answer clients",
                        "no `shadow: true` in services." + target->service.name.str() + ".data");
            }
            std::erase_if(route.route.to, [](const auto& target) { return target.weight == 0; });
            mirror(route);
            if (!route.broken)
                duplicate(route, matches);
            if (route.id.mark.line > 0 && ids[route.route.id]++ > 0)
                m_findings.error(route.id, "two routes have the id '" + route.route.id + "'", "an id of its own");
        }
        for (auto& route : m_draft.routes) {
            if (route.id.mark.line > 0)
                continue;
            const std::string base = slug(route.route);
            std::string id = base;
            for (int number = 2; ids[id]++ > 0; ++number)
                id = base + '-' + std::to_string(number);
            route.route.id = id;
        }
    }

    static bool isShadow(const ServiceDraft& each) { return each.service.data && each.service.data->shadow; }

    /// What a mirror may do to others: a shadow is asked for nothing that it would do a second time to a store that
    /// somebody relies on, its own or one behind its calls.
    void mirror(const RouteDraft& route) {
        const model::Mirror& mirror = route.route.mirror;
        if (mirror.service.empty() || route.broken)
            return;
        const auto* shadow = service(ServiceName(mirror.service));
        if (!shadow) {
            m_findings.error(route.mirror, "'" + mirror.service + "' is no service", "a key of services",
                             nearest(mirror.service, m_names));
            return;
        }
        if (!serves(*shadow))
            m_findings.error(route.mirror, "'" + mirror.service + "' has no ports, so no request can reach it",
                             "ports: [{name: http, target: 0}] in services." + mirror.service);
        if (!route.route.mediate.empty())
            m_findings.error(route.mirror,
                             "a route that mediates has no mirror: what the service answers is not what clients get",
                             "mirror on a route without mediate");
        if (route.route.to.size() == 1 && route.route.to.front().service.str() == mirror.service)
            m_findings.error(route.mirror,
                             "'" + mirror.service + "' answers this route itself, and has no other to be compared with",
                             "another service in `to`, or in mirror");
        if (mirror.unsafe)
            unsafeMirror(route, *shadow);
        else if (const auto& methods = route.route.methods;
                 !methods.empty() && std::none_of(methods.begin(), methods.end(), isSafe))
            m_findings.error(route.mirror,
                             "nothing of this route would be copied: its methods change something, and mirror copies "
                             "only what reads",
                             "unsafe: shadow, with data: {…, shadow: true} in services." + mirror.service);
    }

    static bool isSafe(const std::string& method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

    void unsafeMirror(const RouteDraft& route, const ServiceDraft& shadow) {
        const std::string& name = shadow.service.name.str();
        if (!isShadow(shadow)) {
            m_findings.error(route.unsafe,
                             "requests that change something would be done twice: the store of '" + name +
                                 "' is not declared a shadow",
                             "data: {kind: …, path: …, shadow: true} in services." + name);
            return;
        }
        std::set<std::string> seen{name};
        std::vector<const ServiceDraft*> left{&shadow};
        while (!left.empty()) {
            const ServiceDraft& caller = *left.back();
            left.pop_back();
            for (const auto& call : caller.service.calls) {
                const auto* callee = service(call);
                if (!callee || !seen.insert(call.str()).second)
                    continue;
                if (isShadow(*callee)) {
                    left.push_back(callee);
                    continue;
                }
                m_findings.error(route.unsafe,
                                 "requests that change something would be done twice: '" + caller.service.name.str() +
                                     "' calls '" + call.str() + "', whose store is not declared a shadow",
                                 "unsafe: refuse, or a shadow of " + call.str() + " for it to call");
            }
        }
    }

    // "/users" -> "users", "/" -> "root", GET /a/b of shop.local -> "get-shop.local-a-b".
    static std::string slug(const model::Route& route) {
        std::string id;
        for (const auto& method : route.methods)
            id += method + '-';
        for (const auto& host : route.hosts)
            id += host + '-';
        std::string path = route.pathPrefix.substr(1);
        id += path.empty() ? "root" : path;
        for (char& c : id) {
            if (c >= 'A' && c <= 'Z')
                c = static_cast<char>(c - 'A' + 'a');
            const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
            if (!plain)
                c = '-';
        }
        return id;
    }

    void duplicate(const RouteDraft& route, std::map<std::string, const RouteDraft*>& matches) {
        auto headers = route.route.headers;
        std::sort(headers.begin(), headers.end());
        std::string rest = ' ' + route.route.pathPrefix;
        for (const auto& [name, value] : headers)
            rest += '\n' + name + ':' + value;
        const std::vector<std::string> any{"*"};
        for (const auto& host : route.route.hosts.empty() ? any : route.route.hosts) {
            for (const auto& method : route.route.methods.empty() ? any : route.route.methods) {
                const auto [first, fresh] = matches.emplace(method + ' ' + host + rest, &route);
                if (!fresh && first->second != &route) {
                    m_findings.error(route.place,
                                     "matches what the route in line " +
                                         std::to_string(first->second->place.mark.line) + " matches already",
                                     "another path_prefix, host, method or header");
                    return;
                }
            }
        }
    }

    ProjectDraft& m_draft;
    Findings& m_findings;
    std::map<std::string, const ServiceDraft*> m_byName;
    std::vector<std::string> m_names;
    std::vector<std::string> m_teams;
};

}  // namespace

void checkProject(ProjectDraft& draft, Findings& findings) {
    Checks(draft, findings).run();
    for (auto& service : draft.services)
        draft.project.services.push_back(std::move(service.service));
    for (auto& route : draft.routes)
        draft.project.gateway.routes.push_back(std::move(route.route));
}

}  // namespace slipway::manifest
