#pragma once

#include "protocol/api_problem.h"
#include "protocol/api_rows.h"

namespace slipway::api {

/// Seconds spent in each phase. As "phases" of a receipt: summed over its instances.
struct PhaseSeconds {
    double start = 0;
    double health = 0;
    double shift = 0;
    double drain = 0;
    double stop = 0;
};

/// One instance that a rollout moved. `oldInstance` is empty where none was replaced, `newInstance` where none came.
struct ReceiptInstance {
    std::string oldInstance;
    int oldPid = 0;
    std::string newInstance;
    int newPid = 0;
    PhaseSeconds seconds;
    bool drained = false;  ///< its last request had ended when it was stopped
    int inFlightAtDrain = 0;
};

struct Untouched {
    std::string service;
    std::vector<int> pidsBefore;
    std::vector<int> pidsAfter;
    bool same = true;
};

struct ReplicaChange {
    int from = 0;
    int to = 0;
};

/// What a revision served.
struct RevisionFigures {
    std::int64_t requests = 0;
    std::int64_t errors = 0;
    std::optional<std::int64_t> p99Us;
    int restarts = 0;
};

/// A step of a canary or blue_green: both revisions over the same time.
struct TrialStep {
    int weight = 0;  ///< percent of the requests for the new revision
    double seconds = 0;
    RevisionFigures fresh, old;
};

/// Microseconds of the service's requests: in the seconds before, meanwhile, and of the new instances alone.
struct LatencyChange {
    std::optional<std::int64_t> before, during, after;
};

/// What a rollout did to instances and traffic.
struct Receipt {
    std::string id;  ///< "ro-5"
    std::string project;
    std::string service;
    OperationKind kind = OperationKind::Redeploy;
    int from = 0;                           ///< revision
    int to = 0;                             ///< revision
    std::optional<ReplicaChange> replicas;  ///< scale
    Outcome outcome = Outcome::Succeeded;
    std::string why;
    std::vector<std::string> logLines;  ///< of the instance that failed
    std::vector<ReceiptInstance> instances;
    std::int64_t requests = 0;  ///< meanwhile, to this service
    std::int64_t retried = 0;
    std::int64_t failed = 0;
    std::int64_t held = 0;
    PhaseSeconds phases;
    double seconds = 0;
    WallMs startedMs = 0;
    WallMs endedMs = 0;
    std::vector<Untouched> untouched;
    std::string strategy;  ///< "rolling", "blue_green", "canary"; empty for what is none of them
    LatencyChange p99;
    std::vector<TrialStep> trial;
    std::vector<std::string> changes;  ///< of the definition and the program, a sentence each
};

struct OperationStep {
    std::string instance;
    std::string replaces;  ///< empty: none
    Phase phase = Phase::Start;
};

struct Operation {
    std::string id;  ///< "op-7"
    OperationKind kind = OperationKind::Up;
    std::string project;
    std::string service;  ///< empty: the whole project
    OperationState state = OperationState::Queued;
    Phase phase = Phase::Start;
    int done = 0;   ///< instances
    int total = 0;  ///< instances
    std::string message;
    WallMs startedMs = 0;
    WallMs endedMs = 0;
    std::optional<Error> error;
    std::string rollout;  ///< empty: none
    std::optional<Receipt> receipt;
    std::vector<OperationStep> steps;
    bool paused = false;  ///< until a user resumes or aborts its rollout

    bool ended() const { return state == OperationState::Succeeded || state == OperationState::Failed; }
};

SLIPWAY_JSON(PhaseSeconds)
SLIPWAY_JSON(ReceiptInstance)
SLIPWAY_JSON(Untouched)
SLIPWAY_JSON(ReplicaChange)
SLIPWAY_JSON(RevisionFigures)
SLIPWAY_JSON(TrialStep)
SLIPWAY_JSON(LatencyChange)
SLIPWAY_JSON(Receipt)
SLIPWAY_JSON(OperationStep)
SLIPWAY_JSON(Operation)

}  // namespace slipway::api
