#pragma once

#include <QWidget>

#include "gui/models/saga.h"

namespace slipway::gui {

/// One saga drawn from left to right: its steps forward ▶, what undoes them ◀ beneath, what is to come as a ghost.
/// Steps of one group stand above each other. The arrow keys go from step to step.
class SagaTimeline : public QWidget {
    Q_OBJECT
  public:
    explicit SagaTimeline(QWidget* parent = nullptr);

    void setSaga(const Saga& saga);
    void setCurrentStep(const QString& name);
    QString currentStep() const { return m_current; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Where the step's box is drawn, its compensation's with `undo`; empty where there is none. For tests.
    QRectF boxOf(const QString& step, bool undo = false) const;

  signals:
    void stepSelected(const QString& name);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct Box {
        const SagaStep* step = nullptr;
        QRectF forward;
        QRectF undo;  ///< empty: it has no compensation
    };
    /// How a box is drawn: what it says, and whether it is there yet.
    struct Look {
        Status status = Status::Unknown;
        QString text;
        bool ghost = false;
        bool faint = false;  ///< over, and of no effect any more
    };
    std::vector<Box> boxes() const;
    int columns() const;
    int rowsOfLane() const;
    double columnWidth() const;
    Look forwardLook(const SagaStep& step) const;
    Look undoLook(const SagaStep& step) const;
    void paintBox(QPainter& painter, const QRectF& rect, const SagaStep& step, const Look& look, bool current) const;
    void paintArrows(QPainter& painter, const std::vector<Box>& boxes) const;
    void select(const QString& name);

    Saga m_saga;
    QString m_current;
};

}  // namespace slipway::gui
