#pragma once

#include <QAbstractScrollArea>

#include "gui/models/store.h"
#include "gui/models/trace.h"

namespace slipway::gui {

/// A trace as bars under a time axis: a line a span, indented by its parent, coloured by the team of the service that
/// was asked. Spans of the critical path are full, the others pale. Up and Down go from line to line.
class WaterfallView : public QAbstractScrollArea {
    Q_OBJECT
  public:
    explicit WaterfallView(const Store* store, QWidget* parent = nullptr);

    /// Keeps the current span where the new trace has it, else takes the first.
    void setTrace(const Trace& trace);
    const Trace& trace() const { return m_trace; }
    const std::vector<WaterfallRow>& rows() const { return m_rows; }
    /// Null where nothing is shown.
    const Span* currentSpan() const;
    void setCurrentRow(int row);
    int currentRow() const { return m_current; }
    qint64 startUs() const { return m_startUs; }
    /// Where the line is drawn, in the viewport. For tests.
    QRect rowRect(int row) const;

  signals:
    void spanSelected();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    int nameWidth() const;
    QColor colorOf(const Span& span) const;
    void paintAxis(QPainter& painter) const;
    void paintRow(QPainter& painter, int row) const;
    void paintBar(QPainter& painter, const QRectF& lane, const Span& span, const WaterfallRow& row) const;
    void updateScrollBar();
    QString sentence(int row) const;

    const Store* m_store;
    Trace m_trace;
    std::vector<WaterfallRow> m_rows;
    qint64 m_startUs = 0;
    qint64 m_lengthUs = 1;
    int m_current = -1;
};

}  // namespace slipway::gui
