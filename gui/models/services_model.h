#pragma once

#include <QAbstractTableModel>

#include "gui/models/store.h"

namespace slipway::gui {

/// The services of the Store, a row each, in the manifest's order. Emits one ranged dataChanged a gathered change and
/// never resets on a tick. SortRole gives numbers and state ranks where the display gives text.
class ServicesModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        Name,
        Owner,
        Replicas,
        Rps,
        Trend,
        Success,
        P50,
        P95,
        Cpu,
        Memory,
        Revision,
        Uptime,
        Actions,
        ColumnCount
    };
    enum Role {
        SortRole = Qt::UserRole + 1,
        ServiceNameRole,  ///< on every column
        StatusRole,       ///< int of Status
        DesiredRole,
        ReadyRole,
    };

    explicit ServicesModel(const Store* store, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const Store& store() const { return *m_store; }
    int rowOf(const QString& service) const;

  private:
    void onChanged(const QStringList& names);
    QString text(const Service& service, int column) const;
    QVariant sortKey(const Service& service, int column) const;

    const Store* m_store;
    int m_rows = 0;  ///< what views were told; the Store may be ahead until its signal
};

}  // namespace slipway::gui
