#pragma once

#include <QWidget>

#include "gui/models/service_action.h"
#include "gui/models/store.h"

class QPushButton;

namespace slipway::gui {

class IconButton;
class InspectorRows;
class Label;
class Pill;
class ProgressStrip;
class ReceiptCard;
class ReplicaStepper;

/// What the window's right side says of a node: owner and state, what can be done, a running operation, the last
/// receipt, measurements, instances, and the calls to and from it. Reads the Store and asks by signals; it changes
/// nothing itself.
class NodeInspector : public QWidget {
    Q_OBJECT
  public:
    explicit NodeInspector(const Store* store, QWidget* parent = nullptr);

    void setNode(const QString& id);
    QString node() const { return m_id; }

  signals:
    void actionRequested(slipway::gui::ServiceAction action, const QString& service, int argument);
    void edgeRequested(const QString& from, const QString& to);

  private:
    void refresh();
    void refreshActions(const TopologyNode& node);
    void refreshNumbers(const TopologyNode& node);
    void refreshEdges();

    const Store* m_store;
    QString m_id;
    Label* m_name;
    Label* m_owner;
    Label* m_why;
    Pill* m_state;
    QWidget* m_actions;
    QPushButton* m_redeploy;
    IconButton* m_restart;
    IconButton* m_stop;
    IconButton* m_logs;
    QPushButton* m_open;
    QWidget* m_scale;
    ReplicaStepper* m_stepper;
    ProgressStrip* m_progress;
    ReceiptCard* m_receipt;
    QString m_dismissedReceipt;
    InspectorRows* m_numbers;
    InspectorRows* m_instances;
    InspectorRows* m_calls;
    InspectorRows* m_callers;
};

}  // namespace slipway::gui
