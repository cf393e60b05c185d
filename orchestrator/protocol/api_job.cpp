#include "protocol/api_job.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;
using detail::zeroIsNull;

SLIPWAY_FIELDS(JobRun) {
    v("id", x.id);
    v("service", x.service);
    v("instance", x.instance);
    v("cause", x.cause);
    v("attempt", x.attempt);
    v("started_ms", zeroIsNull(x.startedMs));
    v("ended_ms", zeroIsNull(x.endedMs));
    v("code", x.code);
    v("success", x.success);
    v("how", x.how);
}

SLIPWAY_FIELDS(JobRow) {
    v("service", x.service);
    v("owner", emptyIsNull(x.owner));
    v("cron", emptyIsNull(x.cron));
    v("timezone", emptyIsNull(x.timezone));
    v("next_ms", zeroIsNull(x.nextMs));
    v("running", emptyIsNull(x.running));
    v("last", x.last);
}

SLIPWAY_JSON_BY_FIELDS(JobRun)
SLIPWAY_JSON_BY_FIELDS(JobRow)

}  // namespace slipway::api
