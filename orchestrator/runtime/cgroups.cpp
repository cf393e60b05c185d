#include "runtime/cgroups.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <sstream>

#include "base/files.h"

namespace slipway::runtime {
namespace {

constexpr std::uint64_t kCpuPeriodUs = 100'000;  // the kernel's default
constexpr const char* kControllers[] = {"memory", "cpu", "pids"};

bool writable(const std::string& path) {
    return ::access(path.c_str(), W_OK) == 0;
}

/// 0 or an errno. The kernel takes a value in one write.
int writeFile(const std::string& path, const std::string& text) {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    return fd && ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : errno;
}

std::set<std::string> words(const std::string& path) {
    std::istringstream text(readFile(path).value_or(""));
    std::set<std::string> found;
    for (std::string word; text >> word;)
        found.insert(word);
    return found;
}

/// "oom_kill 3" of memory.events (version 2) or memory.oom_control (version 1).
std::uint64_t oomKills(const std::string& path) {
    std::istringstream text(readFile(path).value_or(""));
    std::uint64_t value = 0;
    for (std::string word; text >> word;)
        if (word == "oom_kill" && text >> value)
            return value;
    return 0;
}

/// Groups below `folder` may be limited by these controllers; those that are not are asked for.
std::set<std::string> enabledBelow(const std::string& folder) {
    const std::string control = folder + "/cgroup.subtree_control";
    for (const char* name : kControllers)
        if (!words(control).contains(name))
            (void)writeFile(control, std::string("+") + name);
    std::set<std::string> enabled;
    const auto have = words(control);
    for (const char* name : kControllers)
        if (have.contains(name))
            enabled.insert(name);
    return enabled;
}

/// The folder of version 2 for ours: our own group contains as well as any, but a group with processes can't pass
/// controllers on; so one above it, where it is ours to write, that does. Whoever moves a process needs the right to
/// write every group on the way, up to the one that both have above them.
std::string unifiedBase(const CgroupHierarchy& hierarchy) {
    std::string best;
    size_t most = 0;
    for (std::string at = hierarchy.own; at.size() >= hierarchy.mount.size(); at.resize(at.rfind('/'))) {
        if (!writable(at) || !writable(at + "/cgroup.procs"))
            break;
        const auto available = words(at + "/cgroup.controllers");
        const size_t offered = available.empty() ? 0 : enabledBelow(at).size();
        if (best.empty() || offered > most) {
            best = at;
            most = offered;
        }
        if (most == std::size(kControllers))
            break;
    }
    return best;
}

std::string cpuMax(double cpus) {
    return std::to_string(std::max<std::uint64_t>(1000, static_cast<std::uint64_t>(std::llround(cpus * kCpuPeriodUs))));
}

}  // namespace

bool InstanceCgroup::kill() const {
    return std::any_of(m_folders.begin(), m_folders.end(),
                       [](const std::string& folder) { return writeFile(folder + "/cgroup.kill", "1") == 0; });
}

std::vector<pid_t> InstanceCgroup::members() const {
    std::set<pid_t> pids;
    for (const std::string& folder : m_folders) {
        std::istringstream text(readFile(folder + "/cgroup.procs").value_or(""));
        for (pid_t pid = 0; text >> pid;)
            pids.insert(pid);
    }
    return {pids.begin(), pids.end()};
}

bool InstanceCgroup::has(pid_t pid) const {
    std::istringstream text(readFile("/proc/" + std::to_string(pid) + "/cgroup").value_or(""));
    for (std::string line; std::getline(text, line);)
        for (const std::string& folder : m_folders) {
            // Its last two parts, the home's folder and its own, are nobody else's.
            const size_t last = folder.rfind('/');
            const size_t first = last == std::string::npos || last == 0 ? last : folder.rfind('/', last - 1);
            if (first != std::string::npos && line.ends_with(folder.substr(first)))
                return true;
        }
    return false;
}

std::uint64_t InstanceCgroup::outOfMemoryKills() const {
    std::uint64_t kills = 0;
    for (const std::string& folder : m_folders)
        kills = std::max({kills, oomKills(folder + "/memory.events"), oomKills(folder + "/memory.oom_control")});
    return kills;
}

bool InstanceCgroup::remove() const {
    bool gone = true;
    for (const std::string& folder : m_folders)
        if (::rmdir(folder.c_str()) != 0 && errno != ENOENT)
            gone = false;
    return gone;
}

CgroupTree CgroupTree::open(const std::vector<CgroupHierarchy>& hierarchies, const std::string& homeId) {
    CgroupTree tree;
    CgroupOffer& offer = tree.m_offer;
    const auto place = [&](const std::string& base, bool unified) -> Place* {
        const std::string folder = base + "/slipway-" + homeId;
        if (base.empty() || (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) || !writable(folder))
            return nullptr;
        return &tree.m_places.emplace_back(Place{folder, unified, false, false, false});
    };
    const auto unified = std::find_if(hierarchies.begin(), hierarchies.end(), [](const auto& h) { return h.unified; });
    if (unified != hierarchies.end())
        if (Place* made = place(unifiedBase(*unified), true)) {
            const auto enabled = enabledBelow(made->folder);
            offer.memory = made->memory = enabled.contains("memory");
            offer.cpu = made->cpu = enabled.contains("cpu");
            offer.pids = made->pids = enabled.contains("pids");
            offer.kill = writable(made->folder + "/cgroup.kill");
        }
    for (const auto& hierarchy : hierarchies) {
        const auto holds = [&](const char* name) {
            return std::find(hierarchy.controllers.begin(), hierarchy.controllers.end(), name) !=
                   hierarchy.controllers.end();
        };
        const bool memory = !offer.memory && holds("memory");
        const bool cpu = !offer.cpu && holds("cpu");
        const bool pids = !offer.pids && holds("pids");
        if (hierarchy.unified || (!memory && !cpu && !pids) || !writable(hierarchy.own))
            continue;
        if (Place* made = place(hierarchy.own, false)) {
            offer.memory |= made->memory = memory;
            offer.cpu |= made->cpu = cpu;
            offer.pids |= made->pids = pids;
        }
    }
    std::string missing;
    const auto lack = [&](bool there, const char* what) {
        if (!there)
            missing += (missing.empty() ? "" : ", ") + std::string(what);
    };
    lack(offer.kill, "stopping by cgroup");
    lack(offer.memory, "memory limits");
    lack(offer.cpu, "CPU limits");
    lack(offer.pids, "limits of processes");
    if (!missing.empty())
        offer.why =
            missing + ": " +
            (hierarchies.empty() ? "no control groups are mounted here"
                                 : "no control group that could do it is writable for the one who runs slipwayd");
    return tree;
}

std::vector<std::string> CgroupTree::unenforced(const CgroupLimits& limits) const {
    std::vector<std::string> names;
    if (limits.memoryBytes && !m_offer.memory)
        names.emplace_back("memory");
    if (limits.cpus && !m_offer.cpu)
        names.emplace_back("cpus");
    if (limits.pids && !m_offer.pids)
        names.emplace_back("pids");
    return names;
}

bool CgroupTree::wanted(const Place& place, const CgroupLimits& limits) const {
    return place.unified || (place.memory && limits.memoryBytes) || (place.cpu && limits.cpus) ||
           (place.pids && limits.pids);
}

std::vector<std::string> CgroupTree::foldersOf(const std::string& name, const CgroupLimits& limits) const {
    std::vector<std::string> folders;
    for (const Place& place : m_places)
        if (wanted(place, limits))
            folders.push_back(place.folder + "/" + name);
    return folders;
}

Result<> CgroupTree::make(const std::vector<std::string>& folders, const CgroupLimits& limits) const {
    const auto undo = [&](const std::string& what, int error) {
        (void)InstanceCgroup(folders).remove();
        return fail(ErrorCode::StartFailed, what + ": " + strerror(error));
    };
    for (const std::string& folder : folders) {
        const auto place = std::find_if(m_places.begin(), m_places.end(),
                                        [&](const Place& each) { return folder.starts_with(each.folder + "/"); });
        if (place == m_places.end())
            continue;
        if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST)
            return undo("make the control group " + folder, errno);
        // Swap would only hide that the limit is passed; where it is not counted there is nothing to set.
        std::vector<std::pair<std::string, std::string>> needed, wished;
        if (place->memory && limits.memoryBytes) {
            const std::string bytes = std::to_string(*limits.memoryBytes);
            needed.emplace_back(place->unified ? "memory.max" : "memory.limit_in_bytes", bytes);
            if (place->unified)
                wished = {{"memory.swap.max", "0"}, {"memory.oom.group", "1"}};
            else
                wished = {{"memory.memsw.limit_in_bytes", bytes}};
        }
        if (place->cpu && limits.cpus && place->unified) {
            needed.emplace_back("cpu.max", cpuMax(*limits.cpus) + " " + std::to_string(kCpuPeriodUs));
        } else if (place->cpu && limits.cpus) {
            needed.emplace_back("cpu.cfs_period_us", std::to_string(kCpuPeriodUs));
            needed.emplace_back("cpu.cfs_quota_us", cpuMax(*limits.cpus));
        }
        if (place->pids && limits.pids)
            needed.emplace_back("pids.max", std::to_string(*limits.pids));
        for (const auto& [file, value] : needed)
            if (const int error = writeFile(folder + "/" + file, value))
                return undo("write " + value + " to " + folder + "/" + file, error);
        for (const auto& [file, value] : wished)
            (void)writeFile(folder + "/" + file, value);
    }
    return {};
}

void CgroupTree::sweep(const std::set<std::string>& inUse) const {
    for (const Place& place : m_places) {
        const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(place.folder.c_str()), ::closedir);
        while (folder) {
            const dirent* entry = ::readdir(folder.get());
            if (!entry)
                break;
            const std::string path = place.folder + "/" + entry->d_name;
            if (entry->d_type == DT_DIR && entry->d_name[0] != '.' && !inUse.contains(path))
                (void)::rmdir(path.c_str());
        }
    }
}

void CgroupTree::close() const {
    for (const Place& place : m_places)
        (void)::rmdir(place.folder.c_str());
}

}  // namespace slipway::runtime
