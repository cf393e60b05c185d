#include "protocol/api_gateway.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;
using detail::zeroIsNull;

SLIPWAY_FIELDS(GatewayUpgradeRequest) {
    v("binary", emptyIsNull(x.binary));
    v("drain_timeout_ms", x.drainTimeoutMs);
    v("ready_timeout_ms", x.readyTimeoutMs);
}
SLIPWAY_FIELDS(GatewayExchange) {
    v("process", x.process);
    v("from_pid", zeroIsNull(x.fromPid));
    v("from_version", emptyIsNull(x.fromVersion));
    v("from_build", emptyIsNull(x.fromBuild));
    v("to_pid", zeroIsNull(x.toPid));
    v("to_version", emptyIsNull(x.toVersion));
    v("to_build", emptyIsNull(x.toBuild));
    v("connections", x.connections);
    v("in_flight", x.inFlight);
    v("tunnels", x.tunnels);
    v("connections_cut", x.connectionsCut);
    v("tunnels_cut", x.tunnelsCut);
    v("drained_s", x.drainedS);
}
SLIPWAY_FIELDS(GatewayUpgrade) {
    v("id", x.id);
    v("state", x.state);
    v("binary", x.binary);
    v("started_ms", x.startedMs);
    v("ended_ms", zeroIsNull(x.endedMs));
    v("ready_s", x.readyS);
    v("waiting", emptyIsNull(x.waiting));
    v("error", emptyIsNull(x.error));
    v("hint", emptyIsNull(x.hint));
    v("processes", x.processes);
}

SLIPWAY_JSON_BY_FIELDS(GatewayUpgradeRequest)
SLIPWAY_JSON_BY_FIELDS(GatewayExchange)
SLIPWAY_JSON_BY_FIELDS(GatewayUpgrade)

}  // namespace slipway::api
