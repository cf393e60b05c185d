#include "protocol/api_trace.h"

#include "protocol/api_fields.h"

namespace slipway::api {
using namespace detail;

SLIPWAY_FIELDS(Span) {
    v("id", x.id);
    v("parent", emptyIsNull(x.parent));
    v("kind", x.kind);
    v("name", x.name);
    v("service", x.service);
    v("target", emptyIsNull(x.target));
    v("instance", emptyIsNull(x.instance));
    v("method", emptyIsNull(x.method));
    v("host", emptyIsNull(x.host));
    v("path", emptyIsNull(x.path));
    v("route", emptyIsNull(x.route));
    v("status", zeroIsNull(x.status));
    v("failed", x.failed);
    v("error", emptyIsNull(x.error));
    v("request_id", emptyIsNull(x.requestId));
    v("start_us", x.startUs);
    v("duration_us", x.durationUs);
    v("held_us", x.heldUs);
    v("bytes_in", x.bytesIn);
    v("bytes_out", x.bytesOut);
    v("attempt", x.attempt);
    v("sampled", x.sampled);
}

SLIPWAY_FIELDS(TraceRow) {
    v("id", x.id);
    v("name", x.name);
    v("service", x.service);
    v("status", zeroIsNull(x.status));
    v("failed", x.failed);
    v("start_us", x.startUs);
    v("duration_us", x.durationUs);
    v("span_count", x.spans);
    v("services", x.services);
}

SLIPWAY_FIELDS(Trace) {
    v("summary", x.summary);
    v("spans", x.spans);
}

SLIPWAY_JSON_BY_FIELDS(Span)
SLIPWAY_JSON_BY_FIELDS(TraceRow)
SLIPWAY_JSON_BY_FIELDS(Trace)

}  // namespace slipway::api
