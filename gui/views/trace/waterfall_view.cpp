#include "gui/views/trace/waterfall_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

#include "gui/models/format.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/style.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {
constexpr int kAxisHeight = 24;
constexpr int kLine = 24;
constexpr int kIndent = 14;
constexpr int kDeepest = 10;  ///< indents past it are all the same
constexpr int kLeft = 16;
constexpr int kRight = 72;  ///< for the duration behind a bar that ends at the right
constexpr double kBarHeight = 10;
constexpr double kBarLeast = 2;
}  // namespace

WaterfallView::WaterfallView(const Store* store, QWidget* parent) : QAbstractScrollArea(parent), m_store(store) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Spans of the trace"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalScrollBar()->setSingleStep(kLine);
    connect(&Theme::current(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void WaterfallView::setTrace(const Trace& trace) {
    if (trace == m_trace) {
        return;
    }
    const Span* before = currentSpan();
    const QString wanted = before && trace.id == m_trace.id ? before->id : QString();
    m_trace = trace;
    m_rows = waterfall(m_trace);
    qint64 end = 0;
    m_startUs = m_trace.spans.empty() ? 0 : m_trace.spans.front().startUs;
    for (const Span& span : m_trace.spans) {
        m_startUs = std::min(m_startUs, span.startUs);
        end = std::max(end, span.endUs());
    }
    m_lengthUs = std::max<qint64>(1, end - m_startUs);
    m_current = -1;
    int row = m_rows.empty() ? -1 : 0;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_trace.spans[static_cast<std::size_t>(m_rows[i].span)].id == wanted) {
            row = static_cast<int>(i);
        }
    }
    updateScrollBar();
    setCurrentRow(row);
    viewport()->update();
}

const Span* WaterfallView::currentSpan() const {
    return m_current < 0 ? nullptr
                         : &m_trace.spans[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(m_current)].span)];
}

void WaterfallView::setCurrentRow(int row) {
    m_current = std::clamp(row, -1, static_cast<int>(m_rows.size()) - 1);
    setAccessibleDescription(m_current < 0 ? QString() : sentence(m_current));
    if (m_current >= 0) {
        const int top = m_current * kLine;
        QScrollBar* bar = verticalScrollBar();
        const int room = viewport()->height() - kAxisHeight;
        if (top < bar->value()) {
            bar->setValue(top);
        } else if (top + kLine > bar->value() + room) {
            bar->setValue(top + kLine - room);
        }
    }
    viewport()->update();
    emit spanSelected();
}

QString WaterfallView::sentence(int row) const {
    const WaterfallRow& line = m_rows[static_cast<std::size_t>(row)];
    const Span& span = m_trace.spans[static_cast<std::size_t>(line.span)];
    QStringList said = {TraceRows::kindText(span.kind), span.name,
                        format::latency(static_cast<double>(span.durationUs))};
    if (span.failed) {
        said << (span.error.isEmpty() ? tr("failed") : span.error);
    }
    if (line.critical) {
        said << tr("on the critical path");
    }
    if (line.incomplete) {
        said << tr("its parent is missing");
    }
    return said.join(QStringLiteral(", "));
}

QRect WaterfallView::rowRect(int row) const {
    return {0, kAxisHeight + row * kLine - verticalScrollBar()->value(), viewport()->width(), kLine};
}

int WaterfallView::nameWidth() const {
    return std::clamp(viewport()->width() * 36 / 100, 200, 380);
}

QColor WaterfallView::colorOf(const Span& span) const {
    const Service* service = m_store->service(span.subject());
    return service && !service->owner.isEmpty() ? m_store->teamColor(service->owner)
                                                : Theme::current().team(span.subject());
}

void WaterfallView::updateScrollBar() {
    const int room = viewport()->height() - kAxisHeight;
    verticalScrollBar()->setPageStep(room);
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(m_rows.size()) * kLine - room));
}

void WaterfallView::resizeEvent(QResizeEvent*) {
    updateScrollBar();
}

void WaterfallView::paintAxis(QPainter& painter) const {
    const Colors& c = colors();
    painter.fillRect(QRect(0, 0, viewport()->width(), kAxisHeight), c.surface);
    painter.fillRect(QRect(0, kAxisHeight - 1, viewport()->width(), 1), c.separator);
    painter.setFont(Theme::current().font(type::kCaption));
    painter.setPen(c.muted);
    const double from = nameWidth();
    const double wide = viewport()->width() - from - kRight;
    const int steps = wide > 480 ? 4 : 2;
    for (int i = 0; i <= steps; ++i) {
        const double x = from + wide * i / steps;
        const QString text = format::latency(static_cast<double>(m_lengthUs) * i / steps);
        drawTabular(painter, QRectF(x + 4, 0, 80, kAxisHeight - 1), Qt::AlignLeft | Qt::AlignVCenter,
                    i == 0 ? QStringLiteral("0") : text);
        painter.fillRect(QRectF(x, 0, 1, viewport()->height()), c.separator);
    }
}

