#pragma once

#include <QAbstractButton>

namespace slipway::gui {

/// A large button with an icon, a title and a sentence.
class WelcomeTile : public QAbstractButton {
    Q_OBJECT
  public:
    WelcomeTile(const QString& icon, const QString& title, const QString& sentence, bool primary,
                QWidget* parent = nullptr);
    QSize sizeHint() const override { return {250, 150}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_icon;
    QString m_sentence;
    bool m_primary;
};

}  // namespace slipway::gui
