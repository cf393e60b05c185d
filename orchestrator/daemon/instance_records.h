#pragma once

#include "model/world.h"
#include "store/instances.h"

namespace slipway::daemon {

/// One instance as the store keeps it, with everything that a plan needs after the daemon's death. Times are
/// CLOCK_MONOTONIC, which the next daemon shares as long as the boot is the same; with another boot id they mean
/// nothing, and neither does the process.
store::InstanceRecord toRecord(const std::string& project, const model::Instance& instance);
model::Instance fromRecord(const store::InstanceRecord& record);

}  // namespace slipway::daemon
