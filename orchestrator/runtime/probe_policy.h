#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "runtime/probe_spec.h"
#include "runtime/probes.h"

namespace slipway::runtime {

struct ProbeOutcome {
    bool success = false;
    std::string reason;  ///< empty on success
};

/// Counts the outcomes of one probe and says when the next is due. Pure: time and chance come from outside.
///
/// | pace     | while              | interval                                                                         |
/// |----------|--------------------|----------------------------------------------------------------------------------|
/// | start-up | it was never ready | startupPeriod; after 20 of these a twentieth of the time waited so far, up to    |
/// |          |                    | period                                                                           |
/// | steady   | after              | period, from a random point in the first so that probes of many instances spread |
class ProbePolicy {
  public:
    /// `chance` in [0, 1) spreads the first probe.
    ProbePolicy(const ProbeSpec& spec, TimePoint now, double chance);

    TimePoint dueAt() const { return m_dueAt; }
    bool ready() const { return m_ready; }
    int failures() const { return m_failures; }
    /// More than a period behind its time.
    bool late(TimePoint now) const { return now > m_dueAt + m_period; }

    /// What a probe that was started at `startedAt` came to; `chance` spreads the pace once it is ready. Returns what
    /// is to be told, if anything.
    std::optional<ProbeVerdict> finished(const ProbeOutcome& outcome, TimePoint startedAt, TimePoint now,
                                         double chance);

  private:
    void count(const ProbeOutcome& outcome, std::optional<ProbeVerdict>& verdict);

    Duration m_period;
    Duration m_startupPeriod;
    int m_successThreshold;
    int m_failureThreshold;
    TimePoint m_beganAt;
    TimePoint m_dueAt;
    bool m_ready;
    bool m_wasReady;
    int m_successes = 0;
    int m_failures = 0;
    std::string m_lastReason;
};

}  // namespace slipway::runtime
