#pragma once

#include <QCoreApplication>
#include <nlohmann/json_fwd.hpp>

#include "gui/models/grid_model.h"

namespace slipway::gui {

/// What the control API tells of the gateway, as tables: the titles, and the rows out of an answer. Of a member that is
/// not there the cell is a dash.
class GatewayRows {
    Q_DECLARE_TR_FUNCTIONS(GatewayRows)
  public:
    static QList<GridColumn> routeColumns();
    /// Of `GET …/routes`, those of clients first. `filter`: words that id, match or target must hold.
    static std::vector<GridRow> routes(const nlohmann::json& list, const QString& filter = {});

    static QList<GridColumn> policyColumns();
    /// Of the one route with `key` (as routes() gives it), in the order in which they run, and their sum.
    static std::vector<GridRow> policies(const nlohmann::json& routes, const QString& key);

    static QList<GridColumn> mirrorColumns();
    static std::vector<GridRow> mirrors(const nlohmann::json& list);
    static QList<GridColumn> differenceColumns();
    /// Of one route's mirror, newest first.
    static std::vector<GridRow> differences(const nlohmann::json& mirrors, const QString& route);

    static QList<GridColumn> queueColumns();
    static std::vector<GridRow> queues(const nlohmann::json& list);
    static QList<GridColumn> messageColumns();
    static std::vector<GridRow> messages(const nlohmann::json& list);
    /// Dead letters of one queue of `GET …/queues`.
    static int deadLetters(const nlohmann::json& queues, const QString& queue);

    static QList<GridColumn> priceColumns();
    /// Of `GET …/topology`'s `prices`, or of what a measurement answered.
    static std::vector<GridRow> prices(const nlohmann::json& list);
};

}  // namespace slipway::gui
