#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/models/store.h"

namespace slipway::gui {

/// A running operation: what, which phase, how much, since when; and beneath, for each instance that is replaced, the
/// five phases (start, health, shift, drain, stop) with the running one pulsing.
class ProgressStrip : public QWidget {
    Q_OBJECT
  public:
    enum Density { Full, Compact };  ///< Compact: the headline and one bar
    ProgressStrip(const Store* store, Density density, QWidget* parent = nullptr);

    /// Shows the operation of this id; hides itself where the Store has none.
    void setOperation(const QString& id);
    QString operationId() const { return m_id; }
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return false; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void refresh();
    int rows() const;
    void paintRow(QPainter& painter, const QRectF& rect, const OperationStep* step) const;

    const Store* m_store;
    Density m_density;
    QString m_id;
    QTimer m_pulse;
    double m_phase = 0;
    int m_rows = 0;
};

}  // namespace slipway::gui
