#pragma once

#include <QAbstractTableModel>

#include "gui/models/store.h"

namespace slipway::gui {

/// The events of the Store, newest first.
class EventsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Time, Subject, Text, ColumnCount };
    enum Role { StatusRole = Qt::UserRole + 1, ServiceNameRole };

    explicit EventsModel(const Store* store, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    const EventRow* at(int row) const;

    const Store* m_store;
    int m_rows = 0;  ///< what views were told; the Store may be ahead until its signal
};

}  // namespace slipway::gui
