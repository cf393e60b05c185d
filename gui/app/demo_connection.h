#pragma once

#include "gui/app/daemon_connection.h"

namespace slipway::gui {

/// Answers from demo_state.h, for screenshots: reads work, the topology can be switched, other changes are refused.
class DemoConnection : public DaemonConnection {
    Q_OBJECT
  public:
    /// `empty`: a daemon without a project.
    explicit DemoConnection(bool empty, bool calm, qint64 nowMs, QObject* parent = nullptr);

    void get(const QString& path, QObject* context, Done done) override;
    void post(const QString& path, const nlohmann::json& body, QObject* context, Done done) override;
    /// The topology can be switched; all else is refused.
    void put(const QString& path, const nlohmann::json& body, QObject* context, Done done) override;
    void remove(const QString& path, QObject* context, Done done) override;
    void ensureDaemon(bool mayStart, QObject* context, Done done) override;
    void up(const QString& manifestPath, const QString& listen, QObject* context, Done done) override;
    void openEvents(qint64 sinceId) override;
    void retryNow() override {}
    LogStream* openLogs(const QString& project, int tail, QObject* parent) override;
    QString home() const override { return QStringLiteral("demo"); }

    /// A second's measurements, of now.
    void beat();
    /// Breaks the stream of events: what the window does when the daemon is lost.
    void lose();

  private:
    bool m_empty;
    bool m_calm;
    bool m_peerToPeer = false;
    int m_switches = 0;
    qint64 m_nowMs;
};

}  // namespace slipway::gui
