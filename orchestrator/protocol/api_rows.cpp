#include "protocol/api_rows.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;
using detail::zeroIsNull;

SLIPWAY_FIELDS(Version) {
    v("version", x.version);
    v("build", x.build);
    v("schema", x.schema);
    v("epoch", x.epoch);
    v("pid", zeroIsNull(x.pid));
    v("home", x.home);
    v("started_ms", zeroIsNull(x.startedMs));
}

SLIPWAY_FIELDS(ProjectRow) {
    v("name", x.name);
    v("path", x.path);
    v("services", x.services);
    v("instances", x.instances);
    v("ready", x.ready);
    v("state", x.state);
    v("listen", x.listen);
    v("urls", x.urls);
    v("manifest_changed", x.manifestChanged);
}

SLIPWAY_FIELDS(LastExit) {
    v("code", x.code);
    v("signal", x.signal);
    v("at", zeroIsNull(x.at));
    v("reason", x.reason);
}

SLIPWAY_FIELDS(InstanceRow) {
    v("service", x.service);
    v("instance", x.instance);
    v("pid", zeroIsNull(x.pid));
    v("port", zeroIsNull(x.port));
    v("state", x.state);
    v("revision", x.revision);
    v("restarts", x.restarts);
    v("owner", emptyIsNull(x.owner));
    v("project", x.project);
    v("started_ms", zeroIsNull(x.startedMs));
    v("ready_ms", zeroIsNull(x.readyMs));
    v("uptime_ms", x.uptimeMs);
    v("cpu", x.cpu);
    v("rss_kib", x.rssKib);
    v("pss_kib", x.pssKib);
    v("in_flight", x.inFlight);
    v("last_exit", x.lastExit);
    v("why", x.why);
    v("last_lines", x.lastLines);
    v("address", x.address);
    v("adopted", x.adopted);
    v("cgroup", x.cgroup);
    v("unenforced", x.unenforced);
}

SLIPWAY_FIELDS(DataStoreRow) {
    v("kind", x.kind);
    v("path", x.path);
}

SLIPWAY_FIELDS(PortRow) {
    v("name", x.name);
    v("target", x.target);
}

SLIPWAY_FIELDS(ServiceRow) {
    v("name", x.name);
    v("owner", emptyIsNull(x.owner));
    v("kind", x.kind);
    v("state", x.state);
    v("desired", x.desired);
    v("ready", x.ready);
    v("revision", x.revision);
    v("rps", x.rps);
    v("errors_per_s", x.errorsPerS);
    v("p50_us", x.p50Us);
    v("p95_us", x.p95Us);
    v("cpu", x.cpu);
    v("rss_kib", x.rssKib);
    v("pss_kib", x.pssKib);
    v("restarts", x.restarts);
    v("uptime_ms", x.uptimeMs);
    v("calls", x.calls);
    v("policy", x.policy);
    v("data", x.data);
    v("ports", x.ports);
    v("command", x.command);
    v("rollout", emptyIsNull(x.rollout));
    v("operation", emptyIsNull(x.operation));
    v("min_ready", x.minReady);
    v("why", x.why);
}

SLIPWAY_FIELDS(OwnerRow) {
    v("team", emptyIsNull(x.team));
    v("name", x.name);
    v("contact", x.contact);
    v("color", x.color);
    v("services", x.services);
}

SLIPWAY_FIELDS(RouteTarget) {
    v("service", x.service);
    v("weight", x.weight);
}

SLIPWAY_FIELDS(RoutePolicyRow) {
    v("name", x.name);
    v("refused", x.refused);
    v("ns", x.ns);
    v("samples", x.samples);
}

SLIPWAY_FIELDS(RouteRow) {
    v("id", x.id);
    v("listener", x.listener);
    v("kind", x.kind);
    v("hosts", x.hosts);
    v("path_prefix", x.pathPrefix);
    v("methods", x.methods);
    v("headers", x.headers);
    v("to", x.to);
    v("requests", x.requests);
    v("errors", x.errors);
    v("rps", x.rps);
    v("p95_us", x.p95Us);
    v("policies", x.policies);
}

SLIPWAY_FIELDS(ListenerRow) {
    v("id", x.id);
    v("address", x.address);
    v("kind", x.kind);
    v("project", x.project);
    v("caller", x.caller);
}

SLIPWAY_FIELDS(GatewayStatus) {
    v("pid", zeroIsNull(x.pid));
    v("generation", x.generation);
    v("epoch", x.epoch);
    v("state", x.state);
    v("listeners", x.listeners);
    v("workers", x.workers);
    v("io", x.io);
    v("connections", x.connections);
    v("held", x.held);
    v("acked_generation", x.ackedGeneration);
    v("last_nack", emptyIsNull(x.lastNack));
}

SLIPWAY_FIELDS(LogLine) {
    v("at", x.at);
    v("instance", x.instance);
    v("service", x.service);
    v("stream", x.stream);
    v("text", x.text);
    v("level", emptyIsNull(x.level));
    v("interval_ms", x.intervalMs);
}

SLIPWAY_JSON_BY_FIELDS(Version)
SLIPWAY_JSON_BY_FIELDS(ProjectRow)
SLIPWAY_JSON_BY_FIELDS(LastExit)
SLIPWAY_JSON_BY_FIELDS(InstanceRow)
SLIPWAY_JSON_BY_FIELDS(DataStoreRow)
SLIPWAY_JSON_BY_FIELDS(PortRow)
SLIPWAY_JSON_BY_FIELDS(ServiceRow)
SLIPWAY_JSON_BY_FIELDS(OwnerRow)
SLIPWAY_JSON_BY_FIELDS(RouteTarget)
SLIPWAY_JSON_BY_FIELDS(RoutePolicyRow)
SLIPWAY_JSON_BY_FIELDS(RouteRow)
SLIPWAY_JSON_BY_FIELDS(ListenerRow)
SLIPWAY_JSON_BY_FIELDS(GatewayStatus)
SLIPWAY_JSON_BY_FIELDS(LogLine)

}  // namespace slipway::api
