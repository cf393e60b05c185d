#pragma once

#include <QtGlobal>
#include <nlohmann/json.hpp>
#include <vector>

/// The shop as a daemon would tell it on a busy afternoon, made up: for screenshots without a daemon. The same at every
/// call for the same `nowMs`.
namespace slipway::gui::demo {

/// Points is degraded and orders is being redeployed, so that every colour is seen; `calm`: all is well.
/// `peerToPeer`: calls run from sidecar to instance.
nlohmann::json state(qint64 nowMs, bool calm, bool peerToPeer = false);
nlohmann::json metrics(qint64 nowMs);
nlohmann::json receipts(qint64 nowMs);
nlohmann::json events(qint64 nowMs);
nlohmann::json tick(qint64 nowMs);
std::vector<nlohmann::json> logLines(qint64 nowMs);

}  // namespace slipway::gui::demo
