#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::runtime {

/// What the machine offers for keeping an instance's processes together and within limits. Looked at, not used.
struct CgroupOffer {
    std::string unified;                   ///< our own group of cgroup v2 where we may make groups in it; empty: no
    bool killable = false;                 ///< `unified`'s groups have cgroup.kill (Linux 5.14)
    std::vector<std::string> controllers;  ///< that limit in groups which we may make, of either version; sorted
    bool freezer = false;                  ///< v1's, where we may make groups in it

    /// What an instance starts can be ended as one, whatever it does.
    bool contains() const { return (!unified.empty() && killable) || freezer; }
};

/// Of this process.
CgroupOffer cgroupOffer();
/// From /proc/self/cgroup and /proc/self/mountinfo (cgroups(7)). `writable` and `read` ask the files that are named:
/// may they be written, what is in them.
CgroupOffer cgroupOffer(std::string_view groups, std::string_view mounts,
                        const std::function<bool(const std::string&)>& writable,
                        const std::function<std::string(const std::string&)>& read);

}  // namespace slipway::runtime
