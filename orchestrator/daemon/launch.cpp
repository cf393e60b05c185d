#include "daemon/launch.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/files.h"
#include "daemon/secret_files.h"

namespace slipway::daemon {
namespace {

runtime::ProbeSpec toRuntime(const model::Probe& probe, const model::Service& spec,
                             const runtime::SpawnRequest& request, const model::Instance& instance) {
    const auto portNamed = [&](const std::string& name) {
        const std::vector<int> ports = portsOf(spec, instance);
        for (size_t i = 0; i < ports.size(); ++i)
            if (spec.ports[i].name == name)
                return ports[i];
        return instance.port;
    };
    runtime::ProbeSpec out;
    if (const auto* http = std::get_if<model::HttpGetProbe>(&probe.check)) {
        runtime::HttpGetProbe action;
        action.port = portNamed(http->port);
        action.path = http->path;
        action.headers = http->headers;
        out.action = std::move(action);
    } else if (const auto* tcp = std::get_if<model::TcpSocketProbe>(&probe.check)) {
        runtime::TcpProbe action;
        action.port = portNamed(tcp->port);
        out.action = action;
    } else if (const auto* logLine = std::get_if<model::LogLineProbe>(&probe.check)) {
        // Checked with the manifest; of one that an older daemon stored and that no longer passes, no line is found.
        auto pattern = LinePattern::compile(logLine->pattern);
        runtime::LogLineProbe action{pattern.value_or(LinePattern()), logLine->pattern, {}, false};
        if (logLine->stream != "stderr")
            action.outputs.push_back({request.outPath, instance.outFrom});
        if (logLine->stream != "stdout")
            action.outputs.push_back({request.errPath, instance.errFrom});
        out.action = std::move(action);
    } else {
        runtime::ExecProbe action;
        action.argv = std::get<model::ExecProbe>(probe.check).command;
        action.workingDir = spec.workingDir;
        action.environment = request.environment;
        action.user = request.user;
        action.cookie = request.cookie + "/probe";
        out.action = std::move(action);
    }
    out.initialDelay = probe.initialDelay;
    out.period = probe.period;
    out.timeout = probe.timeout;
    out.successThreshold = probe.successThreshold;
    out.failureThreshold = probe.failureThreshold;
    return out;
}

void addSecrets(std::map<std::string, std::string>& environment, const std::string& folder,
                const model::Service& spec) {
    environment["SLIPWAY_SECRETS_DIR"] = folder;
    for (const auto& secret : spec.secrets)
        environment[model::secretVariable(secret.target)] = folder + '/' + secret.target;
    for (const auto& [variable, name] : spec.secretEnvironment)
        for (const auto& secret : spec.secrets)
            if (secret.name == name)
                if (auto value = readFile(folder + '/' + secret.target, manifest::kMaxSecretBytes))
                    // As a shell's $(cat FILE): an editor's last newline is no part of it.
                    environment[variable] = value->substr(0, value->find_last_not_of('\n') + 1);
}

/// Its groups, and HOME, USER and LOGNAME as a login would have them.
runtime::Identification identify(const model::RunAs& user, std::map<std::string, std::string>& environment) {
    runtime::Identification who{user.uid, user.gid, {user.gid}};
    char buffer[16384];
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(user.uid, &entry, buffer, sizeof buffer, &found) != 0 || !found)
        return who;
    environment["HOME"] = found->pw_dir;
    environment["USER"] = environment["LOGNAME"] = found->pw_name;
    int count = 0;
    ::getgrouplist(found->pw_name, user.gid, nullptr, &count);
    who.groups.resize(static_cast<size_t>(std::max(count, 1)), user.gid);
    ::getgrouplist(found->pw_name, user.gid, who.groups.data(), &count);
    return who;
}

}  // namespace

std::vector<int> portsOf(const model::Service& spec, const model::Instance& instance) {
    std::vector<int> ports;
    for (size_t i = 0; i < spec.ports.size(); ++i) {
        const int drawn = i == 0 ? instance.port : i <= instance.otherPorts.size() ? instance.otherPorts[i - 1] : 0;
        ports.push_back(spec.ports[i].target != 0 ? spec.ports[i].target : drawn);
    }
    return ports;
}

std::string dataPath(const Home& home, const model::Project& project, const model::DataStore& store) {
    return store.path.front() == '/' ? store.path : home.project(project.name.str()) + "/" + store.path;
}

