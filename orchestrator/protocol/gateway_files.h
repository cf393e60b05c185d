#pragma once

#include <string>

#include "base/error.h"

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

/// While a process of the data plane is replaced there are two of a role. Who is in charge is said by the file system:
/// the one whose socket has the plain name. The other, not in charge yet or no more, has the names with ".next".
enum class GatewayPlace { InCharge, Beside };

/// Where such a process keeps what it has, below its SLIPWAY_HOME.
struct GatewayFiles {
    std::string socket;     ///< the daemon's way to it
    std::string lock;       ///< held as long as it lives; its pid inside
    std::string snapshot;   ///< the last acknowledged one
    std::string accessLog;  ///< JSON lines
    std::string log;        ///< its standard error
};

/// A sidecar's socket is named by a hash, as a socket's path may have 107 bytes and a name of a service up to 63.
GatewayFiles gatewayFiles(const std::string& home, const GatewayRole& role = {},
                          GatewayPlace place = GatewayPlace::InCharge);
/// The locks' names alone: what exchangePlaces() does first, and what a daemon mends that finds it half done.
Result<> exchangeLocks(const std::string& home, const GatewayRole& role);
/// Swaps the names of the two processes of a role: sockets last, by which the one beside is in charge from then on.
/// Each swap is one step of the file system, so whoever looks finds one in charge. Errors: Io.
Result<> exchangePlaces(const std::string& home, const GatewayRole& role);

}  // namespace slipway::protocol
