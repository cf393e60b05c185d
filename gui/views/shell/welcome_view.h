#pragma once

#include <QWidget>

#include "gui/models/shapes.h"

namespace slipway::gui {

class Label;
class Notice;
class WelcomeTile;

/// What stands where no project runs: the sample shop, a project of one's own, or how to write one.
class WelcomeView : public QWidget {
    Q_OBJECT
  public:
    explicit WelcomeView(QWidget* parent = nullptr);

    void setSampleAvailable(bool available, const QString& reason);
    /// A sentence with a turning ring; empty: nothing goes on.
    void setBusy(const QString& sentence);
    void setError(const QString& title, const ApiError& error);
    void clearError();

  signals:
    void sampleRequested();
    void openRequested();
    void newRequested();
    void retryRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    WelcomeTile* m_sample;
    WelcomeTile* m_open;
    WelcomeTile* m_new;
    Label* m_busy;
    Notice* m_error;
};

}  // namespace slipway::gui
