#pragma once

#include <QAbstractTableModel>

#include "gui/models/store.h"

namespace slipway::gui {

/// The operations of the Store, newest first: what the Tasks drawer lists.
class OperationsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Task, Progress, Elapsed, Result, ColumnCount };
    enum Role {
        OperationIdRole = Qt::UserRole + 1,
        StatusRole,
        DoneRole,  ///< 0-1 of the progress bar; -1: not running
        ServiceNameRole,
    };

    explicit OperationsModel(const Store* store, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Running ones have a clock; called each second by the view while it is seen.
    void refreshElapsed();
    int runningCount() const;

  private:
    void update();
    QString text(const Operation& operation, int column) const;

    const Store* m_store;
    std::vector<Operation> m_rows;
};

}  // namespace slipway::gui
