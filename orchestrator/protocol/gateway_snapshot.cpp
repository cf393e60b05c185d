#include "protocol/gateway_snapshot.h"

#include <nlohmann/json.hpp>

#include "protocol/gateway_json.h"

namespace slipway::protocol {
namespace {

using nlohmann::json;

const std::vector<const char*> kAccessLogs = {"off", "json", "combined"};
const std::vector<const char*> kKinds = {"ingress", "egress"};
const std::vector<const char*> kPolicies = {"round_robin", "least_request"};
const std::vector<const char*> kStates = {"active", "draining"};
constexpr std::uint32_t kMaxWeight = 256;

template <class Enum>
void readWord(StrictObject& object, const char* key, const std::vector<const char*>& words, Enum& into, bool required) {
    int index = static_cast<int>(into);
    object.word(key, words, index, required);
    into = static_cast<Enum>(index);
}

template <class Enum>
const char* wordOf(const std::vector<const char*>& words, Enum value) {
    return words[static_cast<std::size_t>(value)];
}

SnapshotFault readLimits(const json& from, const std::string& path, SnapshotLimits& limits) {
    StrictObject object(from, path);
    object.number("head_bytes", limits.headBytes, 1024, 1u << 20);
    object.number("headers", limits.headers, 1, 1000);
    object.number("target_bytes", limits.targetBytes, 256, 1u << 20);
    object.number("body_buffer_bytes", limits.bodyBufferBytes, 4096, 16u << 20);
    object.number("connections", limits.connections, 1, 1'000'000);
    object.millis("head_timeout_ms", limits.headTimeout);
    object.millis("body_timeout_ms", limits.bodyTimeout);
    object.millis("idle_timeout_ms", limits.idleTimeout);
    object.millis("handshake_timeout_ms", limits.handshakeTimeout);
    return object.finish();
}

SnapshotFault readHeader(const json& from, const std::string& path, SnapshotHeaderMatch& header) {
    StrictObject object(from, path);
    object.text("name", header.name);
    object.text("value", header.value);
    return object.finish();
}

SnapshotFault readTarget(const json& from, const std::string& path, SnapshotTarget& target) {
    StrictObject object(from, path);
    object.text("service", target.service);
    object.number("weight", target.weight, 1, kMaxWeight);
    return object.finish();
}

SnapshotFault readMirror(const json& from, const std::string& path, SnapshotMirror& mirror) {
    StrictObject object(from, path);
    object.text("service", mirror.service);
    object.number("percent", mirror.percent, 0, 100);
    object.flag("unsafe", mirror.unsafe);
    object.texts("ignore", mirror.ignore);
    object.texts("headers", mirror.headers);
    return object.finish();
}

SnapshotFault readRoute(const json& from, const std::string& path, SnapshotRoute& route) {
    StrictObject object(from, path);
    object.text("id", route.id);
    object.texts("hosts", route.hosts);
    object.text("path_prefix", route.pathPrefix);
    object.texts("methods", route.methods);
    readList(object, "headers", false, route.headers, readHeader);
    readList(object, "to", true, route.to, readTarget);
    object.flag("strip_prefix", route.stripPrefix);
    object.text("add_prefix", route.addPrefix, false);
    object.text("edge", route.edge, false);
    object.millis("timeout_ms", route.timeout);
    object.number("retries", route.retries, 0, 10);
    object.text("mediate", route.mediate, false);
    if (const json* policies = object.object("policies")) {
        const SnapshotFault fault = readPolicies(*policies, path + "/policies", route.policies);
        if (!fault.error.empty())
            object.fault(fault.path, fault.error);
    }
    if (const json* cache = object.object("cache")) {
        const SnapshotFault fault = readCache(*cache, path + "/cache", route.cache.emplace());
        if (!fault.error.empty())
            object.fault(fault.path, fault.error);
    }
    object.text("sticky_cookie", route.stickyCookie, false);
    if (const json* mirror = object.object("mirror")) {
        const SnapshotFault fault = readMirror(*mirror, path + "/mirror", route.mirror);
        if (!fault.error.empty())
            object.fault(fault.path, fault.error);
    }
    return object.finish();
}

SnapshotFault readCertificate(const json& from, const std::string& path, SnapshotCertificate& certificate) {
    StrictObject object(from, path);
    object.text("certificate", certificate.certificate);
    object.text("key", certificate.key);
    return object.finish();
}

SnapshotFault readTracing(const json& from, const std::string& path, SnapshotTracing& tracing) {
    StrictObject object(from, path);
    tracing.on = true;
    object.number("sample_ppm", tracing.samplePpm, 0, 1'000'000);
    object.millis("slow_ms", tracing.slow);
    return object.finish();
}

SnapshotFault readListener(const json& from, const std::string& path, SnapshotListener& listener) {
    StrictObject object(from, path);
    object.text("id", listener.id);
    readWord(object, "kind", kKinds, listener.kind, true);
    object.text("project", listener.project);
    object.text("caller", listener.caller);
    readList(object, "routes", true, listener.routes, readRoute);
    if (const json* tls = object.object("tls")) {
        StrictObject part(*tls, object.pathOf("tls"));
        readList(part, "certificates", true, listener.tls.emplace(), readCertificate);
        const SnapshotFault fault = part.finish();
        if (!fault.error.empty())
            object.fault(fault.path, fault.error);
    }
    object.text("openapi", listener.openapi, false);
    if (from.is_object() && from.contains("access_log"))
        readWord(object, "access_log", kAccessLogs, listener.accessLog.emplace(), true);
    if (const json* tracing = object.object("tracing")) {
        const SnapshotFault fault = readTracing(*tracing, path + "/tracing", listener.tracing);
        if (!fault.error.empty())
            object.fault(fault.path, fault.error);
    }
    return object.finish();
}

SnapshotFault readHold(const json& from, const std::string& path, SnapshotHold& hold) {
    StrictObject object(from, path);
    object.number("max_requests", hold.maxRequests, 0, 1'000'000);
    object.millis("timeout_ms", hold.timeout);
    object.text("why", hold.why, false);
    return object.finish();
}

SnapshotFault readEndpoint(const json& from, const std::string& path, SnapshotEndpoint& endpoint) {
    StrictObject object(from, path);
    object.text("id", endpoint.id);
    object.text("address", endpoint.address);
    object.number("weight", endpoint.weight, 1, kMaxWeight);
    readWord(object, "state", kStates, endpoint.state, false);
    object.flag("canary", endpoint.canary);
    return object.finish();
}

SnapshotFault readService(const json& from, const std::string& path, SnapshotService& service) {
    StrictObject object(from, path);
    object.text("id", service.id);
    object.text("name", service.name);
    readWord(object, "policy", kPolicies, service.policy, false);
    object.millis("connect_timeout_ms", service.connectTimeout);
    if (const json* hold = object.object("hold")) {
        const SnapshotFault fault = readHold(*hold, path + "/hold", service.hold);
        if (!fault.error.empty())
            object.fault(fault.path, fault.error);
    }
    object.number("canary_percent", service.canaryPercent, 0, 100);
    readList(object, "endpoints", true, service.endpoints, readEndpoint);
    return object.finish();
}

void putObservability(const SnapshotListener& listener, json& into) {
    if (listener.accessLog)
        into["access_log"] = wordOf(kAccessLogs, *listener.accessLog);
    if (listener.tracing.on)
        into["tracing"] = {{"sample_ppm", listener.tracing.samplePpm}, {"slow_ms", listener.tracing.slow.count()}};
}

json limitsJson(const SnapshotLimits& limits) {
    return {{"head_bytes", limits.headBytes},
            {"headers", limits.headers},
            {"target_bytes", limits.targetBytes},
            {"body_buffer_bytes", limits.bodyBufferBytes},
            {"connections", limits.connections},
            {"head_timeout_ms", limits.headTimeout.count()},
            {"body_timeout_ms", limits.bodyTimeout.count()},
            {"idle_timeout_ms", limits.idleTimeout.count()},
            {"handshake_timeout_ms", limits.handshakeTimeout.count()}};
}

json routeJson(const SnapshotRoute& route) {
    json headers = json::array(), to = json::array();
    for (const auto& header : route.headers)
        headers.push_back({{"name", header.name}, {"value", header.value}});
    for (const auto& target : route.to)
        to.push_back({{"service", target.service}, {"weight", target.weight}});
    json out = {{"id", route.id},
                {"hosts", route.hosts},
                {"path_prefix", route.pathPrefix},
                {"methods", route.methods},
                {"headers", std::move(headers)},
                {"to", std::move(to)},
                {"strip_prefix", route.stripPrefix},
                {"timeout_ms", route.timeout.count()},
                {"retries", route.retries}};
    if (!route.addPrefix.empty())
        out["add_prefix"] = route.addPrefix;
    if (!route.edge.empty())
        out["edge"] = route.edge;
    if (!route.mediate.empty())
        out["mediate"] = route.mediate;
    if (!route.policies.isEmpty())
        out["policies"] = policiesToJson(route.policies);
    if (route.cache)
        out["cache"] = cacheToJson(*route.cache);
    if (!route.stickyCookie.empty())
        out["sticky_cookie"] = route.stickyCookie;
    if (!route.mirror.service.empty())
        out["mirror"] = {{"service", route.mirror.service},
                         {"percent", route.mirror.percent},
                         {"unsafe", route.mirror.unsafe},
                         {"ignore", route.mirror.ignore},
                         {"headers", route.mirror.headers}};
    return out;
}

json serviceJson(const SnapshotService& service) {
    json endpoints = json::array();
    for (const auto& endpoint : service.endpoints)
        endpoints.push_back({{"id", endpoint.id},
                             {"address", endpoint.address},
                             {"weight", endpoint.weight},
                             {"state", wordOf(kStates, endpoint.state)},
                             {"canary", endpoint.canary}});
    return {{"id", service.id},
            {"name", service.name},
            {"policy", wordOf(kPolicies, service.policy)},
            {"connect_timeout_ms", service.connectTimeout.count()},
            {"hold",
             {{"max_requests", service.hold.maxRequests},
              {"timeout_ms", service.hold.timeout.count()},
              {"why", service.hold.why}}},
            {"canary_percent", service.canaryPercent},
            {"endpoints", std::move(endpoints)}};
}

}  // namespace

std::string snapshotToJson(const Snapshot& snapshot) {
    json listeners = json::array(), services = json::array();
    for (const auto& listener : snapshot.listeners) {
        json routes = json::array();
        for (const auto& route : listener.routes)
            routes.push_back(routeJson(route));
        json row = {{"id", listener.id},
                    {"kind", wordOf(kKinds, listener.kind)},
                    {"project", listener.project},
                    {"caller", listener.caller},
                    {"routes", std::move(routes)}};
        if (listener.tls) {
            json certificates = json::array();
            for (const auto& each : *listener.tls)
                certificates.push_back({{"certificate", each.certificate}, {"key", each.key}});
            row["tls"] = {{"certificates", std::move(certificates)}};
        }
        if (!listener.openapi.empty())
            row["openapi"] = listener.openapi;
        putObservability(listener, row);
        listeners.push_back(std::move(row));
    }
    for (const auto& service : snapshot.services)
        services.push_back(serviceJson(service));
    const json whole = {{"schema", kSnapshotSchema},
                        {"generation", snapshot.generation},
                        {"access_log", wordOf(kAccessLogs, snapshot.accessLog)},
                        {"limits", limitsJson(snapshot.limits)},
                        {"listeners", std::move(listeners)},
                        {"services", std::move(services)}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

SnapshotResult<Snapshot> parseSnapshot(std::string_view text) {
    const json whole = json::parse(text, nullptr, false);
    if (whole.is_discarded())
        return tl::unexpected(SnapshotFault{"", "is not JSON"});
    Snapshot snapshot;
    StrictObject object(whole, "");
    std::uint64_t schema = 0;
    object.number("schema", schema, std::uint64_t{kSnapshotSchema}, std::uint64_t{kSnapshotSchema}, true);
    object.number("generation", snapshot.generation, std::uint64_t{1}, std::uint64_t{INT64_MAX}, true);
    readWord(object, "access_log", kAccessLogs, snapshot.accessLog, false);
    if (const json* limits = object.object("limits")) {
        const SnapshotFault fault = readLimits(*limits, "/limits", snapshot.limits);
        if (!fault.error.empty())
            object.fault(fault.path, fault.error);
    }
    readList(object, "listeners", true, snapshot.listeners, readListener);
    readList(object, "services", true, snapshot.services, readService);
    const SnapshotFault fault = object.finish();
    if (!fault.error.empty())
        return tl::unexpected(fault);
    return snapshot;
}

}  // namespace slipway::protocol
