#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"
#include "runtime/cgroup_layout.h"

namespace slipway::runtime {

/// What an instance may use at most; an unset one is as much as there is.
struct CgroupLimits {
    std::optional<std::uint64_t> memoryBytes;
    std::optional<double> cpus;  ///< cores, e.g. 0.5; above 0
    std::optional<std::uint64_t> pids;
    bool empty() const { return !memoryBytes && !cpus && !pids; }
};

/// What can be had of control groups here, for the one who runs us.
struct CgroupOffer {
    bool kill = false;  ///< all of an instance at once, wherever its processes went (cgroup.kill, Linux 5.14)
    bool memory = false, cpu = false, pids = false;
    std::string why;  ///< a sentence on what is missing; empty: nothing
};

/// The control groups of one instance, by their folders; nothing where it has none. A value: the folders outlive us.
class InstanceCgroup {
  public:
    InstanceCgroup() = default;
    explicit InstanceCgroup(std::vector<std::string> folders) : m_folders(std::move(folders)) {}

    bool empty() const { return m_folders.empty(); }
    const std::vector<std::string>& folders() const { return m_folders; }
    /// SIGKILL to every member, at once, those that fork meanwhile too. False where the kernel offers no such thing.
    /// Nobody can be born in it afterwards (Linux 6.8 and later kill them, too).
    bool kill() const;
    /// Who is in it, zombies left out.
    std::vector<pid_t> members() const;
    /// Whether the process is in it now; sure as long as the caller holds its pidfd.
    bool has(pid_t pid) const;
    /// Members that the kernel ended because the instance passed its memory limit.
    std::uint64_t outOfMemoryKills() const;
    /// Removes the folders. False while somebody is in them: try again.
    bool remove() const;

  private:
    std::vector<std::string> m_folders;
};

/// The control groups of a home: a folder for it in each hierarchy that we may write, and in these one an instance.
/// Version 2 contains every instance; the hierarchies of version 1 only those with a limit, which they alone can hold
/// (joining one costs about 10 ms; version 2's, entered by clone3, costs nothing). Source: cgroups(7), the kernel's
/// cgroup-v2.rst and cgroup-v1/. Thread: one owner.
class CgroupTree {
  public:
    /// Makes the home's folders. Never fails: what can't be had is not offered.
    static CgroupTree open(const std::vector<CgroupHierarchy>& hierarchies, const std::string& homeId);

    const CgroupOffer& offer() const { return m_offer; }
    /// Of limits, the names of those that will not be held here: "memory", "cpus", "pids".
    std::vector<std::string> unenforced(const CgroupLimits& limits) const;

    /// Where an instance of this name goes ("shop.users-3.4f0c"); nothing is made yet.
    std::vector<std::string> foldersOf(const std::string& name, const CgroupLimits& limits) const;
    /// Makes them, with the limits. Errors: StartFailed with the file and the system's words; nothing is left then.
    Result<> make(const std::vector<std::string>& folders, const CgroupLimits& limits) const;
    /// Removes empty folders of instances that are not in `inUse`, left by a daemon that was killed.
    void sweep(const std::set<std::string>& inUse) const;
    /// Removes the home's folders where no instance is left in them.
    void close() const;

  private:
    struct Place {
        std::string folder;  ///< of the home
        bool unified = false;
        bool memory = false, cpu = false, pids = false;  ///< limits that are set here
    };
    bool wanted(const Place& place, const CgroupLimits& limits) const;

    std::vector<Place> m_places;
    CgroupOffer m_offer;
};

}  // namespace slipway::runtime
