// How each control looks; style.cpp says which is asked for.
#include <QPainter>
#include <QStyleOption>

#include "gui/theme/icons.h"
#include "gui/theme/style.h"
#include "gui/theme/style_parts.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

using style::kIconGap;
using style::kKindProperty;
using style::panel;

void Style::drawButton(const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const Colors& c = colors();
    const auto kind = widget ? static_cast<ButtonKind>(widget->property(kKindProperty).toInt()) : ButtonKind::Normal;
    const bool enabled = option->state & State_Enabled;
    const bool hover = enabled && (option->state & State_MouseOver);
    const bool down = option->state & (State_Sunken | State_On);
    QColor fill = c.raised;
    QColor line = c.outline;
    switch (kind) {
        case ButtonKind::Primary:
            fill = enabled ? c.accent : mix(c.surface, c.accent, 0.3);
            line = QColor();
            break;
        case ButtonKind::Quiet:
            fill = QColor(Qt::transparent);
            line = QColor();
            break;
        case ButtonKind::Danger:
        case ButtonKind::Normal:
            break;
    }
    if (!enabled && line.isValid()) {
        line = c.separator;
    }
    if (hover || down) {
        const QColor ground = kind == ButtonKind::Quiet ? c.surface : fill;
        fill = mix(ground, kind == ButtonKind::Primary ? c.onAccent : c.text, down ? 0.14 : 0.07);
    }
    if (kind == ButtonKind::Quiet && (option->state & State_On)) {
        fill = c.selection;
    }
    panel(painter, option->rect, fill, line, metric::kControlRadius);
}

// Ours, for the space between icon and text: Fusion leaves 4 px.
void Style::drawButtonLabel(const QStyleOptionButton& button, QPainter* painter, const QWidget* widget) const {
    const Colors& c = colors();
    const auto kind = widget ? static_cast<ButtonKind>(widget->property(kKindProperty).toInt()) : ButtonKind::Normal;
    const bool enabled = button.state & State_Enabled;
    const QColor ink = !enabled                      ? button.palette.color(QPalette::Disabled, QPalette::ButtonText)
                       : kind == ButtonKind::Primary ? c.onAccent
                       : kind == ButtonKind::Danger  ? c.err
                                                     : c.text;
    const bool hasIcon = !button.icon.isNull();
    const int side = hasIcon ? button.iconSize.width() : 0;
    const int gap = hasIcon && !button.text.isEmpty() ? kIconGap : 0;
    const QFontMetrics metrics(painter->font());
    const int room = button.rect.width() - side - gap - 12;
    const QString text = metrics.elidedText(button.text, Qt::ElideRight, room);
    const int textWidth = metrics.size(Qt::TextShowMnemonic, text).width();
    int x = button.rect.left() + (button.rect.width() - side - gap - textWidth) / 2;
    if (hasIcon) {
        button.icon.paint(painter, QRect(x, button.rect.center().y() - side / 2 + 1, side, side), Qt::AlignCenter,
                          enabled ? QIcon::Normal : QIcon::Disabled);
        x += side + gap;
    }
    painter->setPen(ink);
    painter->drawText(QRect(x, button.rect.top(), button.rect.right() - x, button.rect.height()),
                      Qt::AlignVCenter | Qt::TextHideMnemonic, text);
}

void Style::drawHeader(const QStyleOption* option, QPainter* painter) const {
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
    if (!header) {
        return;
    }
    painter->setFont(Theme::current().font(type::kCaption, QFont::Medium));
    painter->setPen(header->sortIndicator == QStyleOptionHeader::None ? colors().muted : colors().text);
    const QRect rect = header->rect.adjusted(4, 0, -4, 0);
    painter->drawText(rect, static_cast<int>(header->textAlignment) | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(header->text, Qt::ElideRight, rect.width()));
}

