#include "daemon/instance_ports.h"

#include <algorithm>

#include "daemon/launch.h"

namespace slipway::daemon {

Result<std::vector<int>> InstancePorts::assign(const model::Service& spec, const model::Instance& instance) {
    const std::vector<int> before = portsOf(spec, instance);
    std::vector<int> ports;
    for (size_t i = 0; i < spec.ports.size(); ++i) {
        if (const int fixed = spec.ports[i].target; fixed != 0) {
            if (!runtime::portIsFree(fixed)) {
                const auto holder = runtime::findPortHolder(fixed);
                return fail(ErrorCode::PortInUse, "port " + std::to_string(fixed) + " is taken by " +
                                                      (holder ? holder->describe() : "another process"));
            }
            ports.push_back(fixed);
            continue;
        }
        // The first is the instance's own in the store; the others are named behind it.
        const auto port = draw(before[i], instance.id.str() + (i == 0 ? "" : "/" + std::to_string(i)), ports);
        if (!port)
            return tl::unexpected(port.error());
        ports.push_back(*port);
    }
    return ports;
}

Result<int> InstancePorts::draw(int before, const std::string& owner, const std::vector<int>& taken) {
    store::Ports& store = m_context.store.ports;
    const auto isTaken = [&](int port) { return std::find(taken.begin(), taken.end(), port) != taken.end(); };
    if (before != 0 && !isTaken(before) && runtime::portIsFree(before))
        return before;
    const auto known = store.all().value_or(std::vector<store::PortRecord>{});
    if (before != 0)
        (void)store.release(before);
    const auto port = m_context.instancePorts.allocate([&](int candidate) {
        return isTaken(candidate) || std::any_of(known.begin(), known.end(), [&](const store::PortRecord& record) {
                   return record.port == candidate;
               });
    });
    if (!port)
        return tl::unexpected(port.error());
    if (auto kept = store.keep({*port, store::PortPurpose::Instance, m_project, owner}); !kept)
        return tl::unexpected(kept.error());
    return *port;
}

void InstancePorts::release(const InstanceId& instance) {
    const std::string own = instance.str();
    for (const auto& record : m_context.store.ports.all().value_or(std::vector<store::PortRecord>{}))
        if (record.purpose == store::PortPurpose::Instance && record.project == m_project &&
            (record.owner == own || record.owner.starts_with(own + "/")))
            (void)m_context.store.ports.release(record.port);
}

}  // namespace slipway::daemon
