#pragma once

#include <QWidget>

#include "gui/models/saga.h"

class QPushButton;
class QScrollArea;

namespace slipway::gui {

class Label;
class Notice;
class Pill;
class SagaStepsModel;
class SagaTimeline;
class Table;
class TableDelegate;

/// One saga: what became of it and why, its timeline, its steps as a table, and what can be done by hand.
class SagaDetail : public QWidget {
    Q_OBJECT
  public:
    explicit SagaDetail(QWidget* parent = nullptr);

    /// Of the list or asked for alone; where it has no steps, those that are shown stay until it has.
    void setSaga(const Saga& saga);
    const Saga& saga() const { return m_saga; }
    /// Off with a reason, as while the daemon is away; empty: on.
    void setBlocked(const QString& reason);
    /// An order is under way.
    void setActing(bool acting);
    void showActionFailure(const QString& verb, const ApiError& error);

    SagaTimeline* timeline() const { return m_timeline; }
    Table* steps() const { return m_steps; }

  signals:
    /// `verb`: "retry", "abandon" or "resume".
    void actionRequested(const QString& verb, const QString& saga);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void refresh();
    void refreshActions();
    void ask(const QString& verb);
    void askAbandon();

    Saga m_saga;
    QString m_blocked;
    bool m_acting = false;
    QString m_lastVerb;
    Pill* m_state;
    Label* m_composite;
    Label* m_id;
    Label* m_facts;
    Label* m_cause;
    Notice* m_notice;
    QPushButton* m_retry;
    QPushButton* m_resume;
    QPushButton* m_abandon;
    SagaTimeline* m_timeline;
    SagaStepsModel* m_model;
    Table* m_steps;
};

}  // namespace slipway::gui
