#pragma once

#include <QAbstractButton>
#include <QWidget>

#include "gui/models/store.h"

namespace slipway::gui {

class Label;

/// Half of the switch. What is checked is the daemon's to say, so a press asks and checks nothing.
class ModeSegment : public QAbstractButton {
    Q_OBJECT
  public:
    ModeSegment(const QString& mode, const QString& text, bool first, QWidget* parent = nullptr);

    QString mode() const { return m_mode; }
    /// 0-1: a switch to this mode is under way; negative: none is.
    void setProgress(double share);
    double progress() const { return m_progress; }
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void nextCheckState() override {}

  private:
    QString m_mode;
    bool m_first;
    double m_progress = -1;
};

/// "Hub and spoke | Peer to peer": which way calls between services take, with the links of either way beside it, and
/// how far a switch is. Follows the Store; what the user wants leaves as a signal. Thread: GUI.
class TopologySwitch : public QWidget {
    Q_OBJECT
  public:
    explicit TopologySwitch(const Store* store, QWidget* parent = nullptr);

    ModeSegment* segment(const QString& mode) const;
    /// What stands beside the switch.
    QString linksText() const;
    /// "p2p" or "hub-and-spoke" in the user's language.
    static QString modeName(const QString& mode);
    /// Why the topology can't be switched now; empty: it can.
    static QString whyNot(const Store& store);
    static QString otherMode(const QString& mode);

  signals:
    void modeRequested(const QString& mode);

  private:
    void refresh();

    const Store* m_store;
    ModeSegment* m_hub;
    ModeSegment* m_peer;
    Label* m_links;
    Label* m_memory;
};

}  // namespace slipway::gui
