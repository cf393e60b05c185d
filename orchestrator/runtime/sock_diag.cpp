#include "runtime/sock_diag.h"

#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/unique_fd.h"

namespace slipway::runtime {

namespace {

constexpr int kAnswerBytes = 32 * 1024;  // the kernel fills at most this much a message

bool ask(int netlink, const TcpDump& what) {
    struct {
        nlmsghdr header;
        inet_diag_req_v2 wanted;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.wanted.sdiag_family = static_cast<std::uint8_t>(what.family);
    request.wanted.sdiag_protocol = IPPROTO_TCP;
    request.wanted.idiag_states = what.states;
    request.wanted.id.idiag_sport = htons(static_cast<std::uint16_t>(what.localPort));
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    return ::sendto(netlink, &request, sizeof request, 0, reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel) ==
           static_cast<ssize_t>(sizeof request);
}

}  // namespace

bool dumpTcp(const TcpDump& what, const std::function<void(const inet_diag_msg&)>& see) {
    const UniqueFd netlink(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    if (!netlink || !ask(netlink.get(), what))
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
            see(socket);
        }
    }
}

}  // namespace slipway::runtime