void Style::drawTab(const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
    if (!tab) {
        return;
    }
    const Colors& c = colors();
    const bool selected = (tab->state & State_Selected) && !(widget && widget->property("slipwayClosed").toBool());
    const bool hover = tab->state & State_MouseOver;
    painter->save();
    painter->setFont(Theme::current().font(type::kBody, selected ? QFont::DemiBold : QFont::Normal));
    painter->setPen(selected || hover ? c.text : c.muted);
    painter->drawText(tab->rect, Qt::AlignCenter, tab->text);
    if (selected) {
        const QRect bar(tab->rect.left() + 8, tab->rect.bottom() - 1, tab->rect.width() - 16, 2);
        painter->fillRect(bar, c.accent);
    }
    if ((tab->state & State_HasFocus) && selected && widget && widget->hasFocus()) {
        paintFocusRing(*painter, QRectF(tab->rect).adjusted(2, 4, -2, -4), metric::kControlRadius);
    }
    painter->restore();
}

void Style::drawMenuItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (!item) {
        return;
    }
    Q_UNUSED(widget)
    const Colors& c = colors();
    const QRect rect = item->rect;
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(QRect(rect.left() + 8, rect.center().y(), rect.width() - 16, 1), c.separator);
        return;
    }
    const bool enabled = item->state & State_Enabled;
    if ((item->state & State_Selected) && enabled) {
        panel(painter, rect.adjusted(4, 1, -4, -1), mix(c.raised, c.accent, 0.16), QColor(), metric::kControlRadius);
    }
    const QRect inner = rect.adjusted(12, 0, -14, 0);
    int x = inner.left();
    if (item->checkType != QStyleOptionMenuItem::NotCheckable) {
        if (item->checked) {
            painter->drawPixmap(
                x, rect.center().y() - 8,
                iconPixmap(QStringLiteral("check"), c.accent, 16, painter->device()->devicePixelRatio()));
        }
        x += 24;
    } else if (!item->icon.isNull()) {
        item->icon.paint(painter, QRect(x, rect.center().y() - 8, 16, 16), Qt::AlignCenter,
                         enabled ? QIcon::Normal : QIcon::Disabled);
        x += 24;
    } else if (item->maxIconWidth > 0) {
        x += 24;
    }
    const qsizetype tab = item->text.indexOf(u'\t');
    const QString text = tab < 0 ? item->text : item->text.left(tab);
    painter->setFont(Theme::current().font());
    painter->setPen(enabled ? c.text : mix(c.raised, c.muted, 0.65));
    painter->drawText(QRect(x, rect.top(), inner.right() - x, rect.height()), Qt::AlignVCenter | Qt::TextShowMnemonic,
                      text);
    if (tab >= 0) {
        painter->setPen(c.muted);
        painter->setFont(Theme::current().font(type::kSmall));
        painter->drawText(inner, Qt::AlignVCenter | Qt::AlignRight, item->text.mid(tab + 1));
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
        painter->drawPixmap(
            inner.right() - 12, rect.center().y() - 6,
            iconPixmap(QStringLiteral("chevron-right"), c.muted, 12, painter->device()->devicePixelRatio()));
    }
}

void Style::drawScrollBar(const QStyleOptionComplex* option, QPainter* painter) const {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (!bar) {
        return;
    }
    const Colors& c = colors();
    if (bar->maximum <= bar->minimum) {
        return;
    }
    QRect thumb = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, nullptr);
    const bool active = (bar->state & State_MouseOver) || (bar->activeSubControls & SC_ScrollBarSlider);
    thumb = bar->orientation == Qt::Vertical ? thumb.adjusted(active ? 2 : 3, 2, active ? -2 : -3, -2)
                                             : thumb.adjusted(2, active ? 2 : 3, -2, active ? -2 : -3);
    panel(painter, thumb, mix(c.surface, c.outline, active ? 0.9 : 0.55), QColor(), 4);
}

}  // namespace slipway::gui
