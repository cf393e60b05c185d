#pragma once

#include <QHash>
#include <QPointF>
#include <QWidget>
#include <functional>

#include "gui/models/service_action.h"
#include "gui/models/store.h"
#include "gui/topology/topology_view.h"

class QPushButton;
class QStackedLayout;
class QToolButton;
class QVBoxLayout;

namespace slipway::gui {

class EmptyState;
class FilterField;
class IconButton;
class Label;
class Notice;
class OwnershipLegend;
class Table;
class TopologyEdgeModel;
class TopologyNodeModel;
class TopologySwitch;

/// The Topology screen: a line of controls, the drawing (or its twin, two tables), and the legend of owners. Fed by the
/// Store; what the user wants done leaves as signals. Thread: GUI.
class TopologyPanel : public QWidget {
    Q_OBJECT
  public:
    using Pins = QHash<QString, QPointF>;

    explicit TopologyPanel(Store* store, QWidget* parent = nullptr);

    TopologyView* view() const { return m_view; }
    OwnershipLegend* legend() const { return m_legend; }
    TopologySwitch* modeSwitch() const { return m_switch; }
    /// The last switch failed: why, with a way to try again. Until it is dismissed or another switch begins.
    void showSwitchFailure(const QString& mode, const ApiError& error);
    void clearSwitchFailure();
    /// Where the places of dragged nodes are kept, by project. `load` is called when a project is first shown.
    void setPinStorage(std::function<Pins(const QString& project)> load,
                       std::function<void(const QString& project, const Pins& pins)> save);
    /// Between the drawing and the legend.
    void setFooter(QWidget* footer);
    void showAsTable(bool table);
    bool isTable() const;
    /// Ctrl+F.
    void focusSearch();

  signals:
    void selectionChanged(const slipway::gui::TopologySelection& selection);
    void serviceActivated(const QString& service);
    void actionRequested(slipway::gui::ServiceAction action, const QString& service, int argument);
    /// "hub-and-spoke" or "p2p".
    void switchRequested(const QString& mode);
    /// The empty state's button.
    void openProjectRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* makeHeader();
    void pull();
    void projectChanged();
    void showNodeMenu(const QString& id, const QPoint& at);
    void updateHeader();

    Store* m_store;
    TopologyView* m_view;
    OwnershipLegend* m_legend;
    EmptyState* m_empty;
    Notice* m_notice;
    TopologySwitch* m_switch;
    Notice* m_failure;
    QString m_failedMode;
    QStackedLayout* m_stack;
    QVBoxLayout* m_footer;
    QWidget* m_tables;
    TopologyNodeModel* m_nodes;
    TopologyEdgeModel* m_edges;
    Label* m_mode;
    Label* m_found;
    FilterField* m_search;
    QPushButton* m_labels;
    IconButton* m_group;
    IconButton* m_problems;
    IconButton* m_table;
    QPushButton* m_hidden;
    QToolButton* m_zoom;
    QString m_project;
    std::function<Pins(const QString&)> m_loadPins;
    std::function<void(const QString&, const Pins&)> m_savePins;
};

}  // namespace slipway::gui
