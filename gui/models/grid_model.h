#pragma once

#include "gui/models/row_table.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

/// A row of text: what a small table of the gateway or of traces shows of one thing.
struct GridRow {
    QString key = {};  ///< unique in its table
    QStringList cells = {};
    int status = -1;  ///< an int of Status before the first cell; -1: none
    QString tip = {};
    bool operator==(const GridRow&) const = default;
};

struct GridColumn {
    QString title = {};
    bool number = false;  ///< stands at the right
    QString tip = {};
};

/// Rows of text under fixed titles, read anew every second or two and never reset.
class GridModel : public RowTable<GridRow> {
    Q_OBJECT
  public:
    enum Role { KeyRole = Qt::UserRole + 1, StatusRole };

    explicit GridModel(QList<GridColumn> columns, QObject* parent = nullptr);

    void setGrid(std::vector<GridRow> rows) { setRows(std::move(rows)); }
    int rowOf(const QString& key) const;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  protected:
    QString keyOf(const GridRow& row) const override { return row.key; }

  private:
    QList<GridColumn> m_columns;
};

}  // namespace slipway::gui
