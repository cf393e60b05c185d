#pragma once

#include <linux/inet_diag.h>

#include <cstdint>
#include <functional>

namespace slipway::runtime {

/// What of the kernel's TCP sockets is asked for (sock_diag(7)).
struct TcpDump {
    int family = 0;            ///< AF_INET or AF_INET6
    std::uint32_t states = 0;  ///< bits: 1 << TCP_LISTEN, …
    int localPort = 0;         ///< 0: any
};

/// Calls `see` with each of them. Never waits. False when the kernel does not answer, or does not know the family.
bool dumpTcp(const TcpDump& what, const std::function<void(const inet_diag_msg&)>& see);

}  // namespace slipway::runtime
