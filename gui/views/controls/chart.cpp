#include "gui/views/controls/chart.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "gui/models/format.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {

constexpr int kHeader = 40;
constexpr int kFooter = 18;
constexpr int kAxis = 8;

/// The next of 1, 2, 2.5, 5 times a power of ten.
double niceCeiling(double value) {
    if (value <= 0 || std::isnan(value)) {
        return 1;
    }
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (value <= step * power * 1.0001) {
            return step * power;
        }
    }
    return 10 * power;
}

}  // namespace

Chart::Chart(const QString& title, Format format, QWidget* parent)
    : QWidget(parent), m_title(title), m_format(std::move(format)) {
    setMouseTracking(true);
    setAccessibleName(title);
    setMinimumSize(180, 120);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize Chart::sizeHint() const {
    return {280, 150};
}

void Chart::setLines(std::vector<Line> lines) {
    m_lines = std::move(lines);
    QStringList said;
    for (const Line& line : m_lines) {
        said << line.name + u' ' + m_format(valueAt(line, 0));
    }
    setAccessibleDescription(said.join(QStringLiteral(", ")));
    update();
}

void Chart::setRange(int seconds, qint64 lastMs) {
    m_seconds = seconds;
    m_lastMs = lastMs;
    update();
}

void Chart::setMarks(std::vector<qint64> marks) {
    m_marks = std::move(marks);
    update();
}

void Chart::setCrosshair(int secondsAgo) {
    if (secondsAgo != m_crosshair) {
        m_crosshair = secondsAgo;
        update();
    }
}

QRectF Chart::plot() const {
    return QRectF(rect()).adjusted(space::kL, kHeader, -space::kL, -kFooter - 4);
}

double Chart::valueAt(const Line& line, int secondsAgo) const {
    if (!line.values || secondsAgo < 0 || secondsAgo >= static_cast<int>(line.values->size())) {
        return std::nan("");
    }
    return (*line.values)[line.values->size() - 1 - static_cast<std::size_t>(secondsAgo)];
}

double Chart::highest() const {
    double top = 0;
    for (const Line& line : m_lines) {
        for (int ago = 0; line.values && ago <= m_seconds && ago < static_cast<int>(line.values->size()); ++ago) {
            const double value = valueAt(line, ago);
            top = std::isnan(value) ? top : std::max(top, value);
        }
    }
    return niceCeiling(top * 1.05);
}

// A column of pixels takes the lowest and highest of its seconds, so that a spike of one second is never lost.
void Chart::paintLine(QPainter& painter, const Line& line, double top) const {
    if (!line.values || line.values->empty()) {
        return;
    }
    const QRectF area = plot();
    const int columns = std::max(1, std::min(m_seconds, static_cast<int>(area.width())));
    const double perColumn = static_cast<double>(m_seconds) / columns;
    const QColor color = line.color(colors());
    const auto y = [&](double value) { return area.bottom() - area.height() * std::min(1.0, value / top); };
    std::vector<QLineF> strokes;
    QPainterPath fill;
    QPointF previous;
    bool open = false;
    double startX = 0;
    const auto close = [&] {
        if (open && line.filled) {
            fill.lineTo(previous.x(), area.bottom());
            fill.lineTo(startX, area.bottom());
            fill.closeSubpath();
        }
        open = false;
    };
    for (int column = 0; column <= columns; ++column) {
        const int from = static_cast<int>(std::lround(m_seconds - column * perColumn));
        const int to = std::max(from, static_cast<int>(std::lround(m_seconds - (column - 1) * perColumn)) - 1);
        double low = std::nan("");
        double high = std::nan("");
        for (int ago = from; ago <= to; ++ago) {
            const double value = valueAt(line, ago);
            if (!std::isnan(value)) {
                low = std::isnan(low) ? value : std::min(low, value);
                high = std::isnan(high) ? value : std::max(high, value);
            }
        }
        if (std::isnan(low)) {
            close();
            continue;
        }
        const double x = area.left() + area.width() * column / columns;
        const QPointF point(x, y(high));
        if (!open) {
            open = true;
            startX = x;
            if (line.filled) {
                fill.moveTo(point);
            }
        } else {
            strokes.emplace_back(previous, point);
            if (line.filled) {
                fill.lineTo(point);
            }
        }
        if (high - low > top / area.height()) {
            strokes.emplace_back(x, y(low), x, y(high));
        }
        previous = point;
    }
    close();
    if (line.filled) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillPath(fill, mix(colors().surface, color, 0.12));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1));
    painter.drawLines(strokes.data(), static_cast<int>(strokes.size()));
}

