#include "gui/app/topology_commands.h"

#include "gui/models/json_read.h"

namespace slipway::gui {

namespace {
/// How long the daemon may take to say by an event that a switch ended, before it is asked.
constexpr int kAskSwitchMs = 3000;
}  // namespace

TopologyCommands::TopologyCommands(Session* session, QObject* parent)
    : QObject(parent), m_session(session), m_store(session->store()) {
    connect(m_store, &Store::operationsChanged, this, &TopologyCommands::check);
    m_poll.setInterval(kAskSwitchMs);
    connect(&m_poll, &QTimer::timeout, this, &TopologyCommands::poll);
    m_read.setInterval(kReadMs);
    connect(&m_read, &QTimer::timeout, this, &TopologyCommands::read);
    connect(m_store, &Store::reset, this, [this] {
        m_operation.clear();
        m_poll.stop();
    });
}

void TopologyCommands::switchTo(const QString& mode) {
    const QString before = m_store->topology().mode;
    if (m_asking || !m_operation.isEmpty() || !m_store->hasProject() || mode == before || m_store->runningSwitch()) {
        return;
    }
    m_asking = true;
    m_session->setPaused(false);
    const QString project = m_store->project().name;
    m_session->connection()->put(
        projectPath(project, QStringLiteral("/topology")), {{"mode", mode.toStdString()}}, this,
        [this, mode, before, project](const Reply& reply) {
            m_asking = false;
            if (project != m_store->project().name) {
                return;
            }
            if (!reply.ok()) {
                if (reply.error.code == QLatin1String("conflict")) {
                    m_session->refresh();
                }
                emit failed(mode, reply.error);
                return;
            }
            m_operation = read::text(reply.body, "operation");
            m_mode = mode;
            m_before = before;
            // The event of it may be under way still: until then it waits.
            if (!m_store->operation(m_operation)) {
                m_store->applyOperation(
                    {{"id", m_operation.toStdString()}, {"kind", "topology"}, {"service", ""}, {"state", "queued"}});
            }
            emit accepted(mode);
            m_poll.start();
            check();
        });
}

void TopologyCommands::check() {
    const Operation* operation = m_operation.isEmpty() ? nullptr : m_store->operation(m_operation);
    if (!operation || !operation->isOver()) {
        return;
    }
    m_operation.clear();
    m_poll.stop();
    const bool succeeded = operation->state == OperationState::Succeeded;
    const ApiError error = operation->error;
    m_session->refresh();  // the mode in force, and the processes that came or went
    if (succeeded) {
        emit finished(m_mode, m_before);
    } else {
        emit failed(m_mode, error);
    }
}

// An event may be lost with a connection: the operation itself tells.
void TopologyCommands::poll() {
    if (m_operation.isEmpty() || !m_store->isLive()) {
        return;
    }
    m_session->connection()->get(QStringLiteral("/v1/operations/%1").arg(pathSegment(m_operation)), this,
                                 [this](const Reply& reply) {
                                     if (reply.ok()) {
                                         m_store->applyOperation(reply.body);
                                     }
                                 });
}

void TopologyCommands::setWatching(bool watching) {
    if (watching == m_read.isActive()) {
        return;
    }
    if (watching) {
        m_read.start();
    } else {
        m_read.stop();
    }
}

void TopologyCommands::read() {
    if (!m_store->hasProject() || !m_store->isLive() || m_session->isPaused()) {
        return;
    }
    const QString project = m_store->project().name;
    m_session->connection()->get(projectPath(project, QStringLiteral("/topology")), this,
                                 [this, project](const Reply& reply) {
                                     if (reply.ok() && project == m_store->project().name) {
                                         m_store->applyProcesses(reply.body);
                                     }
                                 });
}

}  // namespace slipway::gui
