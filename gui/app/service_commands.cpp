#include "gui/app/service_commands.h"

#include <QTimer>

#include "gui/models/json_read.h"

namespace slipway::gui {

using nlohmann::json;

namespace {

/// How long the daemon may take to say by an event that an operation ended, before it is asked.
constexpr int kAskAfterMs = 3000;

const char* verb(ServiceAction action) {
    switch (action) {
        case ServiceAction::Redeploy:
            return "redeploy";
        case ServiceAction::Scale:
            return "scale";
        case ServiceAction::Restart:
            return "restart";
        case ServiceAction::Stop:
            return "stop";
        case ServiceAction::Start:
            return "start";
        case ServiceAction::OpenDetail:
        case ServiceAction::OpenLogs:
            break;
    }
    return nullptr;
}

}  // namespace

ServiceCommands::ServiceCommands(Session* session, QObject* parent)
    : QObject(parent), m_session(session), m_store(session->store()) {
    connect(m_store, &Store::operationsChanged, this, [this](const QStringList& ids) {
        for (const QString& id : ids) {
            check(id);
        }
    });
}

void ServiceCommands::perform(ServiceAction action, const QString& service, int argument) {
    json body = json::object();
    if (action == ServiceAction::Scale) {
        body["replicas"] = argument;
    }
    send(action, service, argument, std::move(body));
}

void ServiceCommands::restartInstance(const QString& service, const QString& instance) {
    send(ServiceAction::Restart, service, 0, {{"instance", instance.toStdString()}});
}

void ServiceCommands::send(ServiceAction action, const QString& service, int argument, json body) {
    const char* word = verb(action);
    const Service* now = m_store->service(service);
    if (!word || !now) {
        return;
    }
    const int before = action == ServiceAction::Scale ? now->desired : -1;
    const int after = action == ServiceAction::Scale ? argument : -1;
    const QString path = projectPath(m_store->project().name,
                                     QStringLiteral("/services/%1/%2").arg(pathSegment(service), QLatin1String(word)));
    m_session->connection()->post(path, body, this,
                                  [this, action, service, argument, before, after, word](const Reply& reply) {
                                      if (!reply.ok()) {
                                          if (reply.error.code == QLatin1String("conflict")) {
                                              m_session->refresh();
                                          }
                                          emit refused(action, service, argument, reply.error);
                                          return;
                                      }
                                      const QString id = read::text(reply.body, "operation");
                                      m_followed.insert(id, {action, service, before, after});
                                      // The event of it may be under way still: until then it waits.
                                      if (!m_store->operation(id)) {
                                          m_store->applyOperation({{"id", id.toStdString()},
                                                                   {"kind", word},
                                                                   {"service", service.toStdString()},
                                                                   {"state", "queued"}});
                                      }
                                      emit accepted(action, service, id, before, after);
                                      check(id);
                                      QTimer::singleShot(kAskAfterMs, this, [this, id] { poll(id); });
                                  });
}

void ServiceCommands::check(const QString& id) {
    const auto followed = m_followed.constFind(id);
    const Operation* operation = m_store->operation(id);
    if (followed == m_followed.constEnd() || !operation || !operation->isOver()) {
        return;
    }
    Finished what{
        followed->action, followed->service, id, operation->rollout, operation->state == OperationState::Succeeded,
        followed->before, followed->after};
    m_followed.erase(followed);
    emit finished(what);
}

// An event may be lost with a connection: the operation itself tells.
void ServiceCommands::poll(const QString& id) {
    if (!m_followed.contains(id)) {
        return;
    }
    if (m_store->isLive()) {
        m_session->connection()->get(QStringLiteral("/v1/operations/%1").arg(pathSegment(id)), this,
                                     [this](const Reply& reply) {
                                         if (reply.ok()) {
                                             m_store->applyOperation(reply.body);
                                         }
                                     });
    }
    QTimer::singleShot(kAskAfterMs, this, [this, id] { poll(id); });
}

}  // namespace slipway::gui
