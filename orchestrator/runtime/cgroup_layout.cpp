#include "runtime/cgroup_layout.h"

#include <algorithm>
#include <optional>

#include "base/files.h"

namespace slipway::runtime {
namespace {

constexpr size_t kMostBytes = 4u << 20;  // a machine with containers has thousands of mounts

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(separator, begin), text.size());
        parts.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

/// Spaces and the like are written as \040 in mountinfo.
std::string unescaped(const std::string& text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool octal =
            text[i] == '\\' && i + 3 < text.size() &&
            std::all_of(&text[i + 1], &text[i + 4], [](char digit) { return digit >= '0' && digit <= '7'; });
        out += octal ? static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'))
                     : text[i];
        i += octal ? 3 : 0;
    }
    return out;
}

struct OwnGroup {
    std::vector<std::string> controllers;
    std::string path;
};

/// "4:memory:/x" and, of version 2, "0::/x".
std::vector<OwnGroup> parseOwn(std::string_view text) {
    std::vector<OwnGroup> groups;
    for (const std::string& line : split(text, '\n')) {
        const size_t first = line.find(':');
        const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos)
            continue;
        const std::string names = line.substr(first + 1, second - first - 1);
        groups.push_back({names.empty() ? std::vector<std::string>{} : split(names, ','), line.substr(second + 1)});
    }
    return groups;
}

/// Where `path` of a hierarchy is seen when its folder `root` is mounted at `mount`.
std::optional<std::string> seenAt(const std::string& mount, const std::string& root, const std::string& path) {
    const std::string prefix = root == "/" ? "" : root;
    if (path.find("/..") != std::string::npos || !path.starts_with(prefix) ||
        (path.size() > prefix.size() && path[prefix.size()] != '/'))
        return std::nullopt;
    const std::string rest = path.substr(prefix.size());
    return rest == "/" ? mount : mount + rest;
}

}  // namespace

std::vector<CgroupHierarchy> cgroupHierarchies(std::string_view mountinfo, std::string_view ownGroups) {
    const auto groups = parseOwn(ownGroups);
    std::vector<CgroupHierarchy> found;
    for (const std::string& line : split(mountinfo, '\n')) {
        // 36 30 0:33 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        const auto words = split(line, ' ');
        const auto dash = std::find(words.begin(), words.end(), "-");
        if (words.size() < 7 || words.end() - dash < 4)
            continue;
        const std::string& type = dash[1];
        if (type != "cgroup" && type != "cgroup2")
            continue;
        CgroupHierarchy hierarchy;
        hierarchy.unified = type == "cgroup2";
        hierarchy.mount = unescaped(words[4]);
        const auto options = split(dash[3], ',');
        const auto own = std::find_if(groups.begin(), groups.end(), [&](const OwnGroup& group) {
            if (hierarchy.unified || group.controllers.empty())
                return hierarchy.unified && group.controllers.empty();
            return std::all_of(group.controllers.begin(), group.controllers.end(), [&](const std::string& each) {
                return std::find(options.begin(), options.end(), each) != options.end();
            });
        });
        if (own == groups.end())
            continue;
        const auto seen = seenAt(hierarchy.mount, unescaped(words[3]), own->path);
        const bool again = std::any_of(found.begin(), found.end(), [&](const CgroupHierarchy& other) {
            return other.unified == hierarchy.unified && other.controllers == own->controllers;
        });
        if (!seen || again)
            continue;
        hierarchy.own = *seen;
        hierarchy.controllers = own->controllers;
        found.push_back(std::move(hierarchy));
    }
    return found;
}

std::vector<CgroupHierarchy> cgroupHierarchies() {
    return cgroupHierarchies(readFile("/proc/self/mountinfo", kMostBytes).value_or(""),
                             readFile("/proc/self/cgroup", kMostBytes).value_or(""));
}

}  // namespace slipway::runtime
