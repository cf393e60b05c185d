#pragma once

#include <QPushButton>
#include <QWidget>

#include "gui/models/store.h"

namespace slipway::gui {

class IconButton;

/// A wide flat button that looks like a search field and opens the command palette.
class PaletteButton : public QPushButton {
    Q_OBJECT
  public:
    explicit PaletteButton(QWidget* parent = nullptr);
    QSize sizeHint() const override { return {360, 28}; }
    QSize minimumSizeHint() const override { return {140, 28}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
};

/// The 44 px toolbar: project, address, palette, pause, panes, theme.
class TopBar : public QWidget {
    Q_OBJECT
  public:
    explicit TopBar(const Store* store, QWidget* parent = nullptr);

    QPushButton* projectButton() const { return m_project; }
    PaletteButton* paletteButton() const { return m_palette; }
    void setPaused(bool paused);
    void setThemeIcon(const QString& icon, const QString& name);
    void setInspectorShown(bool shown);
    void setDrawerShown(bool shown);

  signals:
    void projectMenuRequested();
    void paletteRequested();
    void pauseToggled(bool paused);
    void themeRequested();
    void inspectorToggled(bool shown);
    void drawerToggled(bool shown);
    void addressActivated(const QString& url);
    void helpRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void refresh();

    const Store* m_store;
    QPushButton* m_project;
    QPushButton* m_address;
    PaletteButton* m_palette;
    IconButton* m_pause;
    IconButton* m_theme;
    IconButton* m_inspector;
    IconButton* m_drawer;
};

}  // namespace slipway::gui
