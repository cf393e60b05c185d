#pragma once

#include <QString>
#include <QtGlobal>
#include <nlohmann/json.hpp>

/// What the made-up shop's composer and gateway would tell besides its state: for screenshots without a daemon.
namespace slipway::gui::demo {

/// `GET …/sagas`, newest first.
nlohmann::json sagas(qint64 nowMs);
nlohmann::json stuckSagas(qint64 nowMs);
/// `GET …/sagas/{id}`; null where there is none.
nlohmann::json saga(const QString& id, qint64 nowMs);

/// `GET …/routes`, `…/cache`, `…/mirrors`, `…/queues`, and the messages of one of these.
nlohmann::json routes();
nlohmann::json cacheStats();
nlohmann::json mirrors(qint64 nowMs);
nlohmann::json queues();
nlohmann::json messages(qint64 nowMs);
/// The `prices` of a topology.
nlohmann::json prices(qint64 nowMs);
/// `GET …/traces?QUERY` and `…/traces/{id}`.
nlohmann::json traces(const QString& query, qint64 nowMs);
nlohmann::json trace(const QString& id, qint64 nowMs);

}  // namespace slipway::gui::demo
