#include "daemon/port_check.h"

#include "daemon/launch.h"
#include "runtime/port_owner.h"

namespace slipway::daemon {

std::optional<model::PortTaken> portTaken(const model::Service& spec, const model::Instance& instance,
                                          const std::function<void()>& unreadable) {
    const runtime::ProcessIdentity leader{instance.bootId, static_cast<pid_t>(instance.pid),
                                          static_cast<std::uint64_t>(instance.startTicks)};
    const std::vector<int> ports = portsOf(spec, instance);
    for (size_t i = 0; i < ports.size(); ++i) {
        const auto claim = runtime::whoAnswers(ports[i], leader, instance.cookie);
        if (claim.owner == runtime::PortOwner::Unknown)
            unreadable();
        if (claim.owner != runtime::PortOwner::Stranger)
            continue;
        std::string why =
            "port " + std::to_string(ports[i]) + " belongs to another process, " + claim.holder.describe();
        if (!claim.holder.command.empty())
            why += ": " + claim.holder.command;
        return model::PortTaken{instance.id, why, spec.ports[i].target == 0};
    }
    return std::nullopt;
}

}  // namespace slipway::daemon
