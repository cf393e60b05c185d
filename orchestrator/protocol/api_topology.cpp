#include "protocol/api_topology.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;

SLIPWAY_FIELDS(NodeInstance) {
    v("instance", x.instance);
    v("state", x.state);
}

SLIPWAY_FIELDS(TopologyNode) {
    v("id", x.id);
    v("kind", x.kind);
    v("label", x.label);
    v("owner", emptyIsNull(x.owner));
    v("state", x.state);
    v("desired", x.desired);
    v("ready", x.ready);
    v("rps", x.rps);
    v("p95_us", x.p95Us);
    v("instances", x.instances);
}

SLIPWAY_FIELDS(EdgeQueue) {
    v("depth", x.depth);
    v("in_flight", x.inFlight);
    v("dead", x.dead);
    v("lag_ms", x.lagMs);
}

SLIPWAY_FIELDS(TopologyEdge) {
    v("from", x.from);
    v("to", x.to);
    v("declared", x.declared);
    v("requests", x.requests);
    v("tries", x.tries);
    v("errors", x.errors);
    v("retries", x.retries);
    v("failed", x.failed);
    v("rps", x.rps);
    v("errors_per_s", x.errorsPerS);
    v("p50_us", x.p50Us);
    v("p95_us", x.p95Us);
    v("mode", x.mode);
    v("queue", x.queue);
    v("address", x.address);
}

SLIPWAY_FIELDS(TeamRow) {
    v("team", x.team);
    v("name", x.name);
    v("contact", x.contact);
    v("color", x.color);
}

SLIPWAY_FIELDS(TopologyProcess) {
    v("kind", x.kind);
    v("caller", emptyIsNull(x.caller));
    v("pid", x.pid);
    v("serving", x.serving);
    v("cpu", x.cpu);
    v("rss_kib", x.rssKib);
    v("pss_kib", x.pssKib);
    v("caller_connections", x.callerConnections);
    v("instance_connections", x.instanceConnections);
}

SLIPWAY_FIELDS(TopologyLinks) {
    v("hub_and_spoke", x.hubAndSpoke);
    v("p2p", x.peerToPeer);
}

SLIPWAY_FIELDS(TopologyViolation) {
    v("kind", x.kind);
    v("from", emptyIsNull(x.from));
    v("to", x.to);
    v("instance", emptyIsNull(x.instance));
    v("pid", x.pid);
    v("detail", x.detail);
    v("since_ms", x.sinceMs);
    v("last_seen_ms", x.lastSeenMs);
}

SLIPWAY_FIELDS(HopPrice) {
    v("from", x.from);
    v("to", x.to);
    v("mode", x.mode);
    v("requests", x.requests);
    v("direct_us", x.directUs);
    v("through_us", x.throughUs);
    v("price_us", x.priceUs);
    v("at_ms", x.atMs);
}

SLIPWAY_FIELDS(Topology) {
    v("mode", x.mode);
    v("nodes", x.nodes);
    v("edges", x.edges);
    v("teams", x.teams);
    v("processes", x.processes);
    v("links", x.links);
    v("violations", x.violations);
    v("prices", x.prices);
}

SLIPWAY_JSON_BY_FIELDS(NodeInstance)
SLIPWAY_JSON_BY_FIELDS(TopologyNode)
SLIPWAY_JSON_BY_FIELDS(EdgeQueue)
SLIPWAY_JSON_BY_FIELDS(TopologyEdge)
SLIPWAY_JSON_BY_FIELDS(TeamRow)
SLIPWAY_JSON_BY_FIELDS(TopologyProcess)
SLIPWAY_JSON_BY_FIELDS(TopologyLinks)
SLIPWAY_JSON_BY_FIELDS(TopologyViolation)
SLIPWAY_JSON_BY_FIELDS(HopPrice)
SLIPWAY_JSON_BY_FIELDS(Topology)

}  // namespace slipway::api
