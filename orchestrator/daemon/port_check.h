#pragma once

#include <functional>
#include <optional>

#include "model/observe.h"

namespace slipway::daemon {

/// Whether another process listens on a port of this instance: two programs were given one port, and this one lost it.
/// Reads /proc; to be asked once a readiness, not once a probe. `unreadable` is called when who listens
/// can't be told; the instance is believed then.
std::optional<model::PortTaken> portTaken(const model::Service& spec, const model::Instance& instance,
                                          const std::function<void()>& unreadable);

}  // namespace slipway::daemon
