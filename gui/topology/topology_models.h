#pragma once

#include "gui/models/shapes.h"
#include "gui/topology/keyed_table.h"

namespace slipway::gui {

/// The nodes of a topology as a table: the drawing's twin, for screen readers, tests and "Show as table".
class TopologyNodeModel : public KeyedTable<TopologyNode> {
    Q_OBJECT
  public:
    enum Column { Name, Owner, State, Ready, Rate, P95, Calls, CalledBy, ColumnCount };
    /// Numbers behind the texts, for sorting.
    static constexpr int kSortRole = Qt::UserRole;

    using KeyedTable::KeyedTable;
    void setTopology(const Topology& topology);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    Topology m_topology;
};

/// Its edges.
class TopologyEdgeModel : public KeyedTable<TopologyEdge> {
    Q_OBJECT
  public:
    enum Column { From, To, Health, Rate, P50, P95, ErrorShare, Requests, Tries, Retries, Declared, ColumnCount };
    static constexpr int kSortRole = Qt::UserRole;

    using KeyedTable::KeyedTable;
    void setTopology(const Topology& topology);

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    Topology m_topology;
};

}  // namespace slipway::gui
