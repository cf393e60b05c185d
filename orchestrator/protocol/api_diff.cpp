#include "protocol/api_diff.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;

SLIPWAY_FIELDS(DiffField) {
    v("field", x.field);
    v("before", emptyIsNull(x.before));
    v("after", emptyIsNull(x.after));
}
SLIPWAY_FIELDS(DiffChange) {
    v("kind", x.kind);
    v("name", emptyIsNull(x.name));
    v("change", x.change);
    v("effect", x.effect);
    v("detail", x.detail);
    v("fields", x.fields);
}
SLIPWAY_FIELDS(Diff) {
    v("project", x.project);
    v("running", x.running);
    v("same", x.same);
    v("changes", x.changes);
    v("warnings", x.warnings);
}

SLIPWAY_JSON_BY_FIELDS(DiffField)
SLIPWAY_JSON_BY_FIELDS(DiffChange)
SLIPWAY_JSON_BY_FIELDS(Diff)

}  // namespace slipway::api
