#pragma once

#include <QHash>
#include <QTimer>

#include "gui/models/service_action.h"
#include "gui/models/store.h"
#include "gui/views/controls/table.h"

namespace slipway::gui {

/// Cells of the Services table that are more than text: owner with badge, stepper, sparkline or the phases of a
/// rollout, actions.
class ServicesDelegate : public TableDelegate {
    Q_OBJECT
  public:
    ServicesDelegate(const Store* store, Table* table);

    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
    /// One more or fewer for this service; gathered, as in ReplicaStepper.
    void step(const QString& service, int by);

  signals:
    void wanted(const QString& service, int replicas);
    void redeployClicked(const QString& service);
    void menuClicked(const QModelIndex& index, QPoint global);

  protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;

  private:
    struct Stepper {
        QRect less;
        QRect number;
        QRect more;
    };
    Stepper stepperIn(const QRect& cell) const;
    QRect redeployIn(const QRect& cell) const;
    QRect menuIn(const QRect& cell) const;
    void paintStepper(QPainter& painter, const QRect& rect, const Service& service, bool active) const;
    void paintTrend(QPainter& painter, const QRect& rect, const Service& service) const;
    int shown(const Service& service) const { return m_asked.value(service.name, service.desired); }

    const Store* m_store;
    QHash<QString, int> m_asked;
    QTimer m_gather;
    QTimer m_patience;
};

}  // namespace slipway::gui
