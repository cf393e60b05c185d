#pragma once

#include <QHash>
#include <QObject>

#include "gui/app/session.h"
#include "gui/models/service_action.h"

namespace slipway::gui {

/// Does what the user asks of a service, and says how it went. One operation a service is followed; while it waits for
/// the daemon's answer the service has a queued operation in the Store, so that every button knows.
class ServiceCommands : public QObject {
    Q_OBJECT
  public:
    explicit ServiceCommands(Session* session, QObject* parent = nullptr);

    /// OpenDetail and OpenLogs are the window's, not done here. `argument`: replicas for Scale.
    void perform(ServiceAction action, const QString& service, int argument = 0);

    void restartInstance(const QString& service, const QString& instance);

    struct Finished {
        ServiceAction action = ServiceAction::Redeploy;
        QString service;
        QString operation;
        QString receipt;  ///< id, empty where none came
        bool succeeded = false;
        int replicasBefore = -1;  ///< Scale alone
        int replicasAfter = -1;
    };

  signals:
    void accepted(slipway::gui::ServiceAction action, const QString& service, const QString& operation, int before,
                  int after);
    /// The daemon refused; nothing changed. On a conflict the Store is read again first.
    void refused(slipway::gui::ServiceAction action, const QString& service, int argument,
                 const slipway::gui::ApiError& error);
    void finished(const slipway::gui::ServiceCommands::Finished& what);

  private:
    struct Followed {
        ServiceAction action;
        QString service;
        int before = -1;
        int after = -1;
    };
    void send(ServiceAction action, const QString& service, int argument, nlohmann::json body);
    void check(const QString& operation);
    void poll(const QString& operation);

    Session* m_session;
    Store* m_store;
    QHash<QString, Followed> m_followed;
};

}  // namespace slipway::gui
