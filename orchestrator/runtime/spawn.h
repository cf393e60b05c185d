#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"
#include "runtime/cgroups.h"
#include "runtime/identity.h"

namespace slipway::runtime {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// One of the limits that setrlimit(2) sets, for the process and what it starts.
struct ResourceLimit {
    int resource = 0;  ///< RLIMIT_NOFILE, ...
    std::string name;  ///< for messages: "nofile"
    std::uint64_t soft = 0;
    std::uint64_t hard = 0;
};

/// Whom a process runs as; only root may name another than itself.
struct Identification {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;  ///< the others
};

/// How to start one process.
struct SpawnRequest {
    std::vector<std::string> argv;  ///< a first word without '/' is looked up in the PATH of `environment`
    std::string workingDir;         ///< empty: the caller's
    Environment environment;        ///< exactly this, and the cookie
    std::string cookie;             ///< goes into SLIPWAY_COOKIE; empty: none
    std::string outPath;            ///< appended to, made 0600; empty: /dev/null
    std::string errPath;            ///< may be the same as outPath
    int outputFd = -1;              ///< instead of both paths, borrowed
    mode_t umask = 022;
    std::optional<Identification> user;  ///< none: ours
    std::vector<ResourceLimit> limits;   ///< the others are ours, as they were at our start
    InstanceCgroup cgroup;               ///< made already (CgroupTree); it is in it from its first instruction on
};

struct SpawnedProcess {
    ProcessIdentity identity;
    UniqueFd pidfd;
};

/// The shell form of a command: {"/bin/sh", "-c", text}.
std::vector<std::string> shellCommand(std::string_view text);

/// Starts a process in a session and group of its own, with standard input from /dev/null, no other descriptor of ours,
/// default signal dispositions, an empty signal mask, and the usual chance before the OOM killer. Returns once exec has
/// succeeded. The caller reaps it (ProcessWatch).
/// Errors: StartFailed with the stage and the system's words, as in "exec /opt/shop: No such file or directory" or
/// "change folder to /srv/x: Permission denied" or "set nofile to 100000: Operation not permitted"; nothing runs then.
/// Thread: any. Cost: about 1 ms, does not grow with the caller's memory (the child borrows it until exec); 10 ms more
/// for each control group of version 1.
Result<SpawnedProcess> spawn(const SpawnRequest& request);

/// Raises our own soft limit of open files to the hard one; what we spawn from then on gets the limit that we had,
/// since programs that use select(2) break above 1024. Returns the limit now in force. Thread: before any other.
std::uint64_t raiseOpenFilesLimit();

/// The file that `spawn` would run; relative folders in PATH are passed over. Errors: StartFailed: "exec shop: not
/// found in PATH (/usr/bin:/bin)".
Result<std::string> resolveCommand(const std::string& command, const Environment& environment);

}  // namespace slipway::runtime
