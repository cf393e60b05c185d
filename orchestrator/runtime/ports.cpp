#include "runtime/ports.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/files.h"

namespace slipway::runtime {

namespace {

constexpr int kFirstUnprivileged = 1024;
constexpr int kLastPort = 65'535;

bool parsePort(std::string_view& text, int& port) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || port < 0 || port > kLastPort)
        return false;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return true;
}

/// The widest part of [1024, 65535] that `excluded` leaves, where it leaves too little of what was wanted.
PortRange widestGap(PortRange excluded) {
    const PortRange below{kFirstUnprivileged, excluded.first - 1};
    const PortRange above{excluded.last + 1, kLastPort};
    return below.last - below.first >= above.last - above.first ? below : above;
}

}  // namespace

std::optional<PortRange> parseEphemeralRange(std::string_view text) {
    PortRange range;
    if (!parsePort(text, range.first))
        return {};
    while (!text.empty() && (text[0] == ' ' || text[0] == '\t'))
        text.remove_prefix(1);
    if (!parsePort(text, range.last) || range.last < range.first)
        return {};
    return range;
}

std::vector<PortRange> parseReservedPorts(std::string_view text) {
    std::vector<PortRange> ranges;
    while (!text.empty()) {
        PortRange range;
        if (!parsePort(text, range.first))
            break;
        range.last = range.first;
        if (!text.empty() && text[0] == '-') {
            text.remove_prefix(1);
            if (!parsePort(text, range.last))
                break;
        }
        ranges.push_back(range);
        if (text.empty() || text[0] != ',')
            break;
        text.remove_prefix(1);
    }
    return ranges;
}

PortAllocator::PortAllocator(PortRange range, std::vector<PortRange> excluded, std::function<bool(int)> free)
    : m_range(range), m_excluded(std::move(excluded)), m_free(std::move(free)), m_next(range.first) {}

Result<PortAllocator> PortAllocator::fromSystem(PortRange wanted) {
    const auto ephemeralText = readFile("/proc/sys/net/ipv4/ip_local_port_range", 128);
    const auto ephemeral = parseEphemeralRange(ephemeralText.value_or("")).value_or(PortRange{32'768, 60'999});
    auto excluded = parseReservedPorts(readFile("/proc/sys/net/ipv4/ip_local_reserved_ports").value_or(""));
    excluded.push_back(ephemeral);

    const int overlap = std::min(wanted.last, ephemeral.last) - std::max(wanted.first, ephemeral.first) + 1;
    if (overlap * 2 > wanted.last - wanted.first + 1)
        wanted = widestGap(ephemeral);
    if (wanted.last < wanted.first)
        return fail(ErrorCode::PortInUse, "every port may be given to outgoing connections",
                    "Narrow /proc/sys/net/ipv4/ip_local_port_range.");
    return PortAllocator(wanted, std::move(excluded), portIsFree);
}

bool PortAllocator::usable(int port) const {
    return std::none_of(m_excluded.begin(), m_excluded.end(),
                        [port](const PortRange& range) { return range.contains(port); });
}

Result<int> PortAllocator::allocate(const std::function<bool(int)>& kept) {
    const int count = m_range.last - m_range.first + 1;
    for (int tried = 0; tried < count; ++tried) {
        const int port = m_next;
        m_next = port == m_range.last ? m_range.first : port + 1;
        if (usable(port) && !kept(port) && m_free(port))
            return port;
    }
    return fail(ErrorCode::PortInUse,
                "no free port from " + std::to_string(m_range.first) + " to " + std::to_string(m_range.last));
}

bool portIsFree(int port) {
    // One IPv6 socket for both families meets every socket that is bound to the port on any address.
    const UniqueFd both(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (both) {
        const int off = 0;
        ::setsockopt(both.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(static_cast<std::uint16_t>(port));
        if (::bind(both.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
            return true;
        if (errno == EADDRINUSE || errno == EACCES)
            return false;
    }
    const UniqueFd four(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return four && ::bind(four.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace slipway::runtime
