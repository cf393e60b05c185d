#pragma once

#include <QTimer>
#include <QWidget>
#include <functional>

class QPushButton;

namespace slipway::gui {

class Label;

/// A word about what was just done, at the window's foot, with one way to answer ("Undo", "View receipt"). Gone after 8
/// s, or at once when another one comes; stays while the pointer is on it.
class Toast : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kShownMs = 8000;

    /// `host`: the widget at whose bottom centre it floats.
    explicit Toast(QWidget* host);
    void show(const QString& text, const QString& action = {}, std::function<void()> onAction = {});
    QString text() const;
    QPushButton* button() const { return m_button; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void place();

    Label* m_text;
    QPushButton* m_button;
    std::function<void()> m_onAction;
    QTimer m_timer;
};

}  // namespace slipway::gui
