#pragma once

#include <QObject>
#include <QTimer>

#include "gui/app/session.h"

namespace slipway::gui {

/// Switches a project between hub and spoke and peer to peer, and says how it went; reads while the topology is seen
/// which processes carry its calls. Thread: GUI.
class TopologyCommands : public QObject {
    Q_OBJECT
  public:
    static constexpr int kReadMs = 5000;

    explicit TopologyCommands(Session* session, QObject* parent = nullptr);

    /// `mode`: "hub-and-spoke" or "p2p". Nothing where it is in force, or where a switch runs.
    void switchTo(const QString& mode);
    /// Reads processes and links now and each kReadMs.
    void setWatching(bool watching);

  signals:
    void accepted(const QString& mode);
    /// The daemon refused, or the switch failed: then what was before is in force again.
    void failed(const QString& mode, const slipway::gui::ApiError& error);
    void finished(const QString& mode, const QString& before);

  private:
    void check();
    void poll();
    void read();

    Session* m_session;
    Store* m_store;
    QString m_operation;  ///< the one that is followed; empty: none
    QString m_mode;
    QString m_before;
    bool m_asking = false;
    QTimer m_poll;
    QTimer m_read;
};

}  // namespace slipway::gui
