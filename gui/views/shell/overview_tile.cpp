#include "gui/views/shell/overview_tile.h"

#include <QPainter>

#include "gui/theme/status_shape.h"
#include "gui/theme/style.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

OverviewTile::OverviewTile(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    setText(name);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void OverviewTile::setValue(const QString& value, const QString& detail, Status status) {
    if (value == m_value && detail == m_detail && status == m_status) {
        return;
    }
    m_value = value;
    m_detail = detail;
    m_status = status;
    setAccessibleName(QStringLiteral("%1: %2 %3").arg(text(), value, detail));
    update();
}

void OverviewTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    paintPanel(painter, rect(), underMouse() ? c.hover : c.surface, c.separator);
    painter.setFont(Theme::current().font(type::kCaption));
    painter.setPen(c.muted);
    painter.drawText(QRect(16, 10, width() - 32, 18), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 32));
    int x = 16;
    if (m_status != Status::Unknown) {
        paintStatus(painter, QRectF(x, 38, 12, 12), m_status);
        x += 20;
    }
    painter.setFont(Theme::current().font(type::kDisplay, QFont::DemiBold));
    painter.setPen(c.text);
    drawTabular(painter, QRectF(x, 28, width() - x - 8, 32), Qt::AlignLeft | Qt::AlignVCenter, m_value);
    painter.setFont(Theme::current().font(type::kCaption));
    painter.setPen(c.muted);
    painter.drawText(QRect(16, 60, width() - 32, 16), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, width() - 32));
    if (hasFocus()) {
        paintFocusRing(painter, rect(), metric::kCardRadius);
    }
}

}  // namespace slipway::gui
