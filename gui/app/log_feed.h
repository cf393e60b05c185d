#pragma once

#include <QPointer>
#include <QTimer>

#include "gui/app/session.h"
#include "gui/models/log_arena.h"

namespace slipway::gui {

/// Fills a LogArena with the project's output while somebody wants to see it. Starts anew when the stream ends, without
/// the lines it had.
class LogFeed : public QObject {
    Q_OBJECT
  public:
    explicit LogFeed(Session* session, QObject* parent = nullptr);

    /// From now on lines are wanted.
    void start();
    const LogArena& arena() const { return m_arena; }

  signals:
    void appended();

  private:
    void open();
    void close();
    void take(const std::vector<nlohmann::json>& batch);

    Session* m_session;
    LogArena m_arena;
    QPointer<LogStream> m_stream;
    QTimer m_again;
    QTimer m_announce;
    QString m_project;
    bool m_wanted = false;
    qint64 m_lastMs = 0;    ///< of the newest line
    qint64 m_resumeMs = 0;  ///< lines up to here are there already
};

}  // namespace slipway::gui
