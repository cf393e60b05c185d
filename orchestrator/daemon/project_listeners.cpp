#include "daemon/project_listeners.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "daemon/snapshot_builder.h"

namespace slipway::daemon {

namespace {

constexpr int kAttempts = 50;

std::string portOf(const std::string& address) {
    return address.substr(address.rfind(':') + 1);
}

}  // namespace

Result<> ProjectListeners::bind(const std::vector<std::string>& front, const std::vector<model::Service>& services) {
    std::vector<Bound> bound;
    for (const auto& address : front) {
        const std::string id = ingressId(m_project, address);
        if (m_context.dataPlane.hasListener(id))
            continue;
        auto one = bindFront(id, address);
        if (!one)
            return tl::unexpected(one.error());
        bound.push_back(std::move(*one));
    }
    for (const auto& service : services)
        for (const auto& callee : service.calls) {
            const std::string id = egressId(m_project, service.name.str(), callee.str());
            if (m_context.dataPlane.hasListener(id))
                continue;
            auto one = bindEgress(id, service.name.str(), callee.str());
            if (!one)
                return tl::unexpected(one.error());
            bound.push_back(std::move(*one));
        }
    for (auto& [id, address, socket] : bound)
        m_context.dataPlane.addListener(id, address, std::move(socket));
    return {};
}

Result<ProjectListeners::Bound> ProjectListeners::bindFront(const std::string& id, const std::string& address) const {
    auto socket = runtime::listenTcp(address);
    if (!socket) {
        // Whoever looks at the system finds slipwayd there, which has it for another project.
        if (socket.error().code == ErrorCode::PortInUse)
            for (const auto& [other, where] : m_context.dataPlane.listeners())
                if (portOf(where) == portOf(address))
                    return fail(
                        ErrorCode::PortInUse,
                        "port " + portOf(address) + " is taken by the project " + other.substr(0, other.find('/')),
                        "Bring it down (slipway -p " + other.substr(0, other.find('/')) +
                            " down), or choose another port.");
        return tl::unexpected(socket.error());
    }
    std::string bound = runtime::boundAddress(socket->get()).value_or(address);
    return Bound{id, std::move(bound), std::move(*socket)};
}

Result<ProjectListeners::Bound> ProjectListeners::bindEgress(const std::string& id, const std::string& caller,
                                                             const std::string& callee) const {
    const std::string owner = caller + "/" + callee;
    store::Ports& ports = m_context.store.ports;
    const auto kept = ports.find(store::PortPurpose::Egress, m_project, owner).value_or(std::nullopt);
    UniqueFd socket;
    int port = kept ? kept->port : 0;
    if (port != 0)
        if (auto again = runtime::listenTcp("127.0.0.1:" + std::to_string(port)))
            socket = std::move(*again);
    if (!socket && port != 0) {
        logWarn("daemon", "a kept egress port is taken; callers get a new one when they restart",
                {{"edge", owner}, {"port", std::to_string(port)}});
        if (auto released = ports.release(port); !released)
            return tl::unexpected(released.error());
    }
    const auto known = ports.all().value_or(std::vector<store::PortRecord>{});
    for (int attempt = 0; !socket && attempt < kAttempts; ++attempt) {
        const auto chosen = m_context.egressPorts.allocate([&](int candidate) {
            return std::any_of(known.begin(), known.end(),
                               [&](const store::PortRecord& record) { return record.port == candidate; });
        });
        if (!chosen)
            return tl::unexpected(chosen.error());
        if (auto fresh = runtime::listenTcp("127.0.0.1:" + std::to_string(*chosen))) {
            socket = std::move(*fresh);
            port = *chosen;
        }
    }
    if (!socket)
        return fail(ErrorCode::PortInUse, "no free port for the calls from " + caller + " to " + callee);
    if (auto saved = ports.keep({port, store::PortPurpose::Egress, m_project, owner}); !saved)
        return tl::unexpected(saved.error());
    return Bound{id, "127.0.0.1:" + std::to_string(port), std::move(socket)};
}

void ProjectListeners::dropOthers(const std::vector<std::string>& front, const std::vector<model::Service>& services) {
    std::set<std::string> wanted;
    for (const auto& address : front)
        wanted.insert(ingressId(m_project, address));
    for (const auto& service : services)
        for (const auto& callee : service.calls)
            wanted.insert(egressId(m_project, service.name.str(), callee.str()));
    for (const auto& [id, address] : m_context.dataPlane.listeners())
        if (id.starts_with(m_project + "/") && !wanted.contains(id))
            m_context.dataPlane.removeListener(id);
}

std::vector<std::string> ProjectListeners::bound(std::vector<std::string> front) const {
    for (auto& address : front)
        if (std::string there = m_context.dataPlane.listenerAddress(ingressId(m_project, address)); !there.empty())
            address = std::move(there);
    return front;
}

}  // namespace slipway::daemon
