#pragma once

#include <QScrollArea>

#include "gui/models/service_action.h"
#include "gui/models/store.h"
#include "gui/topology/topology_view.h"

class QStackedWidget;

namespace slipway::gui {

class EdgeInspector;
class InspectorRows;
class Label;
class NodeInspector;

/// The window's right side for the topology: the selected node, the selected edge, or in numbers what the whole comes
/// to.
class TopologyInspector : public QScrollArea {
    Q_OBJECT
  public:
    explicit TopologyInspector(const Store* store, QWidget* parent = nullptr);

    void setSelection(const slipway::gui::TopologySelection& selection);
    NodeInspector* nodeInspector() const { return m_node; }
    EdgeInspector* edgeInspector() const { return m_edge; }

  signals:
    void actionRequested(slipway::gui::ServiceAction action, const QString& service, int argument);
    /// A row that leads elsewhere was pressed.
    void selectionRequested(const slipway::gui::TopologySelection& selection);

  private:
    void refreshOverview();

    const Store* m_store;
    QStackedWidget* m_stack;
    QWidget* m_overview;
    Label* m_mode;
    Label* m_explanation;
    InspectorRows* m_numbers;
    InspectorRows* m_processes;
    InspectorRows* m_troubles;
    NodeInspector* m_node;
    EdgeInspector* m_edge;
};

}  // namespace slipway::gui
