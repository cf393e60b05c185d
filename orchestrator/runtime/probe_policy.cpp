#include "runtime/probe_policy.h"

#include <algorithm>

namespace slipway::runtime {

namespace {

/// A wait of t is found out at most t / 20 too late.
constexpr int kStartupShare = 20;
constexpr Duration kShortestPeriod = std::chrono::milliseconds(1);

Duration part(Duration of, double chance) {
    return Duration(static_cast<Duration::rep>(static_cast<double>(of.count()) * chance));
}

}  // namespace

ProbePolicy::ProbePolicy(const ProbeSpec& spec, TimePoint now, double chance)
    : m_period(std::max(spec.period, kShortestPeriod)),
      m_startupPeriod(std::clamp(spec.startupPeriod, kShortestPeriod, m_period)),
      m_successThreshold(std::max(spec.successThreshold, 1)),
      m_failureThreshold(std::max(spec.failureThreshold, 1)),
      m_beganAt(now + (spec.startsReady ? Duration(0) : spec.initialDelay)),
      m_dueAt(m_beganAt + part(spec.startsReady ? m_period : m_startupPeriod, chance)),
      m_ready(spec.startsReady),
      m_wasReady(spec.startsReady) {}

void ProbePolicy::count(const ProbeOutcome& outcome, std::optional<ProbeVerdict>& verdict) {
    if (outcome.success) {
        m_failures = 0;
        ++m_successes;
        m_lastReason.clear();
        if (!m_ready && m_successes >= m_successThreshold) {
            m_ready = true;
            verdict = ProbeVerdict::Ready;
        }
        return;
    }
    m_successes = 0;
    ++m_failures;
    if (m_ready && m_failures >= m_failureThreshold) {
        m_ready = false;
        verdict = ProbeVerdict::Unready;
    } else if (outcome.reason != m_lastReason) {
        verdict = ProbeVerdict::Failing;
    }
    m_lastReason = outcome.reason;
}

std::optional<ProbeVerdict> ProbePolicy::finished(const ProbeOutcome& outcome, TimePoint startedAt, TimePoint now,
                                                  double chance) {
    std::optional<ProbeVerdict> verdict;
    count(outcome, verdict);
    if (!m_wasReady && m_ready) {
        m_wasReady = true;
        m_dueAt = now + part(m_period, chance);
    } else if (!m_wasReady) {
        const Duration pace = std::clamp<Duration>((now - m_beganAt) / kStartupShare, m_startupPeriod, m_period);
        m_dueAt = std::max(startedAt + pace, now);
    } else {
        // Keeps its beat; beats that went by while a probe hung are left out.
        const Duration behind = std::max<Duration>(now - m_dueAt, Duration(0));
        m_dueAt += m_period * (behind / m_period + 1);
    }
    return verdict;
}

}  // namespace slipway::runtime
