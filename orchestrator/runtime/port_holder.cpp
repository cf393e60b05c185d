#include <dirent.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <set>
#include <sstream>

#include "base/files.h"
#include "runtime/ports.h"
#include "runtime/process_table.h"

namespace slipway::runtime {

namespace {

/// Socket inodes that listen on the port. Lines: "sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout
/// inode …", addresses as HEX:PORT, state 0A is TCP_LISTEN.
void addListeners(const std::string& path, int port, std::set<std::string>& inodes) {
    const auto text = readFile(path);
    if (!text)
        return;
    std::istringstream lines(*text);
    std::string line;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string number, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
        if (!(words >> number >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >> inode))
            continue;
        const size_t colon = local.rfind(':');
        unsigned localPort = 0;
        if (state == "0A" && colon != std::string::npos && sscanf(local.c_str() + colon + 1, "%4X", &localPort) == 1 &&
            static_cast<int>(localPort) == port)
            inodes.insert("socket:[" + inode + "]");
    }
}

bool holdsOne(pid_t pid, const std::set<std::string>& sockets) {
    const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
    const std::unique_ptr<DIR, int (*)(DIR*)> descriptors(::opendir(folder.c_str()), ::closedir);
    while (descriptors) {
        const dirent* entry = ::readdir(descriptors.get());
        if (!entry)
            break;
        char target[64];
        const ssize_t length = ::readlink((folder + "/" + entry->d_name).c_str(), target, sizeof target);
        if (length > 0 && sockets.count(std::string(target, static_cast<size_t>(length))) > 0)
            return true;
    }
    return false;
}

}  // namespace

std::string PortHolder::describe() const {
    return pid > 0 ? name + " (pid " + std::to_string(pid) + ")" : "a process of another user";
}

Result<PortHolder> findPortHolder(int port) {
    std::set<std::string> sockets;
    addListeners("/proc/net/tcp", port, sockets);
    addListeners("/proc/net/tcp6", port, sockets);
    if (sockets.empty())
        return fail(ErrorCode::NotFound, "nobody listens on port " + std::to_string(port));
    // Workers share their master's socket: the oldest holder is the one to name.
    std::optional<ProcessStat> holder;
    for (auto& stat : readProcessTable())
        if (holdsOne(stat.pid, sockets) && (!holder || stat.startTicks < holder->startTicks))
            holder = std::move(stat);
    return holder ? PortHolder{holder->pid, holder->name} : PortHolder{};
}

}  // namespace slipway::runtime
