#include "gui/models/grid_model.h"

#include "gui/theme/status_shape.h"

namespace slipway::gui {

GridModel::GridModel(QList<GridColumn> columns, QObject* parent)
    : RowTable<GridRow>(parent), m_columns(std::move(columns)) {}

int GridModel::rowOf(const QString& key) const {
    const auto found = std::find_if(rows().begin(), rows().end(), [&](const GridRow& row) { return row.key == key; });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

int GridModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant GridModel::data(const QModelIndex& index, int role) const {
    const GridRow* row = index.isValid() ? this->row(index.row()) : nullptr;
    if (!row) {
        return {};
    }
    const QString text = row->cells.value(index.column());
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole:
            return text;
        case Qt::ToolTipRole:
            return !row->tip.isEmpty() ? row->tip : text.size() > 12 ? text : QVariant();
        case Qt::TextAlignmentRole:
            return headerData(index.column(), Qt::Horizontal, role);
        case KeyRole:
            return row->key;
        case StatusRole:
            return row->status >= 0 ? QVariant(row->status) : QVariant();
        default:
            return {};
    }
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size()) {
        return {};
    }
    const GridColumn& column = m_columns[section];
    switch (role) {
        case Qt::DisplayRole:
            return column.title;
        case Qt::ToolTipRole:
            return column.tip.isEmpty() ? QVariant() : column.tip;
        case Qt::TextAlignmentRole:
            return static_cast<int>(Qt::AlignVCenter | (column.number ? Qt::AlignRight : Qt::AlignLeft));
        default:
            return {};
    }
}

}  // namespace slipway::gui
