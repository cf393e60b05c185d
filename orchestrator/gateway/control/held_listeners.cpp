#include "gateway/control/held_listeners.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/log.h"

namespace slipway::gateway {
namespace {

bool isListeningStream(int socket) {
    int listening = 0, type = 0;
    socklen_t size = sizeof listening;
    if (::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || !listening)
        return false;
    size = sizeof type;
    return ::getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

}  // namespace

void HeldListeners::add(const std::vector<protocol::ListenerName>& names, std::vector<UniqueFd> sockets) {
    if (names.size() != sockets.size()) {
        logError("gateway", "listeners and descriptors differ in number; none is taken",
                 {{"listeners", std::to_string(names.size())}, {"descriptors", std::to_string(sockets.size())}});
        return;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (m_held.contains(names[i].id))
            continue;
        if (const auto taken = take(names[i], std::move(sockets[i])); !taken)
            logError("gateway", "a listener can't be taken", {{"id", names[i].id}, {"why", taken.error().message}});
    }
}

Result<> HeldListeners::take(const protocol::ListenerName& name, UniqueFd socket) {
    if (!isListeningStream(socket.get()))
        return fail(ErrorCode::Corrupt, "the descriptor is no listening stream socket");
    const int flags = ::fcntl(socket.get(), F_GETFL);
    if (flags < 0 || ::fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK) != 0)
        return failErrno("make the listener non-blocking", errno);
    UniqueFd copy = socket.duplicate();
    if (!copy)
        return failErrno("duplicate the listener", errno);
    if (auto added = m_pool.addListener(name.id, std::move(copy)); !added)
        return added;
    m_held[name.id] = {name.address, std::move(socket)};
    logInfo("gateway", "listener taken", {{"id", name.id}, {"address", name.address}});
    return {};
}

void HeldListeners::remove(const std::vector<std::string>& ids) {
    for (const auto& id : ids)
        if (m_held.erase(id) > 0) {
            m_pool.removeListener(id);
            logInfo("gateway", "listener given up", {{"id", id}});
        }
}

std::vector<std::string> HeldListeners::ids() const {
    std::vector<std::string> all;
    for (const auto& [id, held] : m_held)
        all.push_back(id);
    return all;
}

std::vector<HeldListeners::Part> HeldListeners::parts() const {
    std::vector<Part> parts(1);
    for (const auto& [id, held] : m_held) {
        UniqueFd copy = held.socket.duplicate();
        if (!copy) {
            logError("gateway", "a listener can't be handed back: no descriptor is left", {{"id", id}});
            continue;
        }
        if (parts.back().names.size() == protocol::kMaxDescriptors)
            parts.emplace_back();
        parts.back().names.push_back({id, held.address});
        parts.back().sockets.push_back(std::move(copy));
    }
    return parts;
}

}  // namespace slipway::gateway
