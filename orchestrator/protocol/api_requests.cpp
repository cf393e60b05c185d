#include "protocol/api_requests.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;

SLIPWAY_FIELDS(UpRequest) {
    v("manifest", x.manifest);
    v("path", x.path);
    v("variables", x.variables);
    v("env_files", x.envFiles);
    v("profiles", x.profiles);
    v("listen", emptyIsNull(x.listen));
}
SLIPWAY_FIELDS(UpAnswer) {
    v("project", x.project);
    v("operation", x.operation);
    v("warnings", x.warnings);
}
SLIPWAY_FIELDS(ManifestNeeds) {
    v("project", x.project);
    v("variables", x.variables);
    v("env_files", x.envFiles);
}
SLIPWAY_FIELDS(ValidateAnswer) {
    v("project", x.project);
    v("problems", x.problems);
    v("services", x.services);
}
SLIPWAY_FIELDS(ScaleRequest) {
    v("replicas", x.replicas);
}
SLIPWAY_FIELDS(TopologyRequest) {
    v("mode", x.mode);
}

SLIPWAY_FIELDS(RedeployRequest) {
    v("build", x.build);
}
SLIPWAY_FIELDS(RollbackRequest) {
    v("to", detail::zeroIsNull(x.to));
}
SLIPWAY_FIELDS(RevisionRow) {
    v("revision", x.revision);
    v("created_ms", detail::zeroIsNull(x.createdMs));
    v("cause", x.cause);
    v("outcome", emptyIsNull(x.outcome));
    v("program", emptyIsNull(x.program));
    v("changes", x.changes);
    v("current", x.current);
}
SLIPWAY_FIELDS(RestartRequest) {
    v("instance", emptyIsNull(x.instance));
}
SLIPWAY_FIELDS(Accepted) {
    v("operation", x.operation);
}

SLIPWAY_JSON_BY_FIELDS(UpRequest)
SLIPWAY_JSON_BY_FIELDS(UpAnswer)
SLIPWAY_JSON_BY_FIELDS(ManifestNeeds)
SLIPWAY_JSON_BY_FIELDS(ValidateAnswer)
SLIPWAY_JSON_BY_FIELDS(ScaleRequest)
SLIPWAY_JSON_BY_FIELDS(RestartRequest)
SLIPWAY_JSON_BY_FIELDS(RedeployRequest)
SLIPWAY_JSON_BY_FIELDS(RollbackRequest)
SLIPWAY_JSON_BY_FIELDS(RevisionRow)
SLIPWAY_JSON_BY_FIELDS(TopologyRequest)
SLIPWAY_JSON_BY_FIELDS(Accepted)

}  // namespace slipway::api
