#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "gui/app/daemon_connection.h"
#include "gui/models/store.h"

namespace slipway::gui {

/// Keeps the Store in step with the daemon: connects, reads STATE, follows events, and after a loss does so again.
///
///   Connecting --daemon answers, STATE read--> Connected --stream ends--> Lost --stream is back, STATE read-->
///   Connected
///
/// The first connection is tried with a back-off of 0.25 s doubling to 5 s; afterwards the event stream's own back-off
/// leads.
class Session : public QObject {
    Q_OBJECT
  public:
    struct Options {
        bool mayStartDaemon = true;  ///< where none answers at the start
        QString project;             ///< shown first, where it is there
    };

    Session(DaemonConnection* connection, Store* store, Options options, QObject* parent = nullptr);

    void start();
    /// Starts slipwayd and tries at once.
    void startDaemon();
    void openProject(const QString& name);
    /// `up` of a manifest on disk, then shows the project. `listen` empty: as the manifest says.
    void up(const QString& manifestPath, const QString& listen = {});
    /// `down` of the project shown.
    void down();
    /// Reads STATE again; for after a conflict.
    void refresh();
    /// Holds the view still: what comes is kept and applied when it goes on. Past kHeldMost events STATE is read
    /// instead.
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    static constexpr std::size_t kHeldMost = 20'000;

    const std::vector<ProjectInfo>& projects() const { return m_projects; }
    DaemonConnection* connection() const { return m_connection; }
    Store* store() const { return m_store; }
    bool isStartingDaemon() const { return m_startingDaemon; }

  signals:
    void pausedChanged(bool paused);
    void projectsChanged();
    /// Connected, and no project is there.
    void noProject();
    void upAccepted(const QString& project, const QString& operation);
    void upFailed(const slipway::gui::ApiError& error);
    void startingDaemon(bool starting);
    void daemonFailed(const slipway::gui::ApiError& error);
    /// A call that the user did not make went wrong; said quietly.
    void trouble(const slipway::gui::ApiError& error);

  private:
    void ask(bool mayStart);
    void readProjects();
    void readState(const QString& project);
    void readHistory(const QString& project);
    void onEvents(const std::vector<nlohmann::json>& batch);
    void onLost(const ApiError& error);

    DaemonConnection* m_connection;
    Store* m_store;
    Options m_options;
    QString m_wanted;  ///< the project to show
    std::vector<ProjectInfo> m_projects;
    QTimer m_retry;
    int m_retryMs = 250;
    bool m_following = false;  ///< the event stream was opened
    bool m_startingDaemon = false;
    bool m_reading = false;
    bool m_paused = false;
    std::vector<nlohmann::json> m_early;  ///< events that came while STATE was read
    std::vector<nlohmann::json> m_held;   ///< events that came while the view was paused
    quint64 m_round = 0;
};

}  // namespace slipway::gui
