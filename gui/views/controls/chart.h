#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "gui/theme/tokens.h"

namespace slipway::gui {

/// A metric over the last minutes. Gaps stay gaps; a crosshair reads values under the pointer and, through
/// crosshairMoved(), in the charts beside. Drawn with 1 px antialiased lines over an opaque fill and no more points
/// than pixels (12 such charts in 3 ms, a wide antialiased polyline took 44).
class Chart : public QWidget {
    Q_OBJECT
  public:
    struct Line {
        QString name;
        const std::vector<double>* values =
            nullptr;  ///< a value a second, oldest first; must outlive the chart's next setLines()
        QColor (*color)(const Colors&) = nullptr;
        bool filled = false;
    };
    using Format = std::function<QString(double)>;

    Chart(const QString& title, Format format, QWidget* parent = nullptr);

    void setLines(std::vector<Line> lines);
    /// Shows the last `seconds`; the right edge is `lastMs`.
    void setRange(int seconds, qint64 lastMs);
    void setCrosshair(int secondsAgo);
    /// Moments to mark with a line, as the end of a rollout: milliseconds since 1970.
    void setMarks(std::vector<qint64> marks);
    QSize sizeHint() const override;

  signals:
    void crosshairMoved(int secondsAgo);  ///< -1: the pointer left

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    QRectF plot() const;
    double highest() const;
    void paintLine(QPainter& painter, const Line& line, double top) const;
    double valueAt(const Line& line, int secondsAgo) const;

    QString m_title;
    Format m_format;
    std::vector<Line> m_lines;
    std::vector<qint64> m_marks;
    int m_seconds = 300;
    qint64 m_lastMs = 0;
    int m_crosshair = -1;
};

}  // namespace slipway::gui
