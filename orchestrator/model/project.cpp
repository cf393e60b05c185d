#include "model/project.h"

#include <algorithm>
#include <set>

namespace slipway::model {
namespace {

/// A name as environment variables write it.
std::string variableWord(const std::string& name) {
    std::string word;
    for (const char c : name)
        word += (c == '-' || c == '.') ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return word;
}

void add(std::string& key, std::string_view value) {
    // Length first, so that no two lists of values make the same text.
    key += std::to_string(value.size());
    key += ':';
    key += value;
}

void add(std::string& key, milliseconds value) {
    add(key, std::to_string(value.count()));
}
void add(std::string& key, int value) {
    add(key, std::to_string(value));
}

void add(std::string& key, const std::optional<Probe>& probe) {
    add(key, probe ? "probe" : "none");
    if (!probe)
        return;
    add(key, static_cast<int>(probe->check.index()));
    if (const auto* http = std::get_if<HttpGetProbe>(&probe->check)) {
        add(key, http->path);
        add(key, http->port);
        for (const auto& [name, value] : http->headers) {
            add(key, name);
            add(key, value);
        }
    } else if (const auto* tcp = std::get_if<TcpSocketProbe>(&probe->check)) {
        add(key, tcp->port);
    } else if (const auto* exec = std::get_if<ExecProbe>(&probe->check)) {
        for (const auto& word : exec->command)
            add(key, word);
    } else if (const auto* logLine = std::get_if<LogLineProbe>(&probe->check)) {
        add(key, logLine->pattern);
        add(key, logLine->stream);
    }
    add(key, probe->initialDelay);
    add(key, probe->period);
    add(key, probe->timeout);
    add(key, probe->successThreshold);
    add(key, probe->failureThreshold);
}

}  // namespace

const Service* Project::service(const ServiceName& wanted) const {
    const auto found =
        std::find_if(services.begin(), services.end(), [&](const Service& s) { return s.name == wanted; });
    return found == services.end() ? nullptr : &*found;
}

const Team* Project::team(const TeamName& wanted) const {
    const auto found = std::find_if(teams.begin(), teams.end(), [&](const Team& t) { return t.id == wanted; });
    return found == teams.end() ? nullptr : &*found;
}

const char* topologyWord(TopologyMode mode) {
    switch (mode) {
        case TopologyMode::HubAndSpoke:
            return "hub-and-spoke";
        case TopologyMode::PeerToPeer:
            break;
    }
    return "p2p";
}

std::optional<TopologyMode> topologyFromWord(std::string_view word) {
    for (const TopologyMode mode : {TopologyMode::HubAndSpoke, TopologyMode::PeerToPeer})
        if (word == topologyWord(mode))
            return mode;
    return std::nullopt;
}

std::string urlVariable(const ServiceName& dependency) {
    return variableWord(dependency.str()) + "_URL";
}

std::string portVariable(const std::string& portName) {
    return "PORT_" + variableWord(portName);
}

std::string secretVariable(const std::string& target) {
    return variableWord(target) + "_FILE";
}

std::string revisionKey(const Service& service) {
    std::string key;
    for (const auto& word : service.command)
        add(key, word);
    add(key, "dir");
    add(key, service.workingDir);
    for (const auto& [name, value] : service.environment) {
        add(key, name);
        add(key, value);
    }
    add(key, "calls");
    for (const auto& callee : service.calls)
        add(key, callee.str());
    add(key, service.data ? service.data->kind : "");
    add(key, service.data ? service.data->path : "");
    for (const auto& port : service.ports) {
        add(key, port.name);
        add(key, port.target);
    }
    add(key, service.startupProbe);
    add(key, service.readinessProbe);
    add(key, service.livenessProbe);
    add(key, service.stopSignal);
    for (const auto& limit : service.ulimits) {
        add(key, limit.name);
        add(key, std::to_string(limit.soft));
        add(key, std::to_string(limit.hard));
    }
    add(key, service.umask);
    add(key, std::to_string(service.resources.cpus));
    add(key, std::to_string(service.resources.memoryBytes));
    add(key, std::to_string(service.resources.pids));
    for (const auto& secret : service.secrets) {
        add(key, secret.name);
        add(key, secret.target);
        add(key, secret.digest);
    }
    for (const auto& [variable, secret] : service.secretEnvironment) {
        add(key, variable);
        add(key, secret);
    }
    for (const auto* hook : {&service.hooks.preStart, &service.hooks.postStart, &service.hooks.preStop}) {
        add(key, *hook ? "hook" : "");
        if (!*hook)
            continue;
        for (const auto& word : (*hook)->command)
            add(key, word);
        add(key, std::to_string((*hook)->timeout.count()));
    }
    add(key, service.user ? service.user->word : "");
    return key;
}

const char* scaleFigureWord(ScaleFigure figure) {
    switch (figure) {
        case ScaleFigure::InFlight:
            return "in_flight";
        case ScaleFigure::RequestRate:
            return "rps";
        case ScaleFigure::P95:
            return "p95";
        case ScaleFigure::Cpu:
            return "cpu";
    }
    return "";
}

bool Service::operator==(const Service& other) const {
    return name == other.name && revisionKey(*this) == revisionKey(other);
}

std::vector<std::vector<ServiceName>> startOrder(const Project& project) {
    std::vector<std::vector<ServiceName>> groups;
    std::set<ServiceName> placed;
    while (placed.size() < project.services.size()) {
        std::vector<ServiceName> group;
        for (const auto& service : project.services) {
            if (placed.contains(service.name))
                continue;
            const bool free = std::all_of(service.dependsOn.begin(), service.dependsOn.end(), [&](const Dependency& d) {
                return placed.contains(d.service) || !project.service(d.service);
            });
            if (free)
                group.push_back(service.name);
        }
        if (group.empty())
            return groups;  // A cycle: `manifest` refuses it before it comes here.
        placed.insert(group.begin(), group.end());
        groups.push_back(std::move(group));
    }
    return groups;
}

}  // namespace slipway::model
