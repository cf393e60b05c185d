#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>
#include <QToolTip>
#include <algorithm>

#include "gui/models/ansi.h"
#include "gui/models/format.h"
#include "gui/models/log_display.h"
#include "gui/theme/style.h"
#include "gui/theme/tokens.h"
#include "gui/views/logs/log_view.h"

namespace slipway::gui {

namespace {

constexpr int kPaintLeft = 12;
constexpr int kPaintGap = 12;
constexpr int kRuler = 4;

struct LevelLook {
    const char* text;
    QColor color;
};

LevelLook lookOf(LogLevel level, bool isError, const Colors& c) {
    switch (level) {
        case LogLevel::Error:
            return {"ERROR", c.err};
        case LogLevel::Warn:
            return {"WARN", c.warn};
        case LogLevel::Info:
            return {"INFO", c.muted};
        case LogLevel::Debug:
            return {"DEBUG", c.muted};
        case LogLevel::Trace:
            return {"TRACE", c.muted};
        case LogLevel::None:
            break;
    }
    return {isError ? "err" : "", isError ? c.warn : c.muted};
}

QColor ansiColor(AnsiColor color, const Colors& c) {
    switch (color) {
        case AnsiColor::Red:
            return c.err;
        case AnsiColor::Green:
            return c.ok;
        case AnsiColor::Yellow:
            return c.warn;
        case AnsiColor::Blue:
            return c.accent;
        case AnsiColor::Magenta:
            return kTeamPalette[3];
        case AnsiColor::Cyan:
            return kTeamPalette[1];
        case AnsiColor::Muted:
            return c.muted;
        case AnsiColor::Default:
            break;
    }
    return c.text;
}

}  // namespace

void LogView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const Colors& c = colors();
    painter.fillRect(viewport()->rect(), c.surface);
    painter.setFont(font());
    const auto first = static_cast<std::uint64_t>(verticalScrollBar()->value());
    const int rows = visibleRows() + 2;
    // The instances on the screen decide their column's width; it only grows, so that lines do not dance.
    const QFontMetricsF metrics(font());
    double wide = m_instanceWidth;
    for (int i = 0; i < rows && first + static_cast<std::uint64_t>(i) < rowCount(); ++i) {
        const LogArena::View view = m_arena->at(lineOfRow(first + static_cast<std::uint64_t>(i)));
        wide = std::max(wide, metrics.horizontalAdvance(m_arena->instances().value(view.instance)));
    }
    m_instanceWidth = std::min(wide, 220.0);
    const std::int64_t from = std::min(m_anchor, m_head);
    const std::int64_t to = std::max(m_anchor, m_head);
    const double widestBefore = m_widest;
    for (int i = 0; i < rows && first + static_cast<std::uint64_t>(i) < rowCount(); ++i) {
        const std::uint64_t line = lineOfRow(first + static_cast<std::uint64_t>(i));
        const auto number = static_cast<std::int64_t>(line);
        paintRow(painter, i * m_rowHeight, line, m_anchor >= 0 && number >= from && number <= to);
    }
    paintRuler(painter);
    if (hasFocus()) {
        paintFocusRing(painter, viewport()->rect(), 0);
    }
    if (m_widest > widestBefore) {
        QMetaObject::invokeMethod(
            this, [this] { updateRange(); }, Qt::QueuedConnection);
    }
}

