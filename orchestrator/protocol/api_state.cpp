#include "protocol/api_state.h"

#include "protocol/api_fields.h"

namespace slipway::api {

SLIPWAY_FIELDS(State) {
    v("project", x.project);
    v("services", x.services);
    v("instances", x.instances);
    v("topology", x.topology);
    v("operations", x.operations);
    v("gateway", x.gateway);
    v("event_id", x.eventId);
    v("at", x.at);
}

SLIPWAY_FIELDS(ServiceSeries) {
    v("rps", x.rps);
    v("errors", x.errors);
    v("p50_us", x.p50Us);
    v("p95_us", x.p95Us);
    v("cpu", x.cpu);
    v("rss_kib", x.rssKib);
    v("ready", x.ready);
}

SLIPWAY_FIELDS(EdgeSeries) {
    v("from", x.from);
    v("to", x.to);
    v("rps", x.rps);
    v("errors", x.errors);
    v("p95_us", x.p95Us);
}

SLIPWAY_FIELDS(Metrics) {
    v("step_ms", x.stepMs);
    v("from", x.from);
    v("services", x.services);
    v("edges", x.edges);
}

SLIPWAY_JSON_BY_FIELDS(State)
SLIPWAY_JSON_BY_FIELDS(ServiceSeries)
SLIPWAY_JSON_BY_FIELDS(EdgeSeries)
SLIPWAY_JSON_BY_FIELDS(Metrics)

}  // namespace slipway::api
