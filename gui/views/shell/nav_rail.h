#pragma once

#include <QAbstractButton>
#include <QWidget>
#include <vector>

#include "gui/models/store.h"

class QVBoxLayout;

namespace slipway::gui {

class Label;

/// An entry of the navigation: icon and name; the name alone goes when the rail is narrow.
class NavButton : public QAbstractButton {
    Q_OBJECT
  public:
    NavButton(const QString& icon, const QString& text, const QString& shortcut, QWidget* parent = nullptr);
    void setNarrow(bool narrow);
    /// A number at the right that asks for attention; 0: none. `meaning` is what a screen reader says of it.
    void setBadge(int count, const QString& meaning);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_icon;
    bool m_narrow = false;
    int m_badge = 0;
};

/// A service in the rail: its state's shape, its name, its rate.
class NavService : public QAbstractButton {
    Q_OBJECT
  public:
    NavService(const Store* store, const QString& service, QWidget* parent = nullptr);
    void setNarrow(bool narrow);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Store* m_store;
    bool m_narrow = false;
};

/// The screens, and beneath them the project's services. 176 px, or 48 where the window is narrow.
class NavRail : public QWidget {
    Q_OBJECT
  public:
    explicit NavRail(const Store* store, QWidget* parent = nullptr);

    void addScreen(const QString& icon, const QString& text, const QString& shortcut);
    void setCurrentScreen(int screen);
    void setBadge(int screen, int count, const QString& meaning);
    void setCurrentService(const QString& service);
    void setNarrow(bool narrow);

  signals:
    void screenRequested(int screen);
    void serviceRequested(const QString& service);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void rebuildServices();
    void showAsManyAsFit();

    const Store* m_store;
    bool m_narrow = false;
    QVBoxLayout* m_screensLayout;
    QVBoxLayout* m_servicesLayout;
    Label* m_heading;
    std::vector<NavButton*> m_screens;
    std::vector<NavService*> m_services;
    QString m_current;
};

}  // namespace slipway::gui
