#include "gui/theme/style.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>

#include "gui/theme/icons.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

namespace {

constexpr auto kKindProperty = "slipwayButtonKind";
constexpr int kScrollBarWidth = 12;
constexpr int kIconGap = 7;

QRectF crisp(const QRect& rect) {
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
}

void panel(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& line, double radius) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(line.isValid() ? QPen(line, 1) : QPen(Qt::NoPen));
    painter->setBrush(fill);
    painter->drawRoundedRect(line.isValid() ? crisp(rect) : QRectF(rect), radius, radius);
    painter->restore();
}

}  // namespace

void setButtonKind(QWidget* button, ButtonKind kind) {
    button->setProperty(kKindProperty, static_cast<int>(kind));
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
        menu->setAttribute(Qt::WA_TranslucentBackground);
        menu->setWindowFlag(Qt::FramelessWindowHint);
        menu->setWindowFlag(Qt::NoDropShadowWindowHint);
    }
}

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
                panel(painter, option->rect, c.surface, option->state & State_Enabled ? c.outline : c.separator,
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
            painter->save();
            painter->setCompositionMode(QPainter::CompositionMode_Source);
            painter->fillRect(option->rect, Qt::transparent);
            painter->restore();
            panel(painter, option->rect, c.raised, c.separator, metric::kCardRadius);
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
    int x = button.rect.left() + (button.rect.width() - side - gap - metrics.horizontalAdvance(text)) / 2;
    if (hasIcon) {
        button.icon.paint(painter, QRect(x, button.rect.center().y() - side / 2 + 1, side, side), Qt::AlignCenter,
                          enabled ? QIcon::Normal : QIcon::Disabled);
        x += side + gap;
    }
    painter->setPen(ink);
    painter->drawText(QRect(x, button.rect.top(), button.rect.right() - x, button.rect.height()), Qt::AlignVCenter,
                      text);
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

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                            const QWidget* widget) const {
    if (control == CC_ComboBox && part == SC_ComboBoxEditField) {
        return option->rect.adjusted(8, 0, -22, 0);
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (bar) {
            const bool vertical = bar->orientation == Qt::Vertical;
            const int length = vertical ? bar->rect.height() : bar->rect.width();
            const qint64 range = qint64(bar->maximum) - bar->minimum;
            int thumb = length;
            if (range > 0) {
                thumb =
                    static_cast<int>(std::max<qint64>(28, qint64(bar->pageStep) * length / (range + bar->pageStep)));
                thumb = std::min(thumb, length);
            }
            const int at = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - thumb,
                                                   bar->upsideDown);
            QRect rect;
            switch (part) {
                case SC_ScrollBarAddLine:
                case SC_ScrollBarSubLine:
                    return {};
                case SC_ScrollBarSubPage:
                    rect = vertical ? QRect(0, 0, bar->rect.width(), at) : QRect(0, 0, at, bar->rect.height());
                    break;
                case SC_ScrollBarAddPage:
                    rect = vertical ? QRect(0, at + thumb, bar->rect.width(), length - at - thumb)
                                    : QRect(at + thumb, 0, length - at - thumb, bar->rect.height());
                    break;
                case SC_ScrollBarSlider:
                    rect = vertical ? QRect(0, at, bar->rect.width(), thumb) : QRect(at, 0, thumb, bar->rect.height());
                    break;
                default:
                    rect = QRect(0, 0, bar->rect.width(), bar->rect.height());
                    break;
            }
            return visualRect(bar->direction, bar->rect, rect.translated(bar->rect.topLeft()));
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

int Style::pixelMetric(PixelMetric which, const QStyleOption* option, const QWidget* widget) const {
    switch (which) {
        case PM_ScrollBarExtent:
            return kScrollBarWidth;
        case PM_ScrollBarSliderMin:
            return 28;
        case PM_SplitterWidth:
            return 1;
        case PM_MenuPanelWidth:
            return 1;
        case PM_MenuVMargin:
            return 4;
        case PM_TabBarTabHSpace:
            return 28;
        case PM_TabBarTabVSpace:
            return 14;
        case PM_TabBarBaseOverlap:
            return 0;
        case PM_HeaderMargin:
            return 4;
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
            return 0;
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
            return 16;
        case PM_DefaultFrameWidth:
            return widget && qobject_cast<const QAbstractScrollArea*>(widget)
                       ? 0
                       : QProxyStyle::pixelMetric(which, option, widget);
        default:
            return QProxyStyle::pixelMetric(which, option, widget);
    }
}

QSize Style::sizeFromContents(ContentsType contents, const QStyleOption* option, const QSize& size,
                              const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(contents, option, size, widget);
    switch (contents) {
        case CT_PushButton: {
            const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
            const bool iconOnly = button && button->text.isEmpty();
            const int icon = button && !button->icon.isNull() && !iconOnly ? kIconGap - 4 : 0;
            result = QSize(iconOnly ? metric::kMinimumHit : size.width() + 24 + icon, metric::kMinimumHit);
            break;
        }
        case CT_ToolButton:
            result = result.expandedTo({metric::kMinimumHit, metric::kMinimumHit});
            break;
        case CT_ComboBox:
        case CT_LineEdit:
            result.setHeight(metric::kMinimumHit);
            break;
        case CT_MenuItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
                if (item->menuItemType == QStyleOptionMenuItem::Separator) {
                    return {result.width(), 9};
                }
                const QFontMetrics metrics(Theme::current().font());
                const qsizetype tab = item->text.indexOf(u'\t');
                int width = metrics.horizontalAdvance(tab < 0 ? item->text : item->text.left(tab)) + 12 + 24 + 24;
                if (tab >= 0) {
                    width += metrics.horizontalAdvance(item->text.mid(tab + 1)) + 24;
                }
                return {std::max(width, 180), metric::kRowHeight + 2};
            }
            break;
        case CT_HeaderSection:
            result.setHeight(metric::kRowHeight);
            break;
        default:
            break;
    }
    return result;
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const {
    switch (hint) {
        case SH_EtchDisabledText:
        case SH_DitherDisabledText:
            return 0;
        case SH_TabBar_Alignment:
            return Qt::AlignLeft;
        case SH_ToolTip_WakeUpDelay:
            return 500;
        case SH_ItemView_ShowDecorationSelected:
            return 1;
        case SH_ScrollBar_LeftClickAbsolutePosition:
            return 0;
        case SH_Widget_Animation_Duration:
        case SH_Widget_Animate:
            return 0;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

}  // namespace slipway::gui
