#include "runtime/descriptors.h"

#include <arpa/inet.h>
#include <dirent.h>
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
#include <charconv>
#include <climits>
#include <cstring>
#include <memory>

#include "base/files.h"
#include "base/unique_fd.h"

namespace slipway::runtime {

namespace {

constexpr size_t kCommandShown = 120;
constexpr int kAnswerBytes = 32 * 1024;  // the kernel fills at most this much a message

void askKernel(int family, const std::set<int>& ports, std::vector<Connection>& found) {
    const UniqueFd netlink(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    if (!netlink)
        return;
    struct {
        nlmsghdr header;
        inet_diag_req_v2 wanted;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.wanted.sdiag_family = static_cast<std::uint8_t>(family);
    request.wanted.sdiag_protocol = IPPROTO_TCP;
    request.wanted.idiag_states = 1u << TCP_ESTABLISHED;
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    if (::sendto(netlink.get(), &request, sizeof request, 0, reinterpret_cast<const sockaddr*>(&kernel),
                 sizeof kernel) != static_cast<ssize_t>(sizeof request))
        return;
    alignas(nlmsghdr) std::array<char, kAnswerBytes> buffer{};
    for (;;) {
        // A dump is begun while it is asked for and gone on with by each read: it never makes us wait.
        const ssize_t got = ::recv(netlink.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        unsigned left = static_cast<unsigned>(got);
        for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left)) {
            if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY || message->nlmsg_len < NLMSG_LENGTH(sizeof(inet_diag_msg)))
                return;
            inet_diag_msg socket{};
            std::memcpy(&socket, NLMSG_DATA(message), sizeof socket);
            const int remote = ntohs(socket.id.idiag_dport);
            if (ports.contains(remote))
                found.push_back({socket.idiag_inode, ntohs(socket.id.idiag_sport), remote});
        }
    }
}

}  // namespace

void eachDescriptor(pid_t pid, const std::function<void(std::string_view target)>& see) {
    const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
    const std::unique_ptr<DIR, int (*)(DIR*)> descriptors(::opendir(folder.c_str()), ::closedir);
    char target[PATH_MAX];
    while (descriptors) {
        const dirent* entry = ::readdir(descriptors.get());
        if (!entry)
            break;
        const ssize_t length = ::readlinkat(::dirfd(descriptors.get()), entry->d_name, target, sizeof target);
        if (length > 0)
            see({target, static_cast<size_t>(length)});
    }
}

std::uint64_t socketInode(std::string_view target) {
    constexpr std::string_view kStart = "socket:[";
    if (!target.starts_with(kStart) || !target.ends_with(']'))
        return 0;
    target.remove_prefix(kStart.size());
    target.remove_suffix(1);
    std::uint64_t inode = 0;
    const auto [end, error] = std::from_chars(target.data(), target.data() + target.size(), inode);
    return error == std::errc() && end == target.data() + target.size() ? inode : 0;
}

std::vector<Connection> connectionsTo(const std::set<int>& ports) {
    std::vector<Connection> found;
    if (ports.empty())
        return found;
    askKernel(AF_INET, ports, found);
    askKernel(AF_INET6, ports, found);
    return found;
}

std::string commandOf(pid_t pid) {
    std::string command = readFile("/proc/" + std::to_string(pid) + "/cmdline", 4096).value_or("");
    while (!command.empty() && command.back() == '\0')
        command.pop_back();
    std::replace_if(
        command.begin(), command.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    if (command.size() > kCommandShown)
        command = command.substr(0, kCommandShown) + "…";
    return command;
}

}  // namespace slipway::runtime
