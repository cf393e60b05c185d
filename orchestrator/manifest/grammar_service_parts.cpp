#include "manifest/draft.h"
#include "manifest/object_reader.h"

#include <algorithm>
#include <array>

namespace slipway::manifest {
namespace {

using model::DataStore;
using model::Dependency;
using model::DependsCondition;
using model::Port;

struct DataDraft {
    DataStore store;
    Place kind;
    Place path;
};

const ObjectReader<DataDraft>& dataReader() {
    static const ObjectReader<DataDraft> reader(
        "data", {
                    {"kind",
                     [](const Value& v, DataDraft& draft) {
                         draft.kind = v.place();
                         set(draft.store.kind, v.text("a word such as sqlite, lmdb or files"));
                     }},
                    {"path",
                     [](const Value& v, DataDraft& draft) {
                         draft.path = v.place();
                         const auto path = v.text("a path inside of the project's data folder");
                         if (!path)
                             return;
                         const std::string inside = path->empty() ? "" : absolutePath(*path, "/data/x").substr(0, 8);
                         if (path->starts_with('/') || inside != "/data/x/")
                             v.wrong("a relative path that stays inside of the project's data folder");
                         else
                             draft.store.path = absolutePath(*path, "/data/x").substr(8);
                     }},
                    {"shadow", [](const Value& v, DataDraft& draft) { set(draft.store.shadow, v.boolean()); }},
                });
    return reader;
}

}  // namespace

void readData(const Value& value, ServiceDraft& draft) {
    DataDraft data;
    dataReader()(value, data);
    if (!value.isMap())
        return;
    for (const auto& [at, key] : {std::pair(data.kind, "kind"), std::pair(data.path, "path")})
        if (at.mark.line == 0)
            value.findings().error(value.keyPlace(), "has no " + std::string(key), key);
    draft.data = data.path.mark.line > 0 ? data.path : value.keyPlace();
    draft.service.data = std::move(data.store);
}

namespace {

struct PortDraft {
    Port port;
    bool named = false;
};

const ObjectReader<PortDraft>& portReader() {
    static const ObjectReader<PortDraft> reader(
        "port",
        {
            {"name",
             [](const Value& v, PortDraft& draft) {
                 const auto name = v.text("a port's name");
                 if (name && !isName(*name))
                     v.wrong("lower-case letters, digits, '-', '_' and '.'", asName(*name));
                 set(draft.port.name, name);
                 draft.named = true;
             }},
            {"target", [](const Value& v, PortDraft& draft) { set(draft.port.target, v.integer(0, 65535)); }},
            {"protocol", [](const Value& v, PortDraft&) { v.oneOf({"tcp"}); }},
            refused<PortDraft>(
                "published", "instances are not published; what the world reaches is `gateway.listen` with its routes"),
            refused<PortDraft>("host_ip", "instances listen on 127.0.0.1; what the world reaches is `gateway.listen`"),
            refused<PortDraft>("mode", "mode belongs to a cluster; leave it out"),
            refused<PortDraft>("app_protocol", "app_protocol is not there yet; services speak HTTP/1.1"),
        });
    return reader;
}

}  // namespace

void readPorts(const Value& value, ServiceDraft& draft) {
    for (const auto& item : value.list("a list of ports")) {
        PortDraft port;
        const Place at = item.place();
        if (item.isMap()) {
            portReader()(item, port);
        } else if (const auto text = item.text("a port's number, or {name: http, target: 0}")) {
            const auto number = parseInteger(*text);
            if (number && *number >= 0 && *number <= 65535)
                port.port.target = static_cast<int>(*number);
            else if (text->find(':') != std::string::npos)
                item.error("'" + *text + "' maps a container's port; nothing is mapped here",
                           "{name: http, target: 0} for a port an instance in $PORT; what the world reaches is "
                           "`gateway.listen`");
            else
                item.wrong("a port's number from 0 to 65535, or {name: http, target: 0}");
        }
        if (!port.named && !draft.service.ports.empty())
            item.error("has no name", "a name for each port after the first");
        for (const auto& other : draft.service.ports)
            if (port.named && other.name == port.port.name)
                item.error("two ports are named '" + other.name + "'", "a name of its own");
            else if (const auto variable = model::portVariable(other.name);
                     port.named && variable == model::portVariable(port.port.name))
                item.error("'" + other.name + "' and '" + port.port.name + "' would both be $" + variable,
                           "a name that differs by more than '-', '.' and '_'");
        draft.service.ports.push_back(std::move(port.port));
        draft.ports.push_back(at);
    }
}

namespace {

struct QueuedCallDraft {
    std::string service;
    bool async = false;
    model::AsyncCall call;
    std::vector<Place> asyncOnly;  ///< keys that only mean something with mode: async
};

template <class T>
void noteKey(const Value& v, QueuedCallDraft& draft, T& into, std::optional<T> value) {
    draft.asyncOnly.push_back(v.keyPlace());
    if (value)
        into = *value;
}

void countOf(const Value& v, QueuedCallDraft& draft, int& into, long most) {
    draft.asyncOnly.push_back(v.keyPlace());
    if (const auto value = v.integer(1, most))
        into = static_cast<int>(*value);
}

const ObjectReader<QueuedCallDraft>& queuedCallReader() {
    using std::chrono::milliseconds;
    static const ObjectReader<QueuedCallDraft> reader(
        "call",
        {
            {"service",
             [](const Value& v, QueuedCallDraft& d) { d.service = v.text("a service's name").value_or(""); }},
            {"mode",
             [](const Value& v, QueuedCallDraft& d) {
                 if (const auto mode = v.oneOf({"sync", "async"}))
                     d.async = *mode == 1;
             }},
            {"key",
             [](const Value& v, QueuedCallDraft& d) {
                 auto name = v.text("the name of a header field");
                 const bool token = name && !name->empty() && std::all_of(name->begin(), name->end(), [](char c) {
                                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                                               (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
                                    });
                 if (name && !token)
                     v.wrong("the name of a header field, such as X-Ordering-Key");
                 noteKey(v, d, d.call.keyHeader, token ? name : std::nullopt);
             }},
            {"attempts", [](const Value& v, QueuedCallDraft& d) { countOf(v, d, d.call.attempts, 1000); }},
            {"concurrency", [](const Value& v, QueuedCallDraft& d) { countOf(v, d, d.call.concurrency, 256); }},
            {"timeout",
             [](const Value& v, QueuedCallDraft& d) { noteKey(v, d, d.call.timeout, v.duration(milliseconds(1))); }},
            {"delay",
             [](const Value& v, QueuedCallDraft& d) { noteKey(v, d, d.call.delay, v.duration(milliseconds(1))); }},
            {"max_delay",
             [](const Value& v, QueuedCallDraft& d) { noteKey(v, d, d.call.maxDelay, v.duration(milliseconds(1))); }},
        });
    return reader;
}

}  // namespace

void readCalls(const Value& value, ServiceDraft& draft) {
    for (const auto& item : value.list("a list of services")) {
        QueuedCallDraft call;
        if (item.isMap()) {
            queuedCallReader()(item, call);
            if (call.service.empty()) {
                item.error("says no service", "service: a key of services");
                continue;
            }
            if (!call.async && !call.asyncOnly.empty())
                item.findings().error(call.asyncOnly.front(), "is for calls with mode: async", "mode: async");
        } else if (auto name = item.text("a service's name, or a mapping with service and mode")) {
            call.service = *std::move(name);
        } else {
            continue;
        }
        if (call.async)
            draft.service.asyncCalls[ServiceName(call.service)] = call.call;
        draft.service.calls.emplace_back(call.service);
        draft.calls.push_back(item.place());
    }
}

namespace {

struct DependencyDraft {
    Dependency dependency;
};

const ObjectReader<DependencyDraft>& dependencyReader() {
    static const ObjectReader<DependencyDraft> reader(
        "depends_on",
        {
            {"condition",
             [](const Value& v, DependencyDraft& draft) {
                 if (const auto condition =
                         v.oneOf({"service_started", "service_healthy", "service_completed_successfully"}))
                     draft.dependency.condition = static_cast<DependsCondition>(*condition);
             }},
            {"required",
             [](const Value& v, DependencyDraft&) {
                 if (const auto required = v.boolean(); required && !*required)
                     v.error("optional dependencies are not there yet", "true, or no dependency");
             }},
            refused<DependencyDraft>("restart",
                                     "restart of a dependency's dependents is not there yet; calls go through the "
                                     "gateway, which waits for it"),
        });
    return reader;
}

}  // namespace

void readDependsOn(const Value& value, ServiceDraft& draft) {
    const std::string expected = "a list of services, or a mapping of services to conditions";
    if (value.isList()) {
        for (const auto& item : value.list(expected)) {
            if (auto name = item.text("a service's name")) {
                draft.service.dependsOn.push_back({ServiceName(*std::move(name)), DependsCondition::ServiceStarted});
                draft.dependsOn.push_back(item.place());
            }
        }
        return;
    }
    for (const auto& [name, member] : value.members(expected)) {
        DependencyDraft dependency;
        dependency.dependency.service = ServiceName(name);
        if (!member.isNull())
            dependencyReader()(member, dependency);
        draft.service.dependsOn.push_back(dependency.dependency);
        draft.dependsOn.push_back(member.keyPlace());
    }
}

namespace {

const ObjectReader<ServiceDraft>& externalReader() {
    static const ObjectReader<ServiceDraft> reader(
        "external", {
                        {"endpoints",
                         [](const Value& v, ServiceDraft& draft) {
                             const std::string expected = "an address such as 127.0.0.1:9001";
                             for (const auto& item : v.list("a list of addresses")) {
                                 const auto text = item.text(expected);
                                 const auto address = text ? parseAddress(*text) : std::nullopt;
                                 if (text && (!address || portOf(*address) == 0))
                                     item.wrong(expected + "; names are not resolved");
                                 else if (address)
                                     draft.service.externalEndpoints.push_back(*address);
                             }
                             if (v.isList() && v.node().items.empty())
                                 v.error("is empty", expected);
                         }},
                    });
    return reader;
}

const ObjectReader<ServiceDraft>& balancingReader() {
    static const ObjectReader<ServiceDraft> reader(
        "load_balancing", {
                              {"policy",
                               [](const Value& v, ServiceDraft& draft) {
                                   using enum model::BalancingPolicy;
                                   constexpr std::array kInThisOrder = {LeastRequest, RoundRobin};
                                   if (const auto policy = v.oneOf({"least_request", "round_robin"}))
                                       draft.service.balancing = kInThisOrder[static_cast<size_t>(*policy)];
                               }},
                          });
    return reader;
}

}  // namespace

void readExternal(const Value& value, ServiceDraft& draft) {
    externalReader()(value, draft);
}
void readBalancing(const Value& value, ServiceDraft& draft) {
    balancingReader()(value, draft);
}

std::vector<Grammar> servicePartGrammars() {
    return {dataReader().grammar(),       portReader().grammar(),     queuedCallReader().grammar(),
            dependencyReader().grammar(), externalReader().grammar(), balancingReader().grammar()};
}

}  // namespace slipway::manifest
