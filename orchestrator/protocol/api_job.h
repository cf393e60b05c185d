#pragma once

#include "protocol/api_rows.h"

namespace slipway::api {

/// One try of a job.
struct JobRun {
    std::int64_t id = 0;
    std::string service;
    std::string instance;  ///< whose output it is
    std::string cause;     ///< "up", "schedule", "by hand"
    int attempt = 1;
    WallMs startedMs = 0;
    WallMs endedMs = 0;
    std::optional<int> code;
    bool success = false;
    std::string how;  ///< "exit code 3"
};

struct JobRow {
    std::string service;
    std::string owner;
    std::string cron;      ///< empty: it runs with `up`, and by hand
    std::string timezone;  ///< empty: the machine's
    WallMs nextMs = 0;
    std::string running;  ///< instance; empty: none
    std::optional<JobRun> last;
};

SLIPWAY_JSON(JobRun)
SLIPWAY_JSON(JobRow)

}  // namespace slipway::api
