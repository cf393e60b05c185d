#include "runtime/process_table.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <set>

#include "base/files.h"

namespace slipway::runtime {

namespace {

/// Environments may be as large as the system lets an exec be; the cookie is looked for in this much of it.
constexpr size_t kEnvironmentLimit = 4u << 20;
/// Milliseconds that an exec may take until a process without an environment is believed to have none.
constexpr int kExecPatience = 5;
/// PF_KTHREAD of the kernel's <linux/sched.h>, in field 9 of stat.
constexpr std::uint32_t kKernelThreadFlag = 0x00200000;

template <class Number>
bool parseNumber(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

/// Reads a short file of /proc without growing buffers; empty when it is gone.
std::string readProc(const char* path) {
    const UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
    if (!fd)
        return {};
    char buffer[2048];
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    return got > 0 ? std::string(buffer, static_cast<size_t>(got)) : std::string();
}

std::vector<pid_t> listPids() {
    std::vector<pid_t> pids;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), ::closedir);
    while (folder) {
        const dirent* entry = ::readdir(folder.get());
        if (!entry)
            break;
        pid_t pid = 0;
        if (parseNumber(std::string_view(entry->d_name), pid))
            pids.push_back(pid);
    }
    return pids;
}

bool isZombie(const ProcessStat& stat) {
    return stat.state == 'Z' || stat.state == 'X';
}

struct Look {
    std::optional<std::vector<ProcessStat>> table;  ///< none: not read yet
    std::map<pid_t, std::string> cookies;
};
thread_local std::optional<Look> sharedLook;

}  // namespace

std::optional<ProcessStat> parseProcessStat(std::string_view text) {
    // The name is in parentheses and may hold spaces and parentheses itself: the last one ends it.
    const size_t open = text.find(" (");
    const size_t close = text.rfind(") ");
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return {};
    ProcessStat stat;
    if (!parseNumber(text.substr(0, open), stat.pid))
        return {};
    stat.name = text.substr(open + 2, close - open - 2);

    std::int64_t children[2] = {};
    std::uint64_t own[2] = {};
    text.remove_prefix(close + 2);
    for (int field = 3; field <= 24; ++field) {
        const size_t end = std::min(text.find_first_of(" \n"), text.size());
        const std::string_view word = text.substr(0, end);
        if (word.empty())
            return {};
        text.remove_prefix(std::min(end + 1, text.size()));
        bool good = true;
        switch (field) {
            case 3:
                stat.state = word[0];
                break;
            case 4:
                good = parseNumber(word, stat.parent);
                break;
            case 5:
                good = parseNumber(word, stat.group);
                break;
            case 6:
                good = parseNumber(word, stat.session);
                break;
            case 14:
                good = parseNumber(word, own[0]);
                break;
            case 15:
                good = parseNumber(word, own[1]);
                break;
            case 16:
                good = parseNumber(word, children[0]);
                break;
            case 17:
                good = parseNumber(word, children[1]);
                break;
            case 22:
                good = parseNumber(word, stat.startTicks);
                break;
            case 24:
                good = parseNumber(word, stat.rssPages);
                break;
            default:
                break;
        }
        if (!good)
            return {};
    }
    stat.ownTicks = own[0] + own[1];
    stat.reapedChildrenTicks = static_cast<std::uint64_t>(std::max<std::int64_t>(children[0] + children[1], 0));
    return stat;
}

std::optional<ProcessStat> readProcessStat(pid_t pid) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    return parseProcessStat(readProc(path));
}

std::vector<ProcessStat> readProcessTable() {
    std::vector<ProcessStat> table;
    for (const pid_t pid : listPids())
        if (auto stat = readProcessStat(pid); stat && !stat->kernelThread)
            table.push_back(std::move(*stat));
    return table;
}

std::string cookieOf(pid_t pid) {
    const std::string path = "/proc/" + std::to_string(pid) + "/environ";
    auto environment = readFile(path, kEnvironmentLimit);
    // In the middle of an exec the kernel shows no environment at all, and the process would be taken for a stranger's.
    for (int attempt = 0; attempt < kExecPatience && environment && environment->empty(); ++attempt) {
        const auto stat = readProcessStat(pid);
        if (!stat || stat->kernelThread || isZombie(*stat))
            return {};
        ::usleep(1000);
        environment = readFile(path, kEnvironmentLimit);
    }
    if (!environment)
        return {};
    std::string_view rest(*environment);
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('\0'), rest.size());
        const std::string_view variable = rest.substr(0, end);
        if (variable.size() > kCookieVariable.size() && variable[kCookieVariable.size()] == '=' &&
            variable.substr(0, kCookieVariable.size()) == kCookieVariable)
            return std::string(variable.substr(kCookieVariable.size() + 1));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

std::vector<CookieHolder> findCookies(std::string_view prefix) {
    std::vector<CookieHolder> holders;
    for (const pid_t pid : listPids()) {
        std::string cookie = cookieOf(pid);
        if (cookie.empty() || cookie.substr(0, prefix.size()) != prefix || pid == ::getpid())
            continue;
        auto stat = readProcessStat(pid);
        if (!stat || isZombie(*stat))
            continue;
        const ProcessIdentity identity{currentBootId(), pid, stat->startTicks};
        holders.push_back({std::move(cookie), std::move(*stat), identity});
    }
    return holders;
}

OneLook::OneLook() {
    sharedLook.emplace();
}
OneLook::~OneLook() {
    sharedLook.reset();
}

std::vector<ProcessStat> membersOf(const ProcessIdentity& leader, const std::string& cookie) {
    Look ofThisCall;
    Look& look = sharedLook ? *sharedLook : ofThisCall;
    if (!look.table)
        look.table = readProcessTable();
    const auto& table = *look.table;
    // A session or group keeps its number from being used again as long as it has a member. So where the number is
    // another process's now, nothing of ours can be in a session or group of that number.
    bool numberIsOurs = leader.bootId == currentBootId();
    for (const auto& stat : table)
        if (stat.pid == leader.pid && stat.startTicks != leader.startTicks)
            numberIsOurs = false;

    std::set<pid_t> members;
    const auto belongs = [&](const ProcessStat& stat) {
        if (stat.pid == ::getpid() || isZombie(stat) || stat.startTicks < leader.startTicks)
            return false;
        const bool kin =
            numberIsOurs && (stat.pid == leader.pid || stat.session == leader.pid || stat.group == leader.pid);
        const bool child = members.count(stat.parent) > 0;
        if (cookie.empty())
            return kin || child;
        // Whoever carries another cookie was started as another's: a daemon that the gateway raised starts instances.
        auto [known, isNew] = look.cookies.try_emplace(stat.pid);
        if (isNew)
            known->second = cookieOf(stat.pid);
        const std::string& carried = known->second;
        return carried == cookie || (carried.empty() && (kin || child));
    };
    // Children may stand before their parents in the table (numbers wrap): until nothing new is found.
    for (bool found = true; found;) {
        found = false;
        for (const auto& stat : table)
            if (members.count(stat.pid) == 0 && belongs(stat)) {
                members.insert(stat.pid);
                found = true;
            }
    }
    std::vector<ProcessStat> result;
    for (const auto& stat : table)
        if (members.count(stat.pid) > 0)
            result.push_back(stat);
    return result;
}

}  // namespace slipway::runtime
