#pragma once

#include <QProxyStyle>

class QStyleOptionButton;

namespace slipway::gui {

/// How a push button weighs among its neighbours; set with setButtonKind().
enum class ButtonKind { Normal, Primary, Quiet, Danger };
void setButtonKind(QWidget* button, ButtonKind kind);

/// Fusion with our own frames: flat buttons and fields with a 3:1 outline, a 2 px focus ring outside of them, thin
/// scroll bars without arrows, underlined tabs, quiet table headers. A style instead of a style sheet, because it is
/// quicker (no selector runs per widget) and follows the theme by itself.
class Style : public QProxyStyle {
    Q_OBJECT
  public:
    Style();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    int pixelMetric(PixelMetric which, const QStyleOption* option, const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType contents, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;

  private:
    void drawButton(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawScrollBar(const QStyleOptionComplex* option, QPainter* painter) const;
    void drawTab(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawMenuItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawButtonLabel(const QStyleOptionButton& button, QPainter* painter, const QWidget* widget) const;
    void drawHeader(const QStyleOption* option, QPainter* painter) const;
};

/// A 2 px ring in the accent colour around `rect`, inside of it.
void paintFocusRing(QPainter& painter, const QRectF& rect, double radius);

}  // namespace slipway::gui
