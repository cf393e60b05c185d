#pragma once

#include <QWidget>
#include <vector>

namespace slipway::gui {

struct ShortcutLine {
    QString keys;
    QString text;
};

struct ShortcutGroup {
    QString title;
    std::vector<ShortcutLine> lines;
};

/// F1: what the keys do, over the window. Any key or click closes it.
class ShortcutsSheet : public QWidget {
    Q_OBJECT
  public:
    explicit ShortcutsSheet(QWidget* host);
    void open(std::vector<ShortcutGroup> groups);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    std::vector<ShortcutGroup> m_groups;
    QWidget* m_before = nullptr;
};

}  // namespace slipway::gui
