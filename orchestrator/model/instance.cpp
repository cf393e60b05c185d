#include "model/instance.h"

#include <array>
#include <utility>

namespace slipway::model {
namespace {

constexpr std::array<std::pair<InstanceState, const char*>, 9> kNames = {{
    {InstanceState::Pending, "pending"},
    {InstanceState::Starting, "starting"},
    {InstanceState::Ready, "ready"},
    {InstanceState::Unready, "unready"},
    {InstanceState::Draining, "draining"},
    {InstanceState::Stopping, "stopping"},
    {InstanceState::Stopped, "stopped"},
    {InstanceState::Failed, "failed"},
    {InstanceState::CrashLoop, "crash_loop"},
}};

}  // namespace

const char* stateName(InstanceState state) {
    return kNames[static_cast<size_t>(state)].second;
}

std::optional<InstanceState> stateFromName(std::string_view name) {
    for (const auto& [state, word] : kNames)
        if (name == word)
            return state;
    return std::nullopt;
}

EndpointState endpointState(const Instance& instance) {
    if (instance.port == 0)
        return EndpointState::None;
    switch (instance.state) {
        case InstanceState::Ready:
            return EndpointState::Active;
        case InstanceState::Unready:
        case InstanceState::Draining:
            return EndpointState::Draining;
        default:
            return EndpointState::None;
    }
}

}  // namespace slipway::model