void LogView::paintRow(QPainter& painter, int y, std::uint64_t line, bool selected) {
    const Colors& c = colors();
    const LogArena::View view = m_arena->at(line);
    const LevelLook look = lookOf(view.level, view.isError, c);
    const QRect row(0, y, viewport()->width(), m_rowHeight);
    if (selected) {
        painter.fillRect(row, c.selection);
    } else if (view.level == LogLevel::Error) {
        painter.fillRect(row, mix(c.surface, c.err, 0.07));
    }
    double x = kPaintLeft - horizontalScrollBar()->value();
    painter.setPen(c.muted);
    painter.drawText(QRectF(x, y, m_timeWidth + 8, m_rowHeight), Qt::AlignVCenter, format::clock(view.atMs, true));
    if (view.intervalMs > 0) {
        painter.drawText(QRectF(x - 10, y, 10, m_rowHeight), Qt::AlignVCenter, QStringLiteral("~"));
    }
    x += m_timeWidth + kPaintGap;
    painter.setPen(look.color);
    painter.drawText(QRectF(x, y, m_levelWidth + 8, m_rowHeight), Qt::AlignVCenter, QLatin1String(look.text));
    x += m_levelWidth + kPaintGap;
    painter.setPen(mix(c.muted, c.accent, 0.45));
    painter.drawText(QRectF(x, y, m_instanceWidth, m_rowHeight), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_arena->instances().value(view.instance), Qt::ElideRight,
                                                      static_cast<int>(m_instanceWidth)));
    x += m_instanceWidth + kPaintGap;
    paintText(painter, x, y, view);
}

void LogView::paintText(QPainter& painter, double x, int y, const LogArena::View& view) {
    const Colors& c = colors();
    const AnsiText text = parseAnsi(displayLine(view.text));
    QTextLayout layout(text.text, font(), viewport());
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setFlags(QTextOption::AddSpaceForLineAndParagraphSeparators);
    layout.setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    for (const AnsiSpan& span : text.spans) {
        QTextLayout::FormatRange range;
        range.start = span.start;
        range.length = span.length;
        range.format.setForeground(ansiColor(span.color, c));
        if (span.bold) {
            range.format.setFontWeight(QFont::DemiBold);
        }
        formats << range;
    }
    for (const LogPattern::Span& hit : m_shown.pattern.spans(text.text)) {
        QTextLayout::FormatRange range;
        range.start = hit.start;
        range.length = hit.length;
        range.format.setBackground(mix(c.surface, c.warn, 0.35));
        range.format.setForeground(c.text);
        formats << range;
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid()) {
        line.setLineWidth(1e6);
        m_widest = std::max(m_widest, line.naturalTextWidth());
    }
    layout.endLayout();
    const LevelLook look = lookOf(view.level, view.isError, c);
    painter.setPen(view.level >= LogLevel::Warn ? mix(c.text, look.color, 0.75) : c.text);
    layout.draw(&painter, QPointF(x, y + (m_rowHeight - layout.boundingRect().height()) / 2));
}

// Errors and warnings of the last lines beside the scroll bar. All rows are one strip: a row's place is its share of
// the height.
void LogView::paintRuler(QPainter& painter) {
    const std::uint64_t rows = rowCount();
    if (rows < static_cast<std::uint64_t>(visibleRows())) {
        return;
    }
    constexpr std::uint64_t kMost = 4000;
    const std::uint64_t step = std::max<std::uint64_t>(1, rows / kMost);
    const int height = viewport()->height();
    const int x = viewport()->width() - kRuler;
    for (std::uint64_t row = 0; row < rows; row += step) {
        const LogLevel level = m_arena->at(lineOfRow(row)).level;
        if (level >= LogLevel::Warn) {
            const int y = static_cast<int>(static_cast<double>(row) / static_cast<double>(rows) * height);
            painter.fillRect(QRect(x, y, kRuler, 2), level == LogLevel::Error ? colors().err : colors().warn);
        }
    }
}

bool LogView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const std::int64_t row = rowAt(help->pos().y());
        const LogArena::View view =
            row >= 0 ? m_arena->at(lineOfRow(static_cast<std::uint64_t>(row))) : LogArena::View();
        if (view.intervalMs > 0 && help->pos().x() < kPaintLeft + m_timeWidth) {
            QToolTip::showText(
                help->globalPos(),
                tr("Written at some time in the %1 before: no daemon watched").arg(format::duration(view.intervalMs)),
                this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

}  // namespace slipway::gui
