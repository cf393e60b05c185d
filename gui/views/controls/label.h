#pragma once

#include <QLabel>

#include "gui/theme/tokens.h"

namespace slipway::gui {

/// Text in one of the window's five voices; follows the theme.
class Label : public QLabel {
    Q_OBJECT
  public:
    enum Kind { Body, Strong, Muted, Caption, Title, Display, Mono, Error };

    explicit Label(Kind kind, const QString& text = {}, QWidget* parent = nullptr);
    void setKind(Kind kind);
    /// In place of wrapping: cuts the text with an ellipsis and gives it whole as the tooltip.
    void setElided(bool elided);

    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void restyle();

    Kind m_kind;
    bool m_elided = false;
};

}  // namespace slipway::gui
