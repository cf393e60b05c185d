#pragma once

#include <QWidget>

class QHBoxLayout;

namespace slipway::gui {

/// What to try first, in a row beneath the topology on the first run: a few things that can be done with one click, and
/// gone for good when dismissed. A row of its own, for over the graph it would hide what it speaks of.
class Callouts : public QWidget {
    Q_OBJECT
  public:
    explicit Callouts(QWidget* parent = nullptr);
    void add(const QString& icon, const QString& title, const QString& sentence, const QString& id);

  signals:
    void chosen(const QString& id);
    void dismissed();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QHBoxLayout* m_list;
};

}  // namespace slipway::gui
