#include "protocol/api_mirror.h"

#include "protocol/api_fields.h"

namespace slipway::api {

SLIPWAY_FIELDS(MirrorAnswer) {
    v("status", x.status);
    v("bytes", x.bytes);
    v("digest", x.digest);
}

SLIPWAY_FIELDS(MirrorDifference) {
    v("at_ms", x.atMs);
    v("method", x.method);
    v("path", x.path);
    v("request_id", x.requestId);
    v("what", x.what);
    v("pointer", x.pointer);
    v("original", x.original);
    v("shadow", x.shadow);
}

SLIPWAY_FIELDS(MirrorRow) {
    v("route", x.route);
    v("from", x.from);
    v("service", x.service);
    v("percent", x.percent);
    v("unsafe", x.unsafe);
    v("why", x.why);
    v("compared", x.compared);
    v("same", x.same);
    v("different", x.different);
    v("failed", x.failed);
    v("dropped", x.dropped);
    v("too_large", x.tooLarge);
    v("kept", x.kept);
    v("differences", x.differences);
}

SLIPWAY_JSON_BY_FIELDS(MirrorAnswer)
SLIPWAY_JSON_BY_FIELDS(MirrorDifference)
SLIPWAY_JSON_BY_FIELDS(MirrorRow)

}  // namespace slipway::api
