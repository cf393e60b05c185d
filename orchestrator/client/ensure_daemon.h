#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "client/control_client.h"

namespace slipway::client {

struct EnsureOptions {
    std::chrono::milliseconds startLimit{10'000};  ///< from the start to the first answer
    /// Whether a daemon of another version or build is replaced by ours, where ours is there. Instances and gateway run
    /// on meanwhile.
    bool replaceOtherBuild = true;
    /// Told what goes on: "starting slipwayd", "restarting slipwayd: it is build abc, this is build def".
    std::function<void(const std::string&)> onNote;
};

/// A daemon of this home and this build that answers; started where there is none (`slipwayd --home HOME`, detached, in
/// its own session, standard error to logs/slipwayd.log). Two callers at once start one: the daemon's lock decides, and
/// both get the one that answers. Errors: NotFound (no slipwayd beside the executable, in ../libexec/slipway or
/// SLIPWAY_LIBEXEC), StartFailed with the last lines of its log, Timeout with the same, VersionMismatch (it can't speak
/// our schema and may not be replaced), and those of ControlClient. Thread: any; blocks up to `startLimit` twice over.
Answer<api::Version> ensureDaemon(const std::string& home, const EnsureOptions& options = {});

/// Asks the daemon to end and waits until it has. False: none answered.
Answer<bool> stopDaemon(const std::string& home, std::chrono::milliseconds limit = std::chrono::seconds(30));

/// The last `count` lines of the daemon's log that stand after byte `from`.
std::vector<std::string> daemonLogTail(const std::string& home, size_t count = 10, size_t from = 0);

}  // namespace slipway::client
