#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace slipway::gui {

class IconButton;

/// The window's lower part: a row of tabs that is always there, and the pane of the one that is open.
class Drawer : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kBarHeight = 34;

    explicit Drawer(QWidget* parent = nullptr);

    int addPane(QWidget* pane, const QString& title);
    void setBadge(int pane, int count);
    void open(int pane);
    void setOpen(bool open);
    bool isOpen() const { return m_open; }
    int currentPane() const;

  signals:
    void openChanged(bool open);
    void paneChanged(int pane);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    IconButton* m_toggle;
    QStringList m_titles;
    bool m_open = false;
};

}  // namespace slipway::gui
