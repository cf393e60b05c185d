#pragma once

#include <QLineEdit>

namespace slipway::gui {

/// A search field: icon, clear button, and a wavy line under what is wrong with its text. Escape clears it first and
/// gives the focus back when it is empty.
class FilterField : public QLineEdit {
    Q_OBJECT
  public:
    explicit FilterField(const QString& placeholder, const QString& icon, QWidget* parent = nullptr);
    /// `at` is the position in the text from which on it is wrong, -1 where nothing is.
    void setError(const QString& message, int at = -1);

  signals:
    void escaped();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_icon;
    QString m_error;
    int m_errorAt = -1;
};

}  // namespace slipway::gui
