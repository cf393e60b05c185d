#pragma once

#include <map>
#include <vector>

#include "base/clock.h"
#include "model/cron.h"
#include "model/project.h"

namespace slipway::daemon {

/// When a project's scheduled jobs are due, by the clock on the wall of their time zones. A clock that jumps forward
/// makes a job due once; one that jumps back, not again before its next hour. Thread: the daemon's.
class JobSchedules {
  public:
    void set(const std::vector<model::Service>& services, WallMs now);
    /// Those that have become due since the last call.
    std::vector<ServiceName> due(WallMs now);
    /// 0: it is no scheduled job, or never due.
    WallMs next(const ServiceName& job) const;

  private:
    struct Entry {
        model::Cron cron;
        std::string timezone;
        WallMs next = 0;
    };

    std::map<ServiceName, Entry> m_entries;
};

/// The first minute after `now` at which `cron` says so on the clocks of `timezone` (empty: the machine's); 0 for
/// never.
WallMs nextRun(const model::Cron& cron, const std::string& timezone, WallMs now);

}  // namespace slipway::daemon
