#pragma once

#include <QModelIndexList>
#include <QString>
#include <nlohmann/json_fwd.hpp>

class QAbstractItemModel;

namespace slipway::gui {

/// The table as text: the header, then a line a row, cells parted by tabs, as spreadsheets take it. What "Copy" puts on
/// the clipboard, and what tests read. Without `rows`, all.
QString modelText(const QAbstractItemModel& model, const QModelIndexList& rows = {});
/// The same as a list of objects by the columns' titles.
nlohmann::json modelJson(const QAbstractItemModel& model);

}  // namespace slipway::gui
