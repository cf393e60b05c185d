#include "gui/models/model_text.h"

#include <QAbstractItemModel>
#include <QStringList>
#include <nlohmann/json.hpp>
#include <set>

namespace slipway::gui {

QString modelText(const QAbstractItemModel& model, const QModelIndexList& rows) {
    QStringList lines;
    QStringList cells;
    const int columns = model.columnCount();
    for (int column = 0; column < columns; ++column) {
        cells << model.headerData(column, Qt::Horizontal).toString();
    }
    lines << cells.join(u'\t');
    std::set<int> wanted;
    for (const QModelIndex& row : rows) {
        wanted.insert(row.row());
    }
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!wanted.empty() && !wanted.contains(row)) {
            continue;
        }
        cells.clear();
        for (int column = 0; column < columns; ++column) {
            cells << model.index(row, column).data().toString().replace(u'\t', u' ').replace(u'\n', u' ');
        }
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

nlohmann::json modelJson(const QAbstractItemModel& model) {
    nlohmann::json list = nlohmann::json::array();
    for (int row = 0; row < model.rowCount(); ++row) {
        nlohmann::json object = nlohmann::json::object();
        for (int column = 0; column < model.columnCount(); ++column) {
            object[model.headerData(column, Qt::Horizontal).toString().toStdString()] =
                model.index(row, column).data().toString().toStdString();
        }
        list.push_back(std::move(object));
    }
    return list;
}

}  // namespace slipway::gui
