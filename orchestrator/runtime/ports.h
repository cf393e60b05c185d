#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::runtime {

struct PortRange {
    int first = 0;
    int last = 0;  ///< inclusive

    bool contains(int port) const { return first <= port && port <= last; }
};

/// Chooses ports that nothing else will take by chance: outside the range from which the kernel gives ports to outgoing
/// connections, and not reserved. Keeping who has which is the caller's (store::Ports). Thread: one owner.
class PortAllocator {
  public:
    /// `wanted` is tried first; where the ephemeral range swallows it, the largest gap outside that range is used.
    static Result<PortAllocator> fromSystem(PortRange wanted);
    /// For tests. `free` says whether the port can be bound.
    PortAllocator(PortRange range, std::vector<PortRange> excluded, std::function<bool(int)> free);

    /// The next port that `kept` does not know and that nobody is bound to; goes round, so that a port just given back
    /// is the last to come again. Errors: PortInUse when the range is exhausted.
    Result<int> allocate(const std::function<bool(int)>& kept);
    /// Whether it may be given: in no excluded range.
    bool usable(int port) const;
    PortRange range() const { return m_range; }
    /// Where the next search begins. Two homes on one machine must not both begin at the range's first port: between
    /// the choice and the instance's bind the other would choose it too.
    void startAt(int port) { m_next = m_range.contains(port) ? port : m_range.first; }

  private:
    PortRange m_range;
    std::vector<PortRange> m_excluded;
    std::function<bool(int)> m_free;
    int m_next;
};

inline constexpr PortRange kEgressPorts{20000, 20999};
inline constexpr PortRange kInstancePorts{21000, 31999};

/// Parses "32768\t60999\n". Empty on nonsense.
std::optional<PortRange> parseEphemeralRange(std::string_view text);
/// Parses "8080,9000-9010\n" of ip_local_reserved_ports.
std::vector<PortRange> parseReservedPorts(std::string_view text);

/// Whether a program that sets no option could bind it on any address, IPv4 or IPv6.
bool portIsFree(int port);

struct PortHolder {
    pid_t pid = 0;        ///< 0: a process whose descriptors we may not read
    std::string name;     ///< "nginx"
    std::string command;  ///< its command line, cut after 120 bytes; empty where it may not be read

    /// "nginx (pid 812)", "a process of another user"
    std::string describe() const;
};

/// Who listens on a TCP port, by sock_diag and /proc/PID/fd. Costs a scan of every descriptor: for error
/// messages. Errors: NotFound when nobody listens.
Result<PortHolder> findPortHolder(int port);

/// A listening socket, close-on-exec and non-blocking, SO_REUSEADDR, backlog 4096. `address` is "127.0.0.1:8080",
/// "[::1]:8080", ":8080" (all addresses) or "localhost:8080" (IPv4 loopback). Errors: PortInUse "port 8080 is taken by
/// nginx (pid 812)", Usage for an address that can't be parsed, Permission, Io.
Result<UniqueFd> listenTcp(const std::string& address);

/// "127.0.0.1:40123" of a bound socket.
Result<std::string> boundAddress(int fd);

}  // namespace slipway::runtime
