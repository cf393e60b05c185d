#pragma once

#include <QAbstractTableModel>

#include "gui/models/store.h"

namespace slipway::gui {

/// The instances of one service, or of all where the name is empty. Rows come and go one by one, so that selection and
/// scrolling survive a rollout.
class InstancesModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Name, State, Pid, Address, Revision, Uptime, InFlight, Restarts, Cpu, Memory, LastExit, ColumnCount };
    enum Role { StatusRole = Qt::UserRole + 1, InstanceNameRole, ServiceNameRole };

    explicit InstancesModel(const Store* store, QObject* parent = nullptr);

    void setService(const QString& service);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const Instance* at(int row) const;

  private:
    std::vector<Instance> wanted() const;
    void update();
    QString text(const Instance& instance, int column) const;

    const Store* m_store;
    QString m_service;
    std::vector<Instance> m_rows;
};

}  // namespace slipway::gui
