#pragma once

#include <functional>

#include "base/clock.h"
#include "base/random.h"
#include "daemon/build_runner.h"
#include "daemon/data_plane.h"
#include "daemon/event_bus.h"
#include "daemon/home.h"
#include "daemon/hop_meter.h"
#include "daemon/log_service.h"
#include "daemon/metrics.h"
#include "daemon/queue_watch.h"
#include "daemon/supervisor.h"
#include "daemon/trespass_watch.h"
#include "runtime/ports.h"
#include "runtime/usage.h"
#include "store/store.h"

namespace slipway::daemon {

/// What every project of a daemon shares. References outlive the projects.
struct Context {
    const Home& home;
    const Clock& clock;
    Random& random;
    store::Store& store;
    EventBus& events;
    const runtime::CgroupTree& cgroups;
    Supervisor& supervisor;
    DataPlane& dataPlane;
    LogService& logs;
    Metrics& metrics;
    runtime::PortAllocator& instancePorts;
    runtime::PortAllocator& egressPorts;
    const TrespassWatch& trespasses;
    const QueueWatch& queues;
    const HopMeter& hops;
    BuildRunner& builds;
    const std::map<std::string, runtime::Usage>& usage;  ///< by "shop/users-3", of the last second
    std::function<void()> publishSnapshot;               ///< soon, once for many calls
};

}  // namespace slipway::daemon
