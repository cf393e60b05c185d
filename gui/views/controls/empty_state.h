#pragma once

#include <QWidget>

class QPushButton;

class QLabel;

namespace slipway::gui {

class Label;

/// What a view shows in place of nothing: an icon, one sentence, and one button where there is something to do.
class EmptyState : public QWidget {
    Q_OBJECT
  public:
    EmptyState(const QString& icon, const QString& sentence, const QString& button = {}, QWidget* parent = nullptr);
    void setSentence(const QString& sentence);

  signals:
    void clicked();

  private:
    Label* m_sentence;
    QString m_icon;
    QLabel* m_picture;
    void restyle();
};

}  // namespace slipway::gui
