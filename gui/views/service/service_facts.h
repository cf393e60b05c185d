#pragma once

#include <QWidget>

#include "gui/models/store.h"

class QGridLayout;

namespace slipway::gui {

/// What the manifest says of a service and what it stands between: command, data, policy, callers and callees.
class ServiceFacts : public QWidget {
    Q_OBJECT
  public:
    explicit ServiceFacts(const Store* store, QWidget* parent = nullptr);
    void setService(const QString& service);

  signals:
    void serviceActivated(const QString& service);

  private:
    void refresh();

    const Store* m_store;
    QString m_service;
    QGridLayout* m_grid;
    QString m_shown;  ///< what stands there, to leave it alone where nothing changed
};

}  // namespace slipway::gui
