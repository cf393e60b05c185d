#pragma once

#include <QTimer>
#include <QWidget>

namespace slipway::gui {

class IconButton;

/// − 2 +: how many instances a service should have. Presses gather for a moment, so that three presses are one scale.
/// Shows what is wanted at once and goes back to what the daemon says when setDesired() brings another number.
class ReplicaStepper : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kMost = 64;
    static constexpr int kGatherMs = 450;
    static constexpr int kPatienceMs = 4000;  ///< how long a number asked for stands before the daemon's comes back

    explicit ReplicaStepper(QWidget* parent = nullptr);

    /// What the daemon says: desired and ready.
    void setCounts(int desired, int ready);
    void setServiceName(const QString& service);
    void setReason(const QString& reason);
    int shown() const { return m_wanted; }
    /// One more or fewer, as the buttons do.
    void step(int by);
    QSize sizeHint() const override;

  signals:
    void wanted(int replicas);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void send();

    IconButton* m_less;
    IconButton* m_more;
    QTimer m_gather;
    QTimer m_patience;
    int m_desired = 0;
    int m_ready = 0;
    int m_wanted = 0;
};

}  // namespace slipway::gui
