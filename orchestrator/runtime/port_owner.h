#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/identity.h"
#include "runtime/ports.h"

namespace slipway::runtime {

/// A TCP socket that listens.
struct ListeningSocket {
    std::uint64_t inode = 0;
    std::string address;  ///< "127.0.0.1", "0.0.0.0", "::", "::1"
};

/// Everybody who listens on a port, on any address of this machine. Asks the kernel by sock_diag, whose cost grows with
/// the listeners and not with the connections; where that is forbidden, reads /proc/net/tcp{,6}. Empty: nobody, or
/// nothing can be read.
std::vector<ListeningSocket> listenersOn(int port);
/// The same by /proc/net/tcp{,6} alone.
std::vector<ListeningSocket> listenersByProc(int port);

/// Those of `all` that a connection to 127.0.0.1 may reach: the exact address before the wildcards. More than one only
/// where they share the port by SO_REUSEPORT.
std::vector<ListeningSocket> answeringLoopback(std::vector<ListeningSocket> all);

enum class PortOwner {
    Own,       ///< a process of the instance's tree listens
    Stranger,  ///< somebody else does, and the instance does not
    Nobody,    ///< no socket of this network namespace answers on 127.0.0.1
    Unknown,   ///< the holder's descriptors may not be read, or it is a container engine's forwarder
};

struct PortClaim {
    PortOwner owner = PortOwner::Nobody;
    PortHolder holder;  ///< of Stranger
};

/// Who answers on 127.0.0.1:`port`, as seen from an instance: `leader` and `cookie` name its tree as for membersOf().
/// Cheap where it is the leader itself; a scan of its tree where it is a child; one of every process where it is
/// neither.
PortClaim whoAnswers(int port, const ProcessIdentity& leader, const std::string& cookie);

}  // namespace slipway::runtime
