#pragma once

#include <memory>
#include <string>

#include "gui/app/daemon_connection.h"

namespace slipway::client {
class EventStream;
struct Request;
}  // namespace slipway::client

namespace slipway::gui {

class WorkerPool;

/// DaemonConnection over slipway::client. Requests run on two threads of their own, events and each log stream on one;
/// what comes is parsed there and handed to the GUI thread in batches, so that a flood of lines costs it one event.
class ClientConnection : public DaemonConnection {
    Q_OBJECT
  public:
    /// `home`: absolute, as client::resolveHome gives it.
    explicit ClientConnection(const QString& home, QObject* parent = nullptr);
    ~ClientConnection() override;

    void get(const QString& path, QObject* context, Done done) override;
    void post(const QString& path, const nlohmann::json& body, QObject* context, Done done) override;
    void put(const QString& path, const nlohmann::json& body, QObject* context, Done done) override;
    void remove(const QString& path, QObject* context, Done done) override;
    void ensureDaemon(bool mayStart, QObject* context, Done done) override;
    void up(const QString& manifestPath, const QString& listen, QObject* context, Done done) override;
    void openEvents(qint64 sinceId) override;
    void retryNow() override;
    LogStream* openLogs(const QString& project, int tail, QObject* parent) override;
    QString home() const override { return QString::fromStdString(m_home); }

  private:
    void send(const std::string& method, const QString& path, const std::string& body, QObject* context, Done done);
    void deliverEvents();

    struct EventInbox;

    std::string m_home;
    std::unique_ptr<WorkerPool> m_pool;
    std::shared_ptr<EventInbox> m_inbox;
    std::unique_ptr<client::EventStream> m_events;
};

}  // namespace slipway::gui
