#include "gui/views/controls/pill.h"

#include <QPainter>

#include "gui/theme/status_shape.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {
constexpr int kHeight = 22;
constexpr int kShape = 9;
}  // namespace

Pill::Pill(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Pill::setStatus(Status status, const QString& text) {
    const QString shown = text.isEmpty() ? statusText(status) : text;
    if (status == m_status && shown == m_text) {
        return;
    }
    m_status = status;
    m_text = shown;
    setAccessibleName(tr("Status: %1").arg(shown));
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const {
    const QFontMetrics metrics(Theme::current().font(type::kSmall, QFont::Medium));
    return {metrics.horizontalAdvance(m_text) + kShape + 26, kHeight};
}

void Pill::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QColor ink = colors().status(m_status);
    paintPanel(painter, rect(), mix(colors().surface, ink, 0.13), {}, kHeight / 2.0);
    paintStatus(painter, QRectF(9, (kHeight - kShape) / 2.0, kShape, kShape), m_status);
    painter.setFont(Theme::current().font(type::kSmall, QFont::Medium));
    painter.setPen(colors().text);
    painter.drawText(rect().adjusted(kShape + 15, 0, -6, 0), Qt::AlignVCenter | Qt::AlignLeft, m_text);
}

}  // namespace slipway::gui
