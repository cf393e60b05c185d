#include "gui/theme/style.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>

#include "gui/theme/icons.h"
#include "gui/theme/style_parts.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

void setButtonKind(QWidget* button, ButtonKind kind) {
    button->setProperty(style::kKindProperty, static_cast<int>(kind));
    button->update();
}

void paintFocusRing(QPainter& painter, const QRectF& rect, double radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colors().accent, metric::kFocusRing));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {
    setObjectName(QStringLiteral("slipway"));
}

void Style::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
        qobject_cast<QScrollBar*>(widget) || qobject_cast<QTabBar*>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (qobject_cast<QScrollBar*>(widget)) {
        widget->setAttribute(Qt::WA_OpaquePaintEvent, false);  // its ground is what lies beneath
    }
    if (auto* menu = qobject_cast<QMenu*>(widget)) {
        menu->setWindowFlag(Qt::FramelessWindowHint);
        menu->setWindowFlag(Qt::NoDropShadowWindowHint);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const {
    const Colors& c = colors();
    switch (element) {
        case PE_PanelButtonCommand:
        case PE_PanelButtonTool:
            drawButton(option, painter, widget);
            return;
        case PE_FrameFocusRect:
            if (option->state & State_KeyboardFocusChange || !widget ||
                !qobject_cast<const QAbstractItemView*>(widget)) {
                paintFocusRing(*painter, QRectF(option->rect), metric::kControlRadius);
            }
            return;
        case PE_PanelLineEdit:
            if (widget && widget->property("slipwayBare").toBool()) {
                return;
            }
            if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
                frame && frame->lineWidth > 0) {
                const bool focus = option->state & State_HasFocus;
                style::panel(painter, option->rect, c.surface, option->state & State_Enabled ? c.outline : c.separator,
                             metric::kControlRadius);
                if (focus) {
                    paintFocusRing(*painter, QRectF(option->rect), metric::kControlRadius);
                }
            }
            return;
        case PE_FrameLineEdit:
            return;
        case PE_FrameMenu:
            return;
        case PE_PanelMenu:
            painter->fillRect(option->rect, c.separator);  // what SH_Menu_Mask leaves of the corners
            style::panel(painter, option->rect, c.raised, c.separator, metric::kCardRadius);
            return;
        case PE_PanelTipLabel:
            painter->fillRect(option->rect, c.raised);
            painter->setPen(c.separator);
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            return;
        case PE_Frame:
            if (widget && qobject_cast<const QAbstractScrollArea*>(widget)) {
                return;
            }
            break;
        case PE_FrameTabBarBase:
            painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), c.separator);
            return;
        case PE_FrameTabWidget:
            return;
        case PE_IndicatorHeaderArrow:
            if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
                header && header->sortIndicator != QStyleOptionHeader::None) {
                const bool up = header->sortIndicator == QStyleOptionHeader::SortUp;
                const QPixmap mark = iconPixmap(up ? QStringLiteral("chevron-down") : QStringLiteral("chevron-up"),
                                                c.muted, 12, painter->device()->devicePixelRatio());
                painter->drawPixmap(option->rect.center() - QPoint(6, 6), mark);
            }
            return;
        default:
            break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const {
    const Colors& c = colors();
    switch (element) {
        case CE_PushButtonLabel:
            if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
                drawButtonLabel(*button, painter, widget);
                return;
            }
            break;
        case CE_TabBarTabShape:
            return;
        case CE_TabBarTabLabel:
            drawTab(option, painter, widget);
            return;
        case CE_MenuItem:
            drawMenuItem(option, painter, widget);
            return;
        case CE_MenuEmptyArea:
            return;
        case CE_HeaderSection:
            painter->fillRect(option->rect, c.surface);
            painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), c.separator);
            return;
        case CE_HeaderEmptyArea:
            painter->fillRect(option->rect, c.surface);
            painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), c.separator);
            return;
        case CE_HeaderLabel:
            drawHeader(option, painter);
            return;
        case CE_Splitter:
            painter->fillRect(option->rect, c.separator);
            return;
        default:
            break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const {
    if (control == CC_ScrollBar) {
        drawScrollBar(option, painter);
        return;
    }
    if (control == CC_ComboBox) {
        drawButton(option, painter, widget);
        const QRect arrow = subControlRect(control, option, SC_ComboBoxArrow, widget);
        painter->drawPixmap(arrow.center() - QPoint(6, 6), iconPixmap(QStringLiteral("chevron-down"), colors().muted,
                                                                      12, painter->device()->devicePixelRatio()));
        if (option->state & State_HasFocus) {
            paintFocusRing(*painter, QRectF(option->rect), metric::kControlRadius);
        }
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

}  // namespace slipway::gui
