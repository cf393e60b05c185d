#include "manifest/draft.h"
#include "manifest/object_reader.h"
#include "manifest/refused_keys.h"

namespace slipway::manifest {
namespace {

template <std::optional<model::Probe> model::Service::*Member, Place ServiceDraft::*At>
void readProbeOf(const Value& value, ServiceDraft& draft) {
    if (draft.service.*Member)
        value.findings().error(value.keyPlace(), "healthcheck is another word for readiness_probe; both stand here",
                               "one of them");
    draft.*At = value.keyPlace();
    readProbe(value, draft.service.*Member);
}

std::vector<ObjectReader<ServiceDraft>::Key> serviceKeys() {
    using Key = ServiceDraft;
    std::vector<ObjectReader<Key>::Key> keys = {
        {"command", [](const Value& v, Key& draft) { draft.service.command = v.command(); }},
        {"working_dir",
         [](const Value& v, Key& draft) {
             if (const auto path = v.text("a folder"))
                 draft.service.workingDir = absolutePath(*path, v.findings().folderOf(v.place().mark));
         }},
        {"environment", readEnvironment},
        {"env_file", readEnvFiles},
        {"secrets", readSecretUses},
        {"profiles", readProfiles},
        {"extends", [](const Value&, Key&) {}},  // assemble.h has resolved it
        {"owner",
         [](const Value& v, Key& draft) {
             draft.owner = v.place();
             if (auto team = v.text("a team's id"))
                 draft.service.owner = TeamName(*std::move(team));
         }},
        {"calls", readCalls},
        {"openapi",
         [](const Value& v, Key& draft) {
             const auto path = v.text("the path of its OpenAPI document");
             if (path && !path->starts_with('/'))
                 v.wrong("a path, such as /openapi.json");
             else if (path)
                 draft.service.openapi = *path;
         }},
        {"data", readData},
        {"ports", readPorts},
        {"depends_on", readDependsOn},
        {"startup_probe", readProbeOf<&model::Service::startupProbe, &Key::startupProbe>},
        {"readiness_probe", readProbeOf<&model::Service::readinessProbe, &Key::readinessProbe>},
        {"liveness_probe", readProbeOf<&model::Service::livenessProbe, &Key::livenessProbe>},
        {"healthcheck", readHealthcheck},
        {"stop_signal",
         [](const Value& v, Key& draft) {
             const auto name = v.text("a signal such as SIGTERM");
             const auto number = name ? parseSignal(*name) : std::nullopt;
             if (name && !number)
                 v.wrong("a signal such as SIGTERM or SIGINT");
             set(draft.service.stopSignal, number);
         }},
        {"stop_grace_period", [](const Value& v, Key& draft) { set(draft.service.stopGracePeriod, v.duration()); }},
        {"start_timeout",
         [](const Value& v, Key& draft) { draft.startTimeout = v.duration(std::chrono::milliseconds(100)); }},
        {"deploy", readDeploy},
        {"ulimits", readUlimits},
        {"umask", readUmask},
        {"hooks", readHooks},
        {"user", readUser},
        {"kind", readKind},
        {"retries", readRetries},
        {"timeout", readTimeout},
        {"schedule", readSchedule},
        {"build", readBuild},
        {"develop", readDevelop},
        {"restart", readRestart},
        {"scale", readReplicas},
        {"load_balancing", readBalancing},
        {"external",
         [](const Value& v, Key& draft) {
             draft.external = v.keyPlace();
             readExternal(v, draft);
         }},
    };
    for (const auto& row : kRefusedServiceKeys)
        keys.push_back(refused<Key>(row.name, row.why));
    return keys;
}

const ObjectReader<ServiceDraft>& serviceReader() {
    static const ObjectReader<ServiceDraft> reader("service", serviceKeys());
    return reader;
}

}  // namespace

void readServices(const Value& value, ProjectDraft& draft) {
    for (const auto& [name, member] : value.members("a mapping of services")) {
        if (name.starts_with("x-"))
            continue;
        ServiceDraft service;
        service.folder = value.findings().folderOf(member.keyPlace().mark);
        service.name = member.keyPlace();
        service.service.name = ServiceName(name);
        service.service.workingDir = service.folder;
        if (!isName(name))
            value.findings().error(service.name, "'" + name + "' can't be a service's name",
                                   "lower-case letters, digits, '-', '_' and '.', a letter first, at most 63",
                                   asName(name));
        else if (name == "gateway")
            value.findings().error(service.name, "a service can't be named gateway: that is the front door's name",
                                   "another name");
        if (draft.services.size() == kMaxServices) {
            value.findings().error(service.name, "more than " + std::to_string(kMaxServices) + " services", "fewer");
            return;
        }
        service.empty = !member.isMap();
        serviceReader()(member, service);
        finishJob(service, value.findings());
        for (const auto& [key, part] :
             member.isMap() ? member.members("a mapping") : std::vector<std::pair<std::string, Value>>())
            if (key != "owner" && key != "external" && key != "load_balancing" && !key.starts_with("x-"))
                service.processOnly.push_back(part.keyPlace());
        draft.services.push_back(std::move(service));
    }
}

std::vector<Grammar> serviceGrammars() {
    return {serviceReader().grammar()};
}

}  // namespace slipway::manifest
