#pragma once

#include <string>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::client {

struct StartedDaemon {
    int pid = 0;
    UniqueFd pidfd;  ///< readable when it has ended
};

/// Runs `program --home HOME` in a session of its own, adopted by init, with /dev/null as input, `logFile` (appended
/// to, made 0600) as output, no other descriptor and no blocked or ignored signal. Errors: StartFailed with stage and
/// errno. Thread: any.
Result<StartedDaemon> startDetached(const std::string& program, const std::string& home, const std::string& logFile);

}  // namespace slipway::client
