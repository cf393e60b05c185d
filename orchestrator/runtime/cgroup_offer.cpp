#include "runtime/cgroup_offer.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>

#include "base/files.h"

namespace slipway::runtime {
namespace {

constexpr const char* kLimiting[] = {"cpu", "memory", "pids"};

std::vector<std::string> parted(const std::string& text, char by) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, by);)
        if (!part.empty())
            parts.push_back(part);
    return parts;
}

/// Where a group that /proc/self/cgroup names `group` lies under a mount of the group `root`.
std::string folderOf(const std::string& mountPoint, const std::string& root, const std::string& group) {
    if (root == "/" || root.empty())
        return group == "/" ? mountPoint : mountPoint + group;
    if (group.starts_with(root))
        return mountPoint + group.substr(root.size());
    // The mount is of a namespace's root, and the group is named from there.
    return group == "/" || group.find("..") != std::string::npos ? mountPoint : mountPoint + group;
}

}  // namespace

CgroupOffer cgroupOffer(std::string_view groups, std::string_view mounts,
                        const std::function<bool(const std::string&)>& writable,
                        const std::function<std::string(const std::string&)>& read) {
    std::map<std::string, std::string> groupOf;  // by controller; "" is v2's
    for (const auto& line : parted(std::string(groups), '\n')) {
        const size_t first = line.find(':'), second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string names = line.substr(first + 1, second - first - 1), group = line.substr(second + 1);
        if (names.empty())
            groupOf[""] = group;
        for (const auto& name : parted(names, ','))
            groupOf[name] = group;
    }

    CgroupOffer offer;
    const auto add = [&](const std::string& controller) {
        if (std::find(std::begin(kLimiting), std::end(kLimiting), controller) != std::end(kLimiting))
            offer.controllers.push_back(controller);
    };
    for (const auto& line : parted(std::string(mounts), '\n')) {
        // "36 35 0:31 ROOT POINT OPTIONS [OPTIONAL…] - TYPE SOURCE SUPEROPTIONS"
        const auto words = parted(line, ' ');
        const auto dash = std::find(words.begin(), words.end(), "-");
        if (words.size() < 5 || words.end() - dash < 4)
            continue;
        const std::string& root = words[3];
        const std::string& point = words[4];
        if (dash[1] == "cgroup2" && groupOf.contains("") && offer.unified.empty()) {
            const std::string folder = folderOf(point, root, groupOf[""]);
            if (!writable(folder) || !writable(folder + "/cgroup.procs"))
                continue;
            offer.unified = folder;
            offer.killable = writable(folder + "/cgroup.kill");
            for (const auto& name : parted(read(folder + "/cgroup.controllers"), ' '))
                add(name.substr(0, name.find('\n')));
        } else if (dash[1] == "cgroup") {
            for (const auto& name : parted(dash[3], ',')) {
                const auto group = groupOf.find(name);
                if (group == groupOf.end() || name.empty() || !writable(folderOf(point, root, group->second)))
                    continue;
                offer.freezer = offer.freezer || name == "freezer";
                add(name);
            }
        }
    }
    std::sort(offer.controllers.begin(), offer.controllers.end());
    offer.controllers.erase(std::unique(offer.controllers.begin(), offer.controllers.end()), offer.controllers.end());
    return offer;
}

CgroupOffer cgroupOffer() {
    CgroupOffer offer = cgroupOffer(
        readFile("/proc/self/cgroup").value_or(""), readFile("/proc/self/mountinfo").value_or(""),
        [](const std::string& path) { return ::access(path.c_str(), W_OK) == 0; },
        [](const std::string& path) { return readFile(path, 4096).value_or(""); });
    // The root group has no cgroup.kill of its own, and those made in it do.
    utsname kernel{};
    int major = 0, minor = 0;
    if (!offer.unified.empty() && ::uname(&kernel) == 0 && std::sscanf(kernel.release, "%d.%d", &major, &minor) == 2)
        offer.killable = offer.killable || major > 5 || (major == 5 && minor >= 14);
    return offer;
}

}  // namespace slipway::runtime
