#pragma once

#include "gateway/core/config.h"
#include "gateway/core/slots.h"
#include "protocol/gateway_stats.h"

namespace slipway::gateway {

/// Sums every slot of the registry into a report; the endpoints' states come from `config` (null before the first). The
/// members on the process itself (epoch, pid, uptime, io, log) are the caller's. Thread: control.
protocol::GatewayStats reportStats(const SlotRegistry& registry, const Config* config);

}  // namespace slipway::gateway
