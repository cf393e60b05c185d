#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/models/store.h"

namespace slipway::gui {

class OperationsModel;

/// Operations with phase, share and time, newest first.
class TasksPane : public QWidget {
    Q_OBJECT
  public:
    explicit TasksPane(const Store* store, QWidget* parent = nullptr);

  signals:
    void serviceActivated(const QString& service);
    void runningChanged(int running);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    OperationsModel* m_model;
    QTimer m_clock;
};

}  // namespace slipway::gui
