#pragma once

#include <QWidget>

#include "gui/theme/tokens.h"

namespace slipway::gui {

/// A status: its shape and its word.
class Pill : public QWidget {
    Q_OBJECT
  public:
    explicit Pill(QWidget* parent = nullptr);
    /// `text` empty: the status's own word.
    void setStatus(Status status, const QString& text = {});
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Status m_status = Status::Unknown;
    QString m_text;
};

}  // namespace slipway::gui
