#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::runtime {

/// One hierarchy of control groups that is mounted here, and where in it this process stands.
struct CgroupHierarchy {
    bool unified = false;                  ///< version 2; else one of version 1
    std::vector<std::string> controllers;  ///< of version 1: "memory", "cpu", …; named ones (systemd's) have none
    std::string mount;                     ///< "/sys/fs/cgroup/memory"
    std::string own;                       ///< our group as a folder, at or below `mount`
};

/// Of /proc/self/mountinfo (proc(5)) and /proc/self/cgroup (cgroups(7)); hierarchies whose mount does not show our own
/// group are left out. Pure.
std::vector<CgroupHierarchy> cgroupHierarchies(std::string_view mountinfo, std::string_view ownGroups);

/// The same of this process.
std::vector<CgroupHierarchy> cgroupHierarchies();

}  // namespace slipway::runtime
