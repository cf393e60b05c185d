#include "daemon/port_check.h"

#include "daemon/launch.h"
#include "runtime/port_owner.h"

namespace slipway::daemon {

std::optional<model::PortTaken> portTaken(const model::Service& spec, const model::Instance& instance,
                                          const std::function<void()>& unreadable) {
    if (instance.port == 0)
        return std::nullopt;
    const runtime::ProcessIdentity leader{instance.bootId, static_cast<pid_t>(instance.pid),
                                          static_cast<std::uint64_t>(instance.startTicks)};
    const auto claim = runtime::whoAnswers(instance.port, leader, instance.cookie);
    if (claim.owner == runtime::PortOwner::Unknown)
        unreadable();
    if (claim.owner != runtime::PortOwner::Stranger)
        return std::nullopt;
    const bool another = fixedPort(spec) == 0;
    std::string why =
        "port " + std::to_string(instance.port) + " belongs to another process, " + claim.holder.describe();
    if (!claim.holder.command.empty())
        why += ": " + claim.holder.command;
    return model::PortTaken{instance.id, why, another};
}

}  // namespace slipway::daemon
