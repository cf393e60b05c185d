#include "protocol/api_operation.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;
using detail::zeroIsNull;

SLIPWAY_FIELDS(PhaseSeconds) {
    v("start", x.start);
    v("health", x.health);
    v("shift", x.shift);
    v("drain", x.drain);
    v("stop", x.stop);
}

SLIPWAY_FIELDS(ReceiptInstance) {
    v("old", emptyIsNull(x.oldInstance));
    v("old_pid", zeroIsNull(x.oldPid));
    v("new", emptyIsNull(x.newInstance));
    v("new_pid", zeroIsNull(x.newPid));
    v("seconds", x.seconds);
    v("drained", x.drained);
    v("in_flight_at_drain", x.inFlightAtDrain);
}

SLIPWAY_FIELDS(Untouched) {
    v("service", x.service);
    v("pids_before", x.pidsBefore);
    v("pids_after", x.pidsAfter);
    v("same", x.same);
}

SLIPWAY_FIELDS(ReplicaChange) {
    v("from", x.from);
    v("to", x.to);
}

SLIPWAY_FIELDS(RevisionFigures) {
    v("requests", x.requests);
    v("errors", x.errors);
    v("p99_us", x.p99Us);
    v("restarts", x.restarts);
}

SLIPWAY_FIELDS(TrialStep) {
    v("weight", x.weight);
    v("seconds", x.seconds);
    v("new", x.fresh);
    v("old", x.old);
}

SLIPWAY_FIELDS(LatencyChange) {
    v("before", x.before);
    v("during", x.during);
    v("after", x.after);
}

SLIPWAY_FIELDS(Receipt) {
    v("id", x.id);
    v("project", x.project);
    v("service", x.service);
    v("kind", x.kind);
    v("from", x.from);
    v("to", x.to);
    v("replicas", x.replicas);
    v("outcome", x.outcome);
    v("why", x.why);
    v("log_lines", x.logLines);
    v("instances", x.instances);
    v("requests", x.requests);
    v("retried", x.retried);
    v("failed", x.failed);
    v("held", x.held);
    v("phases", x.phases);
    v("seconds", x.seconds);
    v("started_ms", zeroIsNull(x.startedMs));
    v("ended_ms", zeroIsNull(x.endedMs));
    v("untouched", x.untouched);
    v("strategy", emptyIsNull(x.strategy));
    v("p99_us", x.p99);
    v("trial", x.trial);
    v("changes", x.changes);
}

SLIPWAY_FIELDS(OperationStep) {
    v("instance", x.instance);
    v("replaces", emptyIsNull(x.replaces));
    v("phase", x.phase);
}

// Everything of an operation but its error, which is written as the members of an error body.
SLIPWAY_FIELDS(Operation) {
    v("id", x.id);
    v("kind", x.kind);
    v("project", x.project);
    v("service", emptyIsNull(x.service));
    v("state", x.state);
    v("phase", x.phase);
    v("done", x.done);
    v("total", x.total);
    v("message", x.message);
    v("started_ms", zeroIsNull(x.startedMs));
    v("ended_ms", zeroIsNull(x.endedMs));
    v("rollout", emptyIsNull(x.rollout));
    v("receipt", x.receipt);
    v("steps", x.steps);
    v("paused", x.paused);
}

SLIPWAY_JSON_BY_FIELDS(PhaseSeconds)
SLIPWAY_JSON_BY_FIELDS(ReceiptInstance)
SLIPWAY_JSON_BY_FIELDS(Untouched)
SLIPWAY_JSON_BY_FIELDS(ReplicaChange)
SLIPWAY_JSON_BY_FIELDS(RevisionFigures)
SLIPWAY_JSON_BY_FIELDS(TrialStep)
SLIPWAY_JSON_BY_FIELDS(LatencyChange)
SLIPWAY_JSON_BY_FIELDS(Receipt)
SLIPWAY_JSON_BY_FIELDS(OperationStep)

void to_json(nlohmann::json& out, const Operation& operation) {
    out = nlohmann::json::object();
    fields(detail::Writer{out}, operation);
    out["error"] = operation.error ? nlohmann::json(ApiError(*operation.error)).at("error") : nlohmann::json(nullptr);
}

void from_json(const nlohmann::json& in, Operation& operation) {
    detail::mustBeObject(in);
    fields(detail::Reader{in}, operation);
    operation.error.reset();
    if (const auto error = in.find("error"); error != in.end() && !error->is_null())
        operation.error = error->get<ApiError>();
}

}  // namespace slipway::api
