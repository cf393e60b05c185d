#pragma once

#include "base/clock.h"
#include "protocol/api_rows.h"

/// An upgrade of the data plane: /v1/gateway/upgrade.
namespace slipway::api {

/// POST /v1/gateway/upgrade.
struct GatewayUpgradeRequest {
    std::string binary;                   ///< absolute; empty: the one that is installed
    std::int64_t drainTimeoutMs = 30000;  ///< 0 to an hour: then what is still open is cut
    std::int64_t readyTimeoutMs =
        10000;  ///< 100 to ten minutes: by then the new processes carry requests, or none does
};

/// One process and its successor.
struct GatewayExchange {
    std::string process;  ///< "hub", "shop/orders"
    int fromPid = 0;
    std::string fromVersion;
    std::string fromBuild;
    int toPid = 0;
    std::string toVersion;
    std::string toBuild;
    std::int64_t connections = 0;                     ///< of clients, open when the successor was put in charge
    std::int64_t inFlight = 0;                        ///< requests then, tunnels apart
    std::int64_t tunnels = 0;                         ///< then
    std::int64_t connectionsCut = 0, tunnelsCut = 0;  ///< by the end of the drain timeout
    std::optional<double> drainedS;                   ///< from then to the end of the old process
};

struct GatewayUpgrade {
    std::string id;
    UpgradeState state = UpgradeState::Starting;
    std::string binary;
    WallMs startedMs = 0;
    WallMs endedMs = 0;
    std::optional<double> readyS;  ///< from the call until the successors were put in charge
    std::string waiting;           ///< for whom; empty: nobody
    std::string error;             ///< why it failed; the processes from before are in charge
    std::string hint;
    std::vector<GatewayExchange> processes;

    bool ended() const { return state == UpgradeState::Done || state == UpgradeState::Failed; }
};

SLIPWAY_JSON(GatewayUpgradeRequest)
SLIPWAY_JSON(GatewayExchange)
SLIPWAY_JSON(GatewayUpgrade)

}  // namespace slipway::api
