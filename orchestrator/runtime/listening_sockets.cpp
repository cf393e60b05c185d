#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "base/files.h"
#include "runtime/port_owner.h"

namespace slipway::runtime {

namespace {

constexpr int kAnswerBytes = 32 * 1024;  // the kernel fills at most this much a message

std::string addressText(int family, const void* bytes) {
    char text[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(family, bytes, text, sizeof text);
    return text;
}

/// False when the kernel does not answer.
bool askKernel(int family, int port, std::vector<ListeningSocket>& found) {
    const UniqueFd netlink(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    if (!netlink)
        return false;
    struct {
        nlmsghdr header;
        inet_diag_req_v2 wanted;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.wanted.sdiag_family = static_cast<std::uint8_t>(family);
    request.wanted.sdiag_protocol = IPPROTO_TCP;
    request.wanted.idiag_states = 1u << TCP_LISTEN;
    request.wanted.id.idiag_sport = htons(static_cast<std::uint16_t>(port));
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    if (::sendto(netlink.get(), &request, sizeof request, 0, reinterpret_cast<const sockaddr*>(&kernel),
                 sizeof kernel) != static_cast<ssize_t>(sizeof request))
        return false;
    alignas(nlmsghdr) std::array<char, kAnswerBytes> buffer{};
    for (;;) {
        // A dump is begun while it is asked for and gone on with by each read: it never makes us wait.
        const ssize_t got = ::recv(netlink.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        unsigned left = static_cast<unsigned>(got);
        for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left)) {
            if (message->nlmsg_type == NLMSG_DONE)
                return true;
            if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY || message->nlmsg_len < NLMSG_LENGTH(sizeof(inet_diag_msg)))
                return false;
            inet_diag_msg socket{};
            std::memcpy(&socket, NLMSG_DATA(message), sizeof socket);
            if (ntohs(socket.id.idiag_sport) == port)
                found.push_back({socket.idiag_inode, addressText(family, socket.id.idiag_src)});
        }
    }
}

/// Lines: "sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …", addresses as HEX:PORT with each
/// 32 bits in the machine's order, state 0A is TCP_LISTEN.
void readTable(const std::string& path, int family, int port, std::vector<ListeningSocket>& found) {
    const auto text = readFile(path);
    if (!text)
        return;
    std::istringstream lines(*text);
    std::string line;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string number, local, remote, state, queues, timer, retransmits, uid, timeout;
        ListeningSocket socket;
        if (!(words >> number >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >>
              socket.inode))
            continue;
        const size_t colon = local.rfind(':');
        unsigned localPort = 0;
        if (state != "0A" || colon == std::string::npos || sscanf(local.c_str() + colon + 1, "%4X", &localPort) != 1 ||
            static_cast<int>(localPort) != port)
            continue;
        std::array<std::uint32_t, 4> bytes{};
        for (size_t word = 0; word < bytes.size() && word * 8 + 8 <= colon; ++word)
            sscanf(local.c_str() + word * 8, "%8X", &bytes[word]);
        socket.address = addressText(family, bytes.data());
        found.push_back(std::move(socket));
    }
}

/// How near an address is to 127.0.0.1, as the kernel looks listeners up; 0: not reached from there.
int nearness(const std::string& address) {
    if (address == "127.0.0.1" || address == "::ffff:127.0.0.1")
        return 3;
    if (address == "0.0.0.0")
        return 2;
    return address == "::" ? 1 : 0;
}

}  // namespace

std::vector<ListeningSocket> listenersByProc(int port) {
    std::vector<ListeningSocket> found;
    readTable("/proc/net/tcp", AF_INET, port, found);
    readTable("/proc/net/tcp6", AF_INET6, port, found);
    return found;
}

std::vector<ListeningSocket> listenersOn(int port) {
    std::vector<ListeningSocket> found;
    // A kernel without IPv6 does not know the second family: its refusal means that nobody listens there.
    if (!askKernel(AF_INET, port, found))
        return listenersByProc(port);
    (void)askKernel(AF_INET6, port, found);
    return found;
}

std::vector<ListeningSocket> answeringLoopback(std::vector<ListeningSocket> all) {
    int best = 1;
    for (const auto& socket : all)
        best = std::max(best, nearness(socket.address));
    std::erase_if(all, [best](const ListeningSocket& socket) { return nearness(socket.address) != best; });
    return all;
}

}  // namespace slipway::runtime