runtime::SpawnRequest spawnRequest(const Home& home, const model::Project& project, const model::Service& spec,
                                   const model::Instance& instance,
                                   const std::function<std::string(const ServiceName&)>& calleeAddress) {
    std::map<std::string, std::string> environment;
    for (const char* name : {"PATH", "HOME", "LANG", "TZ"})
        if (const char* value = getenv(name))
            environment[name] = value;
    environment["SLIPWAY_PROJECT"] = project.name.str();
    environment["SLIPWAY_SERVICE"] = spec.name.str();
    environment["SLIPWAY_INSTANCE"] = instance.id.str();
    environment["SLIPWAY_REVISION"] = std::to_string(instance.revision);
    if (instance.port != 0)
        environment["PORT"] = std::to_string(instance.port);
    const std::vector<int> ports = portsOf(spec, instance);
    for (size_t i = 0; i < ports.size(); ++i)
        environment[model::portVariable(spec.ports[i].name)] = std::to_string(ports[i]);
    if (spec.data && !spec.data->path.empty())
        environment["DATA_PATH"] = dataPath(home, project, *spec.data);
    for (const auto& callee : spec.calls)
        environment[model::urlVariable(callee)] = "http://" + calleeAddress(callee);
    runtime::SpawnRequest request;
    if (spec.user && ::geteuid() == 0)
        request.user = identify(*spec.user, environment);
    for (const auto& [name, value] : spec.environment)
        environment[name] = value;
    if (!spec.secrets.empty())
        addSecrets(environment, secretsFolder(home, project.name.str(), spec), spec);
    request.argv = spec.command;
    for (const auto& limit : spec.ulimits)
        request.limits.push_back({limit.resource, limit.name, limit.soft, limit.hard});
    request.umask = static_cast<mode_t>(spec.umask);
    request.workingDir = spec.workingDir;
    request.environment.assign(environment.begin(), environment.end());
    request.cookie = instance.cookie;
    request.cgroup = runtime::InstanceCgroup(instance.cgroups);
    request.outPath = home.instanceLog(project.name.str(), instance.id.str(), ".out");
    request.errPath = home.instanceLog(project.name.str(), instance.id.str(), ".err");
    return request;
}

std::string cgroupName(const std::string& cookie) {
    std::string name = cookie.substr(cookie.find(':') + 1);
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '/' || c == ':'; }, '.');
    return name;
}

runtime::CgroupLimits cgroupLimits(const model::Service& spec) {
    runtime::CgroupLimits limits;
    if (spec.resources.memoryBytes > 0)
        limits.memoryBytes = static_cast<std::uint64_t>(spec.resources.memoryBytes);
    if (spec.resources.cpus > 0)
        limits.cpus = spec.resources.cpus;
    if (spec.resources.pids > 0)
        limits.pids = static_cast<std::uint64_t>(spec.resources.pids);
    return limits;
}

void noteOutputStart(const Home& home, const model::Project& project, model::Instance& instance) {
    const auto sizeOf = [&](const char* ending) -> std::uint64_t {
        std::error_code error;
        const auto size =
            std::filesystem::file_size(home.instanceLog(project.name.str(), instance.id.str(), ending), error);
        return error ? 0 : size;
    };
    instance.outFrom = sizeOf(".out");
    instance.errFrom = sizeOf(".err");
}

std::optional<runtime::ProbeSpec> readinessProbe(const model::Service& spec, const runtime::SpawnRequest& request,
                                                 const model::Instance& instance, bool startsReady) {
    runtime::ProbeSpec out;
    if (spec.readinessProbe) {
        out = toRuntime(*spec.readinessProbe, spec, request, instance);
    } else if (instance.port != 0) {
        runtime::TcpProbe action;
        action.port = instance.port;
        out.action = action;
        out.period = std::chrono::seconds(2);
    } else {
        return std::nullopt;
    }
    out.startsReady = startsReady;
    if (auto* logLine = std::get_if<runtime::LogLineProbe>(&out.action))
        logLine->found = startsReady;
    return out;
}

std::optional<runtime::ProbeSpec> startupProbe(const model::Service& spec, const runtime::SpawnRequest& request,
                                               const model::Instance& instance) {
    if (!spec.startupProbe)
        return std::nullopt;
    return toRuntime(*spec.startupProbe, spec, request, instance);
}

std::optional<runtime::ProbeSpec> livenessProbe(const model::Service& spec, const runtime::SpawnRequest& request,
                                                const model::Instance& instance) {
    if (!spec.livenessProbe)
        return std::nullopt;
    runtime::ProbeSpec out = toRuntime(*spec.livenessProbe, spec, request, instance);
    out.startsReady = true;  // it is begun when the instance is ready; only losing that is news
    return out;
}

}  // namespace slipway::daemon
