#include "runtime/descriptors.h"

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <memory>

#include "base/files.h"
#include "runtime/sock_diag.h"

namespace slipway::runtime {

namespace {

constexpr size_t kCommandShown = 120;
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
    for (const int family : {AF_INET, AF_INET6})
        dumpTcp({family, 1u << TCP_ESTABLISHED, 0}, [&](const inet_diag_msg& socket) {
            if (const int remote = ntohs(socket.id.idiag_dport); ports.contains(remote))
                found.push_back({socket.idiag_inode, ntohs(socket.id.idiag_sport), remote});
        });
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
