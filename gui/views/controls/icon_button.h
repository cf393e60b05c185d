#pragma once

#include <QPushButton>
#include <QToolButton>

#include "gui/theme/icons.h"
#include "gui/theme/style.h"

namespace slipway::gui {

/// A quiet square button with an icon; `name` is its tooltip and its accessible name.
class IconButton : public QToolButton {
    Q_OBJECT
  public:
    IconButton(const QString& icon, const QString& name, QWidget* parent = nullptr);
    void setIconName(const QString& icon, IconColor color = IconColor::Muted);
    /// Off with a reason in the tooltip, or on where the reason is empty.
    void setReason(const QString& reason);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_name;
};

/// A push button with an icon that fits its kind.
QPushButton* makeButton(ButtonKind kind, const QString& icon, const QString& text, QWidget* parent = nullptr);
/// Enables the button where `reason` is empty, else disables it and gives the reason as its tooltip.
void setReason(QAbstractButton* button, const QString& reason);

}  // namespace slipway::gui
