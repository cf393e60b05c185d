#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <variant>

#include "model/instance.h"
#include "model/rollout_analysis.h"

/// The state that a plan is made from: what a project shall be, and what it is. Values only; the daemon owns one a
/// project, simulations own thousands.
namespace slipway::model {

/// A running move of a service to a revision. Only redeploys and changed definitions have one: scaling and starting
/// can't be rolled back.
struct RolloutState {
    RolloutId id;
    int from = 0;  ///< revisions
    int to = 0;
    TimePoint startedAt{};
    bool failed = false;
    std::string why;
    InstanceId culprit;  ///< whose log says more

    int step = 0;                ///< of rolloutSteps()
    TimePoint stepSince{};       ///< its share is in force since then; zero: its instances are being made ready
    bool paused = false;         ///< nothing moves until a user resumes or aborts it
    std::string pausedWhy = {};  ///< empty: a user's wish
    bool aborted = false;        ///< by a user
    std::string verdict = {};    ///< what the analysis found against the new revision; empty: nothing
    RevisionTraffic fresh = {}, old = {};  ///< in this step, as last told
};

struct ServiceWorld {
    std::map<int, std::shared_ptr<const Service>> revisions;  ///< definitions that instances may still be of
    int revision = 1;                                         ///< desired
    int replicas = 1;                                         ///< desired, unless stopped
    bool stopped = false;
    int runsDue = 0;  ///< of a scheduled job
    std::optional<RolloutState> rollout;
    int nextOrdinal = 1;     ///< of the next instance's name
    int newestRevision = 1;  ///< ever; a number is never used twice

    /// The number of a revision that is being made.
    int newRevision() {
        newestRevision = std::max(newestRevision, revisions.empty() ? 0 : revisions.rbegin()->first) + 1;
        return newestRevision;
    }
    int wanted() const { return stopped || spec().scheduled() ? 0 : replicas; }
    const Service& spec() const { return *revisions.at(revision); }
    const Service& specOf(int wantedRevision) const {
        const auto found = revisions.find(wantedRevision);
        return found == revisions.end() ? spec() : *found->second;
    }
};

struct World {
    std::map<ServiceName, ServiceWorld> services;
    std::map<InstanceId, Instance> instances;
    bool down = false;                                           ///< everything goes, in reverse dependency order
    std::map<ServiceName, std::vector<ServiceName>> dependents;  ///< who must be gone before it stops, when `down`

    std::vector<const Instance*> of(const ServiceName& service) const;
    int count(const ServiceName& service, InstanceState state) const;
};

/// Who needs whom for the order of `down`: depends_on and calls together where that has no cycle, else depends_on
/// alone.
std::map<ServiceName, std::vector<ServiceName>> dependentsOf(const Project& project);

}  // namespace slipway::model
