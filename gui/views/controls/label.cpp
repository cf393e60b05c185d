#include "gui/views/controls/label.h"

#include <QPainter>

namespace slipway::gui {

Label::Label(Kind kind, const QString& text, QWidget* parent) : QLabel(text, parent), m_kind(kind) {
    setTextFormat(Qt::PlainText);
    restyle();
    connect(&Theme::current(), &Theme::changed, this, &Label::restyle);
}

void Label::setKind(Kind kind) {
    if (m_kind != kind) {
        m_kind = kind;
        restyle();
    }
}

void Label::setElided(bool elided) {
    m_elided = elided;
    updateGeometry();
    update();
}

void Label::restyle() {
    const Theme& theme = Theme::current();
    const Colors& c = theme.colors();
    QColor ink = c.text;
    switch (m_kind) {
        case Body:
            setFont(theme.font());
            break;
        case Strong:
            setFont(theme.font(type::kBody, QFont::DemiBold));
            break;
        case Muted:
            setFont(theme.font());
            ink = c.muted;
            break;
        case Caption:
            setFont(theme.font(type::kCaption));
            ink = c.muted;
            break;
        case Title:
            setFont(theme.font(type::kTitle, QFont::DemiBold));
            break;
        case Display:
            setFont(theme.font(type::kDisplay, QFont::DemiBold));
            break;
        case Mono:
            setFont(theme.mono());
            break;
        case Error:
            setFont(theme.font());
            ink = c.err;
            break;
    }
    QPalette p = palette();
    p.setColor(QPalette::WindowText, ink);
    p.setColor(QPalette::Text, ink);
    setPalette(p);
}

QSize Label::minimumSizeHint() const {
    return m_elided ? QSize(24, QLabel::minimumSizeHint().height()) : QLabel::minimumSizeHint();
}

void Label::paintEvent(QPaintEvent* event) {
    if (!m_elided || fontMetrics().horizontalAdvance(text()) <= contentsRect().width()) {
        if (m_elided) {
            setToolTip({});
        }
        QLabel::paintEvent(event);
        return;
    }
    setToolTip(text());
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(contentsRect(), static_cast<int>(alignment()),
                     fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()));
}

}  // namespace slipway::gui
