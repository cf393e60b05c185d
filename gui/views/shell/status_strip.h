#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/models/store.h"

namespace slipway::gui {

/// The window's last line: connection, services, requests, errors, and how late events come.
class StatusStrip : public QWidget {
    Q_OBJECT
  public:
    explicit StatusStrip(const Store* store, QWidget* parent = nullptr);
    void setPaused(bool paused);
    /// All that it says, parted by " · "; for screen readers and tests.
    QString text() const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Part {
        QString text;
        QColor ink;
    };
    QString connection() const;
    Status connectionStatus() const;
    std::vector<Part> parts() const;
    void refresh();

    const Store* m_store;
    bool m_paused = false;
    QTimer m_clock;
};

}  // namespace slipway::gui
