#pragma once

#include <QWidget>

#include "gui/models/action_feedback.h"
#include "gui/models/log_arena.h"
#include "gui/models/store.h"

class QLabel;
class QListView;
class QPushButton;
class QStackedWidget;
class QTabBar;

namespace slipway::gui {

class EmptyState;
class IconButton;
class InstancesModel;
class Label;
class LogsPane;
class MetricCharts;
class Pill;
class ReceiptCard;
class ReceiptsModel;
class ReplicaStepper;
class ServiceFacts;
class ServiceOutcome;
class Table;

/// One service: what it is and does, its instances, logs and rollouts, and the buttons that change it.
class ServicePage : public QWidget {
    Q_OBJECT
  public:
    enum Tab { Overview, Instances, Logs, Deploys };

    ServicePage(Store* store, ActionFeedback* feedback, const LogArena* arena, QWidget* parent = nullptr);

    void setService(const QString& service);
    QString service() const { return m_service; }
    void setTab(Tab tab);
    Tab tab() const;
    LogsPane* logs() const { return m_logs; }

  signals:
    void backRequested();
    void actionRequested(slipway::gui::ServiceAction action, const QString& service, int argument);
    void serviceActivated(const QString& service);
    void restartInstanceRequested(const QString& service, const QString& instance);
    void logsWanted();
    void tabChanged(int tab);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* makeHeader();
    QWidget* makeOverview();
    QWidget* makeInstances();
    QWidget* makeDeploys();
    void refresh();
    void showReceipt(const QString& id);

    Store* m_store;
    ActionFeedback* m_feedback;
    QString m_service;

    Label* m_name;
    Pill* m_status;
    Label* m_owner;
    QLabel* m_badge;
    QPushButton* m_redeploy;
    ReplicaStepper* m_stepper;
    IconButton* m_restart;
    QPushButton* m_stop;
    ServiceOutcome* m_outcome;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    MetricCharts* m_charts;
    ServiceFacts* m_facts;
    InstancesModel* m_instances;
    LogsPane* m_logs;
    ReceiptsModel* m_receipts;
    ReceiptCard* m_receipt;
    QStackedWidget* m_deploys;
    QListView* m_receiptList;
};

}  // namespace slipway::gui
