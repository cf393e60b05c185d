#pragma once

#include <QWidget>

class QVBoxLayout;

namespace slipway::gui {

/// What to try first, in the corner of the topology on the first run: a few things that can be done with one click, and
/// gone for good when dismissed.
class Callouts : public QWidget {
    Q_OBJECT
  public:
    explicit Callouts(QWidget* host);
    void add(const QString& icon, const QString& title, const QString& sentence, const QString& id);
    /// Distance from the host's lower left corner.
    void setInset(QPoint inset);
    void appear();

  signals:
    void chosen(const QString& id);
    void dismissed();

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void place();
    QPoint m_inset{16, 16};
    QVBoxLayout* m_list;
};

}  // namespace slipway::gui
