#pragma once

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace slipway::gui {

class Label;

/// A panel with a title above its body.
class Card : public QWidget {
    Q_OBJECT
  public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);

    QVBoxLayout* body() const { return m_body; }
    /// The line of the title; widgets added stand at its right end.
    QHBoxLayout* header() const { return m_header; }
    void setTitle(const QString& title);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Label* m_title;
    QHBoxLayout* m_header;
    QVBoxLayout* m_body;
};

}  // namespace slipway::gui
