#pragma once

#include <QObject>
#include <QTimer>
#include <nlohmann/json_fwd.hpp>

#include "gui/app/session.h"

namespace slipway::gui {

/// Asks the daemon for one path of the project shown, again and again while somebody watches: what no event tells. One
/// request at a time; the next is sent an interval after the answer, so that a slow daemon is not pressed. Asks
/// nothing while the view is paused or the daemon is away. Thread: GUI.
class Poll : public QObject {
    Q_OBJECT
  public:
    Poll(Session* session, int intervalMs, QObject* parent = nullptr);

    /// Below the project: "/sagas?limit=100"; empty: nothing is asked. Answers to another path are dropped from now on.
    void setPath(const QString& rest);
    void setWatching(bool watching);
    bool isWatching() const { return m_watching; }
    /// At once, where somebody watches; an answer that is under way is dropped for it.
    void askNow();

  signals:
    void answered(const nlohmann::json& body);
    void failed(const slipway::gui::ApiError& error);

  private:
    void ask();

    Session* m_session;
    Store* m_store;
    QString m_rest;
    QString m_project;
    bool m_watching = false;
    quint64 m_round = 0;  ///< answers of an earlier one are dropped
    QTimer m_next;
};

}  // namespace slipway::gui
