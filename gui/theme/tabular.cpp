#include "gui/theme/tabular.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

namespace slipway::gui {

namespace {

bool isDigit(QChar c) {
    return c >= u'0' && c <= u'9';
}

double digitCell(const QFontMetricsF& metrics) {
    double widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    }
    return widest;
}

/// Calls `visit(piece, advance, isDigit)` for each digit and for each run between digits.
template <class Visit>
void pieces(const QFontMetricsF& metrics, const QString& text, Visit visit) {
    const double cell = digitCell(metrics);
    for (qsizetype i = 0; i < text.size();) {
        if (isDigit(text[i])) {
            visit(text.mid(i, 1), cell, true);
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size() && !isDigit(text[end])) {
            ++end;
        }
        const QString run = text.mid(i, end - i);
        visit(run, metrics.horizontalAdvance(run), false);
        i = end;
    }
}

}  // namespace

double tabularWidth(const QFontMetricsF& metrics, const QString& text) {
    double width = 0;
    pieces(metrics, text, [&](const QString&, double advance, bool) { width += advance; });
    return width;
}

void drawTabular(QPainter& painter, const QRectF& rect, int alignment, const QString& text) {
    const QFontMetricsF metrics(painter.font(), painter.device());
    const double width = tabularWidth(metrics, text);
    double x = rect.left();
    if (alignment & Qt::AlignRight) {
        x = rect.right() - width;
    } else if (alignment & Qt::AlignHCenter) {
        x = rect.center().x() - width / 2;
    }
    double y = rect.top() + metrics.ascent();
    if (alignment & Qt::AlignVCenter) {
        y = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    } else if (alignment & Qt::AlignBottom) {
        y = rect.bottom() - metrics.descent();
    }
    pieces(metrics, text, [&](const QString& piece, double advance, bool digit) {
        const double inset = digit ? (advance - metrics.horizontalAdvance(piece)) / 2 : 0;
        painter.drawText(QPointF(x + inset, y), piece);
        x += advance;
    });
}

}  // namespace slipway::gui