void Chart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    const Theme& theme = Theme::current();
    paintPanel(painter, rect(), c.surface, c.separator);
    const QRectF area = plot();
    const double top = highest();

    painter.setFont(theme.font(type::kCaption));
    painter.setPen(c.muted);
    painter.drawText(QPointF(area.left(), 16), m_title);

    // Values of now, or under the crosshair.
    const int ago = std::max(0, m_crosshair);
    double x = area.left();
    for (const Line& line : m_lines) {
        const QString value = m_format(valueAt(line, ago));
        painter.setFont(theme.font(type::kBody, QFont::DemiBold));
        painter.setPen(c.text);
        const double width = tabularWidth(QFontMetricsF(painter.font()), value);
        if (m_lines.size() > 1) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(line.color(c));
            painter.drawRoundedRect(QRectF(x, 24, 8, 8), 2, 2);
            x += 12;
            painter.setPen(c.text);
        }
        drawTabular(painter, QRectF(x, 18, width + 4, 20), Qt::AlignLeft | Qt::AlignVCenter, value);
        x += width + 6;
        if (m_lines.size() > 1) {
            painter.setFont(theme.font(type::kCaption));
            painter.setPen(c.muted);
            painter.drawText(QPointF(x, 32), line.name);
            x += painter.fontMetrics().horizontalAdvance(line.name) + 14;
        }
    }

    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(theme.font(type::kCaption - 1));
    for (int i = 0; i <= 2; ++i) {
        const double gridY = std::round(area.bottom() - area.height() * i / 2);
        painter.setPen(i == 0 ? c.separator : mix(c.surface, c.separator, 0.55));
        painter.drawLine(QPointF(area.left(), gridY), QPointF(area.right(), gridY));
    }
    painter.save();
    painter.setClipRect(area.adjusted(-1, -2, 1, 1));
    for (const Line& line : m_lines) {
        paintLine(painter, line, top);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const qint64 mark : m_marks) {
        const double secondsAgo = static_cast<double>(m_lastMs - mark) / 1000;
        if (secondsAgo >= 0 && secondsAgo <= m_seconds) {
            const double markX = std::round(area.right() - area.width() * secondsAgo / m_seconds);
            painter.setPen(QPen(mix(c.surface, c.accent, 0.7), 1, Qt::DashLine));
            painter.drawLine(QPointF(markX, area.top()), QPointF(markX, area.bottom()));
        }
    }
    painter.restore();

    // The scale over the lines, on its own ground so that it can be read.
    painter.setFont(theme.font(type::kCaption - 1));
    const QString scale = m_format(top);
    const double scaleWidth = painter.fontMetrics().horizontalAdvance(scale);
    painter.setPen(c.muted);
    painter.fillRect(QRectF(area.right() - scaleWidth - 4, area.top() - 13, scaleWidth + 4, 12), c.surface);
    painter.drawText(QPointF(area.right() - scaleWidth, area.top() - 3), scale);
    painter.drawText(QPointF(area.left(), height() - 7),
                     m_seconds >= 120 ? tr("%n min ago", nullptr, m_seconds / 60) : tr("%n s ago", nullptr, m_seconds));
    const QString right = m_crosshair > 0 ? format::clock(m_lastMs - m_crosshair * 1000LL) : tr("now");
    painter.drawText(QRectF(area.right() - 80, height() - 20, 80, 16), Qt::AlignRight | Qt::AlignVCenter, right);

    if (m_crosshair >= 0) {
        const double crossX = std::round(area.right() - area.width() * m_crosshair / m_seconds);
        painter.setPen(c.muted);
        painter.drawLine(QPointF(crossX, area.top()), QPointF(crossX, area.bottom()));
    }
}

void Chart::mouseMoveEvent(QMouseEvent* event) {
    const QRectF area = plot();
    const double share = (area.right() - event->position().x()) / area.width();
    const int ago = share < 0 || share > 1 ? -1 : static_cast<int>(std::lround(share * m_seconds));
    setCrosshair(ago);
    emit crosshairMoved(ago);
}

void Chart::leaveEvent(QEvent*) {
    setCrosshair(-1);
    emit crosshairMoved(-1);
}

}  // namespace slipway::gui
