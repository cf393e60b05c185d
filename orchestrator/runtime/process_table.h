#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/identity.h"

namespace slipway::runtime {

/// One line of /proc/PID/stat, as far as it is used here.
struct ProcessStat {
    pid_t pid = 0;
    std::string name;  ///< at most 15 bytes
    char state = '?';  ///< R S D Z T …
    pid_t parent = 0;
    pid_t group = 0;
    pid_t session = 0;
    std::uint64_t ownTicks = 0;  ///< user and system
    std::uint64_t reapedChildrenTicks = 0;
    std::uint64_t startTicks = 0;
    std::uint64_t rssPages = 0;
    bool kernelThread = false;
};

/// Empty when the process is gone or the text is not what the kernel writes.
std::optional<ProcessStat> parseProcessStat(std::string_view text);
std::optional<ProcessStat> readProcessStat(pid_t pid);

/// Every process that /proc shows, threads of the kernel left out. About 10 us a process.
std::vector<ProcessStat> readProcessTable();

/// Environment variable that carries the cookie.
inline constexpr std::string_view kCookieVariable = "SLIPWAY_COOKIE";

/// SLIPWAY_COOKIE of a process; empty without one, or where its environment may not be read.
std::string cookieOf(pid_t pid);

struct CookieHolder {
    std::string cookie;
    ProcessStat stat;
    ProcessIdentity identity;
};

/// All processes with a cookie that starts with `prefix` (the daemon begins its cookies with an id of its home, so that
/// two homes don't take each other's children). Zombies are left out: their environment is gone. The leader of an
/// instance is the holder whose pid is its session, or else the oldest.
std::vector<CookieHolder> findCookies(std::string_view prefix = {});

/// What belongs to an instance: `leader`, what is in its session or group, the children of these, and whoever carries
/// its cookie (empty: not looked for; reading it costs an open a process). Left out: zombies, ourselves, who carries
/// another instance's cookie, and all but the cookie's holders once the leader's number went to another process. Reads
/// /proc once.
std::vector<ProcessStat> membersOf(const ProcessIdentity& leader, const std::string& cookie);

/// While it lives, membersOf() of this thread reads /proc once, when it is first called: for many ends that are known
/// already. A process that ended before the look has no member that the look does not show. What is signalled
/// meanwhile is still seen; look again. Not to be nested, nor kept over a turn of the loop.
class OneLook {
  public:
    OneLook();
    ~OneLook();
    OneLook(const OneLook&) = delete;
    OneLook& operator=(const OneLook&) = delete;
};

}  // namespace slipway::runtime
