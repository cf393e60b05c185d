#pragma once

#include <optional>

#include "composer/record.h"
#include "protocol/composite.h"

namespace slipway::composer {

/// What the client of a composite may see of its saga: state, steps, and the answer once there is one.
nlohmann::json statusView(const SagaRecord& record);
/// A row of `slipway saga ls`, as in docs/control-api.md. `definition`: the one that it began with; null: it can't be
/// read, and then what it says is left out.
nlohmann::json rowView(const SagaRecord& record, const std::optional<std::int64_t>& nextTryMs,
                       const composite::Composite* definition);
/// `slipway saga show`: the row, its steps in the order of the definition with what services answered, those to come
/// among them, the request, the reply.
nlohmann::json fullView(const SagaRecord& record, const std::optional<std::int64_t>& nextTryMs,
                        const composite::Composite* definition);

}  // namespace slipway::composer
