#pragma once

#include <string>

#include "doctor/check.h"

namespace slipway::doctor {

/// What of the machine Slipway rests on: limits, ports, the kernel's calls, cgroups, time. Changes nothing.
/// `instances`: how many the manifest asks for, 0 where there is none. Thread: any.
Checks machineChecks(int instances);

/// Who listens on `port` of this machine: "nginx (pid 812)"; empty: nobody.
std::string holderOf(int port, int& pid);

}  // namespace slipway::doctor
