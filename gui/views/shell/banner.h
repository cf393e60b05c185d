#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/models/store.h"

class QPushButton;

namespace slipway::gui {

class Label;

/// Under the toolbar while the daemon is away: since when, and a way to start it.
class LostBanner : public QWidget {
    Q_OBJECT
  public:
    explicit LostBanner(const Store* store, QWidget* parent = nullptr);
    void setStarting(bool starting);
    void setError(const ApiError& error);
    QString text() const;

  signals:
    void startRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void refresh();

    const Store* m_store;
    Label* m_text;
    Label* m_cause;
    QPushButton* m_start;
    QTimer m_clock;
    bool m_starting = false;
};

/// Under the toolbar while the sample shop runs.
class SampleBanner : public QWidget {
    Q_OBJECT
  public:
    explicit SampleBanner(QWidget* parent = nullptr);
    /// `note`: a second sentence, as which port was chosen and why.
    void setText(const QString& text, const QString& note = {});
    void setTrafficRunning(bool running);

  signals:
    void stopRequested();
    void openRequested();
    void trafficToggled();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Label* m_text;
    Label* m_note;
    QPushButton* m_traffic;
};

}  // namespace slipway::gui
