#pragma once

#include <map>
#include <string>

#include "daemon/metrics.h"
#include "model/world.h"
#include "protocol/api_operation.h"

namespace slipway::daemon {

/// Watches one service while it is moved and writes down what happened: the receipt. Thread: the daemon's.
class RolloutRecorder {
  public:
    struct Start {
        std::string id;  ///< "ro-5"
        std::string project, service;
        api::OperationKind kind = api::OperationKind::Redeploy;
        int fromRevision = 0, toRevision = 0;
        std::optional<api::ReplicaChange> replicas;
    };

    RolloutRecorder(Start start, const model::World& world, TimePoint now, WallMs wall);

    /// The figures of the service as they stand; the first call sets the baseline, the last one the end.
    void traffic(const Metrics& metrics);
    /// Of the definition and the program, a sentence each.
    void setChanges(std::vector<std::string> changes) { m_changes = std::move(changes); }
    /// After each change of the world, before what has gone is forgotten.
    void observe(const model::World& world, TimePoint now);
    /// A drain has begun: requests that the old instance still had.
    void drainBegan(const InstanceId& instance, std::int64_t inFlight);

    /// Steps as an operation shows them while it runs.
    std::vector<api::OperationStep> steps() const;
    api::Phase phase() const;

    api::Receipt receipt(const model::World& world, api::Outcome outcome, std::string why, TimePoint now,
                         WallMs wall) const;
    const std::string& id() const { return m_start.id; }
    int fromRevision() const { return m_start.fromRevision; }
    int toRevision() const { return m_start.toRevision; }

  private:
    void observeTrial(const model::World& world, TimePoint now);

    struct Seen {
        model::Instance last;
        std::int64_t pid = 0;  ///< of its process, also after the end
        bool startedHere = false;
        bool leftHere = false;
        TimePoint goneAt{};
        std::int64_t inFlightAtDrain = 0;
    };

    /// products-9 before products-10: all are of one service.
    struct ByNumber {
        bool operator()(const InstanceId& a, const InstanceId& b) const {
            return a.str().size() != b.str().size() ? a.str().size() < b.str().size() : a < b;
        }
    };

    Start m_start;
    TimePoint m_began;
    WallMs m_beganWall;
    std::map<InstanceId, Seen, ByNumber> m_seen;
    std::map<std::string, std::vector<int>> m_othersBefore;
    std::string m_strategy;
    std::map<int, api::TrialStep> m_trial;
    std::vector<std::string> m_changes;
    protocol::Counters m_countersBaseline, m_countersLatest;
    api::LatencyChange m_p99;
    bool m_hasBaseline = false;
    TrafficTotals m_baseline, m_latest;
    std::int64_t m_heldBaseline = 0, m_heldLatest = 0;
};

}  // namespace slipway::daemon
