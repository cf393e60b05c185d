#pragma once

#include <QWidget>

#include "gui/models/store.h"

namespace slipway::gui {

/// What happened, newest first.
class EventsPane : public QWidget {
    Q_OBJECT
  public:
    explicit EventsPane(const Store* store, QWidget* parent = nullptr);

  signals:
    void serviceActivated(const QString& service);
};

}  // namespace slipway::gui
