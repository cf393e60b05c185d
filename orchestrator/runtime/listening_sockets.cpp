#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

#include "base/files.h"
#include "runtime/port_owner.h"
#include "runtime/sock_diag.h"

namespace slipway::runtime {

namespace {

std::string addressText(int family, const void* bytes) {
    char text[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(family, bytes, text, sizeof text);
    return text;
}

/// False when the kernel does not answer.
bool askKernel(int family, int port, std::vector<ListeningSocket>& found) {
    return dumpTcp({family, 1u << TCP_LISTEN, port}, [&](const inet_diag_msg& socket) {
        if (ntohs(socket.id.idiag_sport) == port)
            found.push_back({socket.idiag_inode, addressText(family, socket.id.idiag_src)});
    });
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
