#pragma once

#include <QSortFilterProxyModel>

#include "gui/models/row_table.h"
#include "gui/models/saga.h"

namespace slipway::gui {

/// The sagas of a project in the order of sortSagas().
class SagasModel : public RowTable<Saga> {
    Q_OBJECT
  public:
    enum Column { State, Composite, Steps, Step, Tries, Started, Took, Why, ColumnCount };
    enum Role { SagaIdRole = Qt::UserRole + 1, StatusRole, StateRole };

    using RowTable::RowTable;

    void setSagas(std::vector<Saga> sagas);
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    int rowOf(const QString& id) const;
    int count(SagaState state) const;

  protected:
    QString keyOf(const Saga& saga) const override { return saga.id; }

  private:
    QString text(const Saga& saga, int column) const;
};

/// Words that id, composite, step or reason must hold, and `state:stuck`.
class SagaFilterModel : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setFilterText(const QString& text);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

  private:
    QStringList m_words;
    QStringList m_states;
};

/// The steps of one saga, in their order: what the timeline draws, as a table.
class SagaStepsModel : public RowTable<SagaStep> {
    Q_OBJECT
  public:
    enum Column { Name, Service, State, Status, Tries, UndoTries, Key, Error, ColumnCount };
    enum Role { StatusRole = Qt::UserRole + 1, GhostRole };

    using RowTable::RowTable;

    void setSaga(const Saga& saga);
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  protected:
    QString keyOf(const SagaStep& step) const override { return step.name; }

  private:
    QString text(const SagaStep& step, int column) const;
};

}  // namespace slipway::gui
