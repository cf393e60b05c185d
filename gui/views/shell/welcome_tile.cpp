#include "gui/views/shell/welcome_tile.h"

#include <QPainter>

#include "gui/theme/icons.h"
#include "gui/theme/style.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

WelcomeTile::WelcomeTile(const QString& iconName, const QString& title, const QString& sentence, bool primary,
                         QWidget* parent)
    : QAbstractButton(parent), m_icon(iconName), m_sentence(sentence), m_primary(primary) {
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setFixedSize(sizeHint());
}

void WelcomeTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    const bool on = isEnabled();
    const bool hover = on && underMouse();
    const QColor ground = m_primary && on ? mix(c.surface, c.accent, hover ? 0.20 : 0.12) : hover ? c.hover : c.surface;
    paintPanel(painter, rect(), isDown() ? mix(ground, c.text, 0.05) : ground,
               m_primary && on ? mix(c.surface, c.accent, 0.6) : c.separator);
    const QColor ink = on ? (m_primary ? c.accent : c.text) : c.muted;
    painter.drawPixmap(20, 20, iconPixmap(m_icon, ink, 26, devicePixelRatioF()));
    painter.setFont(Theme::current().font(type::kTitle, QFont::DemiBold));
    painter.setPen(on ? c.text : c.muted);
    painter.drawText(QRect(20, 58, width() - 40, 24), Qt::AlignVCenter, text());
    painter.setFont(Theme::current().font());
    painter.setPen(c.muted);
    painter.drawText(QRect(20, 86, width() - 36, height() - 92), Qt::AlignTop | Qt::TextWordWrap, m_sentence);
    if (hasFocus()) {
        paintFocusRing(painter, rect(), metric::kCardRadius);
    }
}

}  // namespace slipway::gui
