#include "gui/views/controls/icon_button.h"

#include <QPainter>
#include <QStyleOptionToolButton>
#include <QStylePainter>

namespace slipway::gui {

IconButton::IconButton(const QString& icon, const QString& name, QWidget* parent) : QToolButton(parent), m_name(name) {
    setAutoRaise(false);
    setButtonKind(this, ButtonKind::Quiet);
    setIconName(icon);
    setToolTip(name);
    setAccessibleName(name);
    setFocusPolicy(Qt::TabFocus);
    setFixedSize(metric::kMinimumHit, metric::kMinimumHit);
    setIconSize({16, 16});
}

void IconButton::setIconName(const QString& name, IconColor color) {
    setIcon(slipway::gui::icon(name, color));
}

void IconButton::setReason(const QString& reason) {
    slipway::gui::setReason(this, reason);
    if (reason.isEmpty()) {
        setToolTip(m_name);
    }
}

void IconButton::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    if (option.state & (QStyle::State_MouseOver | QStyle::State_On | QStyle::State_Sunken)) {
        style()->drawPrimitive(QStyle::PE_PanelButtonTool, &option, &painter, this);
    }
    const QIcon::Mode mode = !isEnabled()                                                    ? QIcon::Disabled
                             : (option.state & (QStyle::State_MouseOver | QStyle::State_On)) ? QIcon::Active
                                                                                             : QIcon::Normal;
    const QSize size = iconSize();
    const QRect place(rect().center() - QPoint(size.width() / 2 - 1, size.height() / 2 - 1), size);
    icon().paint(&painter, place, Qt::AlignCenter, mode);
    if (hasFocus()) {
        paintFocusRing(painter, rect(), metric::kControlRadius);
    }
}

QPushButton* makeButton(ButtonKind kind, const QString& iconName, const QString& text, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    setButtonKind(button, kind);
    if (!iconName.isEmpty()) {
        button->setIcon(icon(iconName, kind == ButtonKind::Primary  ? IconColor::OnAccent
                                       : kind == ButtonKind::Danger ? IconColor::Err
                                                                    : IconColor::Text));
    }
    button->setAutoDefault(false);
    return button;
}

// A button in focus that is disabled would pass the focus to its neighbour, which nobody asked for: the window keeps
// it, and gives it back.
void setReason(QAbstractButton* button, const QString& reason) {
    constexpr const char* kHadFocus = "slipwayHadFocus";
    QWidget* window = button->window();
    if (!reason.isEmpty() && button->hasFocus()) {
        button->setProperty(kHadFocus, true);
        window->setFocus();
    }
    button->setEnabled(reason.isEmpty());
    if (reason.isEmpty() && button->property(kHadFocus).toBool()) {
        button->setProperty(kHadFocus, {});
        if (window->focusWidget() == nullptr || window->focusWidget() == window) {
            button->setFocus();
        }
    }
    button->setToolTip(reason);
    button->setAccessibleDescription(reason);
}

}  // namespace slipway::gui
