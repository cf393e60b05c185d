#pragma once

#include <optional>

#include "composer/record.h"
#include "protocol/composite.h"

namespace slipway::composer {

/// What the client of a composite may see of its saga: state, steps, and the answer once there is one.
nlohmann::json statusView(const SagaRecord& record);
/// A row of `slipway saga ls`, as in docs/control-api.md.
nlohmann::json rowView(const SagaRecord& record, const std::optional<std::int64_t>& nextTryMs);
/// `slipway saga show`: the row, its steps with what services answered, the request, the reply.
nlohmann::json fullView(const SagaRecord& record, const std::optional<std::int64_t>& nextTryMs);

}  // namespace slipway::composer
