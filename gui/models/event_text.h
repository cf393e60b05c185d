#pragma once

#include <nlohmann/json_fwd.hpp>

#include "gui/models/store.h"
#include "gui/theme/status_shape.h"

namespace slipway::gui {

/// The sentence that the Events list shows for an event of the control API, translated.
EventRow eventRowFromJson(const nlohmann::json& event);

/// "redeploy" -> "Redeploy"..., translated.
QString operationTitle(const Operation& operation);
/// Why a rollout did not succeed, as a title: "Rolled back", "Aborted", "Gave way to a newer one", "Failed".
QString outcomeTitle(const Receipt& receipt);
Status receiptStatus(const Receipt& receipt);
QString phaseText(Phase phase);
QString instanceStateText(InstanceState state);
QString serviceStateText(ServiceState state);

}  // namespace slipway::gui
