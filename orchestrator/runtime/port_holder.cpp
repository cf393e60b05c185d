#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>

#include "base/files.h"
#include "runtime/descriptors.h"
#include "runtime/port_owner.h"
#include "runtime/process_table.h"

namespace slipway::runtime {

namespace {

/// Programs that hold a port for a container whose engine's client is the instance: their tree is another one, and the
/// port is the instance's all the same.
constexpr std::array kForwarders = {"docker-proxy", "rootlessport", "rootlessport-c"};

/// "socket:[4711]", as the descriptors of /proc/PID/fd point to them.
std::set<std::string> linksOf(const std::vector<ListeningSocket>& sockets) {
    std::set<std::string> links;
    for (const auto& socket : sockets)
        links.insert("socket:[" + std::to_string(socket.inode) + "]");
    return links;
}

/// Which of `sockets` the process holds.
std::set<std::string> heldBy(pid_t pid, const std::set<std::string>& sockets) {
    std::set<std::string> held;
    eachDescriptor(pid, [&](std::string_view target) {
        if (const auto found = sockets.find(std::string(target)); found != sockets.end())
            held.insert(*found);
    });
    return held;
}

/// Workers share their master's socket: the oldest holder is the one to name.
std::optional<PortHolder> oldestHolder(const std::set<std::string>& sockets) {
    std::optional<ProcessStat> holder;
    for (auto& stat : readProcessTable())
        if (!heldBy(stat.pid, sockets).empty() && (!holder || stat.startTicks < holder->startTicks))
            holder = std::move(stat);
    if (!holder)
        return {};
    return PortHolder{holder->pid, holder->name, commandOf(holder->pid)};
}

}  // namespace

std::string PortHolder::describe() const {
    return pid > 0 ? name + " (pid " + std::to_string(pid) + ")" : "a process of another user";
}

Result<PortHolder> findPortHolder(int port) {
    const auto sockets = linksOf(listenersOn(port));
    if (sockets.empty())
        return fail(ErrorCode::NotFound, "nobody listens on port " + std::to_string(port));
    return oldestHolder(sockets).value_or(PortHolder{});
}

PortClaim whoAnswers(int port, const ProcessIdentity& leader, const std::string& cookie) {
    auto foreign = linksOf(answeringLoopback(listenersOn(port)));
    if (foreign.empty())
        return {PortOwner::Nobody, {}};
    const auto strike = [&](pid_t pid) {
        for (const auto& held : heldBy(pid, foreign))
            foreign.erase(held);
    };
    strike(leader.pid);
    if (!foreign.empty())
        for (const auto& member : membersOf(leader, cookie))
            strike(member.pid);
    if (foreign.empty())
        return {PortOwner::Own, {}};
    const auto holder = oldestHolder(foreign);
    if (!holder || std::find(kForwarders.begin(), kForwarders.end(), holder->name) != kForwarders.end())
        return {PortOwner::Unknown, {}};
    return {PortOwner::Stranger, *holder};
}

}  // namespace slipway::runtime
