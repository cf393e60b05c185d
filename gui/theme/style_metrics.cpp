// Sizes, places and manners of controls.
#include <QAbstractScrollArea>
#include <QPainterPath>
#include <QStyleOption>
#include <algorithm>

#include "gui/theme/style.h"
#include "gui/theme/style_parts.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

using style::kIconGap;

namespace {
constexpr int kScrollBarWidth = 12;
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
        case SH_DialogButtonBox_ButtonsHaveIcons:  // the toolkit's icons are not of our family
            return 0;
        case SH_TabBar_Alignment:
            return Qt::AlignLeft;
        case SH_ToolTip_WakeUpDelay:
            return 500;
        case SH_ItemView_ShowDecorationSelected:
            return 1;
        case SH_ScrollBar_LeftClickAbsolutePosition:
            return 0;
        // Without a compositor (many plain desktops) a translucent menu would have black corners.
        case SH_Menu_Mask:
            if (auto* mask = qstyleoption_cast<QStyleHintReturnMask*>(data); mask && option) {
                QPainterPath outline;
                outline.addRoundedRect(option->rect, metric::kCardRadius, metric::kCardRadius);
                mask->region = QRegion(outline.toFillPolygon().toPolygon());
                return 1;
            }
            return 0;
        case SH_Widget_Animation_Duration:
        case SH_Widget_Animate:
            return 0;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

}  // namespace slipway::gui