void WaterfallView::paintBar(QPainter& painter, const QRectF& lane, const Span& span, const WaterfallRow& row) const {
    const Colors& c = colors();
    const double scale = lane.width() / static_cast<double>(m_lengthUs);
    const double x = lane.left() + static_cast<double>(span.startUs - m_startUs) * scale;
    const double wide = std::max(kBarLeast, static_cast<double>(span.durationUs) * scale);
    const double tall = row.critical ? kBarHeight : kBarHeight - 4;
    const QRectF bar(x, lane.center().y() - tall / 2, wide, tall);
    const QColor ink = colorOf(span);
    paintPanel(painter, bar, row.critical ? ink : mix(c.surface, ink, 0.5), {}, 2);
    if (span.heldUs > 0) {
        // Waited for an instance: at its beginning, hatched.
        const QRectF held(x, bar.top(), std::min(wide, static_cast<double>(span.heldUs) * scale), tall);
        painter.fillRect(held, QBrush(c.surface, Qt::BDiagPattern));
    }
    if (span.failed) {
        painter.fillRect(QRectF(x, bar.bottom() + 1, wide, 2), c.err);
    }
    painter.setFont(Theme::current().font(type::kCaption));
    painter.setPen(span.failed ? c.err : c.muted);
    drawTabular(painter, QRectF(bar.right() + 6, lane.top(), kRight, lane.height()), Qt::AlignLeft | Qt::AlignVCenter,
                format::latency(static_cast<double>(span.durationUs)));
}

void WaterfallView::paintRow(QPainter& painter, int row) const {
    const Colors& c = colors();
    const WaterfallRow& line = m_rows[static_cast<std::size_t>(row)];
    const Span& span = m_trace.spans[static_cast<std::size_t>(line.span)];
    const QRect rect = rowRect(row);
    if (row == m_current) {
        painter.fillRect(rect, c.selection);
        painter.fillRect(QRect(0, rect.top(), 3, rect.height()), c.accent);
        if (hasFocus()) {
            painter.setPen(c.accent);
            painter.drawLine(rect.topLeft(), rect.topRight());
            painter.drawLine(rect.bottomLeft(), rect.bottomRight());
        }
    }
    int x = kLeft + std::min(line.depth, kDeepest) * kIndent;
    const int right = nameWidth() - 8;
    if (line.depth > 0) {
        painter.setPen(c.outline);
        painter.drawLine(x - 9, rect.top() + 3, x - 9, rect.center().y());
        painter.drawLine(x - 9, rect.center().y(), x - 4, rect.center().y());
    }
    if (span.failed || line.incomplete) {
        paintStatus(painter, QRectF(x, rect.center().y() - 4, 9, 9), span.failed ? Status::Failing : Status::Unknown);
        x += 15;
    } else {
        paintPanel(painter, QRectF(x, rect.center().y() - 3.5, 8, 8), colorOf(span), {}, 2);
        x += 14;
    }
    painter.setFont(Theme::current().font(type::kSmall, line.critical ? QFont::DemiBold : QFont::Normal));
    painter.setPen(span.failed ? c.err : line.critical ? c.text : mix(c.muted, c.text, 0.4));
    const QString name = painter.fontMetrics().elidedText(span.name, Qt::ElideRight, right - x);
    painter.drawText(QRect(x, rect.top(), right - x, rect.height()), Qt::AlignVCenter, name);
    x += painter.fontMetrics().horizontalAdvance(name) + 8;
    const QString note = line.incomplete ? tr("incomplete") : TraceRows::kindText(span.kind);
    painter.setFont(Theme::current().font(type::kCaption));
    if (x + painter.fontMetrics().horizontalAdvance(note) <= right) {
        painter.setPen(line.incomplete ? c.warn : c.muted);
        painter.drawText(QRect(x, rect.top() + 1, right - x, rect.height()), Qt::AlignVCenter, note);
    }
    paintBar(painter, QRectF(nameWidth(), rect.top(), viewport()->width() - nameWidth() - kRight, rect.height()), span,
             line);
}

void WaterfallView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), colors().surface);
    paintAxis(painter);
    painter.setClipRect(QRect(0, kAxisHeight, viewport()->width(), viewport()->height() - kAxisHeight));
    const int first = verticalScrollBar()->value() / kLine;
    const int last = std::min(static_cast<int>(m_rows.size()) - 1, first + viewport()->height() / kLine + 1);
    for (int row = first; row <= last; ++row) {
        paintRow(painter, row);
    }
}

void WaterfallView::mousePressEvent(QMouseEvent* event) {
    const int row = (static_cast<int>(event->position().y()) - kAxisHeight + verticalScrollBar()->value()) / kLine;
    if (event->position().y() >= kAxisHeight && row < static_cast<int>(m_rows.size())) {
        setCurrentRow(row);
    }
}

void WaterfallView::keyPressEvent(QKeyEvent* event) {
    const int page = std::max(1, (viewport()->height() - kAxisHeight) / kLine);
    switch (event->key()) {
        case Qt::Key_Up:
            setCurrentRow(std::max(0, m_current - 1));
            break;
        case Qt::Key_Down:
            setCurrentRow(m_current + 1);
            break;
        case Qt::Key_PageUp:
            setCurrentRow(std::max(0, m_current - page));
            break;
        case Qt::Key_PageDown:
            setCurrentRow(m_current + page);
            break;
        case Qt::Key_Home:
            setCurrentRow(0);
            break;
        case Qt::Key_End:
            setCurrentRow(static_cast<int>(m_rows.size()) - 1);
            break;
        default:
            event->ignore();
    }
}

bool WaterfallView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int row = (help->pos().y() - kAxisHeight + verticalScrollBar()->value()) / kLine;
        const bool hit = help->pos().y() >= kAxisHeight && row < static_cast<int>(m_rows.size());
        QToolTip::showText(help->globalPos(), hit ? sentence(row) : QString(), this);
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

}  // namespace slipway::gui
