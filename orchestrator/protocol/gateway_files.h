#pragma once

#include <string>

namespace slipway::protocol {

/// Which process of the data plane: the hub, that every caller reaches, or the sidecar of one caller.
struct GatewayRole {
    std::string project;  ///< both empty: the hub
    std::string caller;

    bool isHub() const { return caller.empty(); }
    /// "hub", or "shop/orders".
    std::string name() const { return isHub() ? "hub" : project + "/" + caller; }
    auto operator<=>(const GatewayRole&) const = default;
};

/// Where such a process keeps what it has, below its SLIPWAY_HOME.
struct GatewayFiles {
    std::string socket;     ///< the daemon's way to it
    std::string lock;       ///< held as long as it lives; its pid inside
    std::string snapshot;   ///< the last acknowledged one
    std::string accessLog;  ///< JSON lines
    std::string log;        ///< its standard error
};

/// A sidecar's socket is named by a hash, as a socket's path may have 107 bytes and a name of a service up to 63.
GatewayFiles gatewayFiles(const std::string& home, const GatewayRole& role = {});

}  // namespace slipway::protocol
