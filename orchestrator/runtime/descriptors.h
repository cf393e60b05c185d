#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::runtime {

/// Calls `see` with what each descriptor of a process points to, as proc(5) has it: "/var/lib/x.db", "socket:[4711]",
/// "/tmp/y (deleted)". Nothing where the process is gone or may not be looked into. About 2 us a descriptor.
void eachDescriptor(pid_t pid, const std::function<void(std::string_view target)>& see);

/// The inode of "socket:[4711]"; 0 for anything else.
std::uint64_t socketInode(std::string_view target);

/// An established TCP connection, seen from the side that made it.
struct Connection {
    std::uint64_t inode = 0;
    int localPort = 0;
    int remotePort = 0;
};

/// Connections of this network namespace, IPv4 and IPv6, that lead to one of `ports`. Asks the kernel by sock_diag
/// (sock_diag(7)): one pass over all that are established, about 0.3 us each. Empty where that is forbidden.
std::vector<Connection> connectionsTo(const std::set<int>& ports);

/// The command line of a process, words parted by spaces, at most 120 bytes and "…".
std::string commandOf(pid_t pid);

}  // namespace slipway::runtime
