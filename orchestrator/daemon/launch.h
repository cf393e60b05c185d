#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "daemon/home.h"
#include "model/instance.h"
#include "runtime/probes.h"
#include "runtime/spawn.h"

namespace slipway::daemon {

/// What an instance is started with, from the manifest's words. All pure but for the daemon's own PATH, HOME, LANG and
/// TZ, and the files of its secrets.

/// Where a service's store lies, absolute: `$DATA_PATH`.
std::string dataPath(const Home& home, const model::Project& project, const model::DataStore& store);

/// `$PORT` (the first), `PORT_<NAME>` (each), `DATA_PATH`, `<DEP>_URL`, `SLIPWAY_*`, then what the manifest gives,
/// which wins. `calleeAddress`: of the egress listener to a dependency, "127.0.0.1:20003".
runtime::SpawnRequest spawnRequest(const Home& home, const model::Project& project, const model::Service& spec,
                                   const model::Instance& instance,
                                   const std::function<std::string(const ServiceName&)>& calleeAddress);

/// The name of an instance's control group, of its cookie: "shop.users-3.4f0c…".
std::string cgroupName(const std::string& cookie);
runtime::CgroupLimits cgroupLimits(const model::Service& spec);
/// Before its start: where in its output files that of the new process will begin.
void noteOutputStart(const Home& home, const model::Project& project, model::Instance& instance);

/// Ready when: its readiness probe says so; without one, when its port accepts. Nothing for a service with neither: it
/// is ready once it runs.
std::optional<runtime::ProbeSpec> readinessProbe(const model::Service& spec, const runtime::SpawnRequest& request,
                                                 const model::Instance& instance, bool startsReady);
std::optional<runtime::ProbeSpec> startupProbe(const model::Service& spec, const runtime::SpawnRequest& request,
                                               const model::Instance& instance);
std::optional<runtime::ProbeSpec> livenessProbe(const model::Service& spec, const runtime::SpawnRequest& request,
                                                const model::Instance& instance);

/// The instance's ports, one a port of its service, in the manifest's order; 0 where it has none yet.
std::vector<int> portsOf(const model::Service& spec, const model::Instance& instance);

}  // namespace slipway::daemon
