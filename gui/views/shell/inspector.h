#pragma once

#include <QWidget>

#include "gui/models/action_feedback.h"
#include "gui/models/store.h"

class QPushButton;
class QStackedWidget;

namespace slipway::gui {

class Chart;
class EmptyState;
class IconButton;
class InstancesModel;
class Label;
class Pill;
class ReplicaStepper;
class ServiceFacts;
class ServiceOutcome;

/// The right side: the selected service at a glance, with what can be done to it.
class Inspector : public QWidget {
    Q_OBJECT
  public:
    Inspector(Store* store, ActionFeedback* feedback, QWidget* parent = nullptr);

    /// Empty: none.
    void showService(const QString& service);
    QString service() const { return m_service; }

  signals:
    void actionRequested(slipway::gui::ServiceAction action, const QString& service, int argument);
    void serviceActivated(const QString& service);
    void closeRequested();

  private:
    QWidget* makeService();
    void refresh();
    void refreshService(const Service& service);
    void showMenu();

    Store* m_store;
    ActionFeedback* m_feedback;
    /// What the large button does: a stopped service is started.
    ServiceAction primaryAction() const;

    QString m_service;

    QStackedWidget* m_stack;
    Label* m_title;
    Label* m_subtitle;
    Pill* m_status;
    QWidget* m_actions;
    QPushButton* m_redeploy;
    ReplicaStepper* m_stepper;
    IconButton* m_logs;
    IconButton* m_more;
    QPushButton* m_open;
    ServiceOutcome* m_outcome;
    Chart* m_rps;
    Chart* m_latency;
    ServiceFacts* m_facts;
    InstancesModel* m_instances;
};

}  // namespace slipway::gui
