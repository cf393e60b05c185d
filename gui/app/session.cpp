#include "gui/app/session.h"

#include <algorithm>

#include "gui/models/json_read.h"

namespace slipway::gui {

using nlohmann::json;

namespace {
constexpr int kFirstRetryMs = 250;
constexpr int kLongestRetryMs = 5000;
constexpr int kReceipts = 50;
constexpr int kEvents = 200;
constexpr int kAskAddressAgainMs = 300;
}  // namespace

Session::Session(DaemonConnection* connection, Store* store, Options options, QObject* parent)
    : QObject(parent),
      m_connection(connection),
      m_store(store),
      m_options(std::move(options)),
      m_wanted(m_options.project) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] { ask(false); });
    connect(connection, &DaemonConnection::events, this, &Session::onEvents);
    connect(connection, &DaemonConnection::eventsLost, this, [this](const ApiError& error) { onLost(error); });
    connect(connection, &DaemonConnection::eventsConnected, this, [this] {
        // The first time STATE was read just before; after a loss the daemon may be another one.
        if (m_store->link() == Link::Lost) {
            readProjects();
        }
    });
}

void Session::start() {
    ask(m_options.mayStartDaemon);
}

void Session::ask(bool mayStart) {
    if (mayStart) {
        m_startingDaemon = true;
        emit startingDaemon(true);
    }
    m_connection->ensureDaemon(mayStart, this, [this, mayStart](const Reply& reply) {
        if (mayStart) {
            m_startingDaemon = false;
            emit startingDaemon(false);
        }
        if (reply.ok()) {
            m_retryMs = kFirstRetryMs;
            if (m_following && m_store->link() == Link::Lost) {
                m_connection->retryNow();
            } else {
                readProjects();
            }
            return;
        }
        if (mayStart) {
            emit daemonFailed(reply.error);
        }
        if (!m_following) {
            m_retry.start(m_retryMs);
            m_retryMs = std::min(2 * m_retryMs, kLongestRetryMs);
        }
    });
}

void Session::startDaemon() {
    m_retry.stop();
    ask(true);
}

void Session::readProjects() {
    const quint64 round = ++m_round;
    m_connection->get(QStringLiteral("/v1/projects"), this, [this, round](const Reply& reply) {
        if (round != m_round) {
            return;
        }
        if (!reply.ok()) {
            onLost(reply.error);
            return;
        }
        m_projects.clear();
        for (const json& each : reply.body) {
            m_projects.push_back(projectFromJson(each));
        }
        emit projectsChanged();
        const auto there = [this](const QString& name) {
            return std::any_of(m_projects.begin(), m_projects.end(),
                               [&](const ProjectInfo& p) { return p.name == name; });
        };
        QString next = there(m_wanted)                  ? m_wanted
                       : there(m_store->project().name) ? m_store->project().name
                                                        : QString();
        if (next.isEmpty() && !m_projects.empty()) {
            next = m_projects.front().name;
        }
        if (!next.isEmpty()) {
            readState(next);
            return;
        }
        if (m_store->hasProject()) {
            m_store->clear();
        }
        m_store->setLink(Link::Connected);
        if (!m_following) {
            m_following = true;
            m_connection->openEvents(0);
        }
        emit noProject();
    });
}

void Session::readState(const QString& project) {
    const quint64 round = ++m_round;
    m_reading = true;
    m_connection->get(projectPath(project), this, [this, round, project](const Reply& reply) {
        if (round != m_round) {
            return;
        }
        m_reading = false;
        if (!reply.ok()) {
            if (reply.error.code == QLatin1String("not_found")) {
                m_wanted.clear();
                readProjects();
            } else {
                onLost(reply.error);
            }
            return;
        }
        m_wanted = project;
        m_store->applyState(reply.body);
        for (const json& event : std::exchange(m_early, {})) {
            m_store->applyEvent(event);
        }
        m_store->setLink(Link::Connected);
        if (!m_following) {
            m_following = true;
            m_connection->openEvents(m_store->eventId());
        }
        readHistory(project);
        // An address of any port is known only once the gateway listens; no event tells.
        const QStringList& listen = m_store->project().listen;
        if (std::any_of(listen.begin(), listen.end(),
                        [](const QString& address) { return address.endsWith(QLatin1String(":0")); })) {
            QTimer::singleShot(kAskAddressAgainMs, this, [this, round] {
                if (round == m_round) {
                    refresh();
                }
            });
        }
    });
}

void Session::readHistory(const QString& project) {
    const auto still = [this, project] { return m_store->project().name == project; };
    m_connection->get(projectPath(project, QStringLiteral("/metrics?since=0")), this,
                      [this, still](const Reply& reply) {
                          if (reply.ok() && still()) {
                              m_store->applyMetrics(reply.body);
                          }
                      });
    m_connection->get(projectPath(project, QStringLiteral("/rollouts?limit=%1").arg(kReceipts)), this,
                      [this, still](const Reply& reply) {
                          if (reply.ok() && still()) {
                              m_store->applyReceipts(reply.body);
                          }
                      });
    m_connection->get(QStringLiteral("/v1/events?project=%1&limit=%2").arg(pathSegment(project)).arg(kEvents), this,
                      [this, still](const Reply& reply) {
                          if (reply.ok() && still()) {
                              m_store->applyEventHistory(reply.body);
                          }
                      });
}

void Session::onEvents(const std::vector<json>& batch) {
    bool again = false;
    for (const json& event : batch) {
        const QString type = read::text(event, "type");
        if (type == QLatin1String("project")) {
            const QString action = read::text(event, "action");
            const bool ours = read::text(event, "project") == m_store->project().name;
            // "up" brings services, "changed" other ones, "down" takes them, "topology" is the mode: STATE says which.
            again = again || action == QLatin1String("up") || action == QLatin1String("changed") ||
                    action == QLatin1String("down") || (action == QLatin1String("topology") && ours);
            if (action == QLatin1String("up") && m_wanted.isEmpty() && !m_store->hasProject()) {
                m_wanted = read::text(event, "project");
            }
            if (!ours) {
                continue;
            }
        }
        if (m_reading) {
            m_early.push_back(event);
            continue;
        }
        if (m_paused) {
            m_held.push_back(event);
            continue;
        }
        if (m_store->hasProject()) {
            again = !m_store->applyEvent(event) || again;
        }
    }
    if (again && !m_paused) {
        readProjects();
    }
}

void Session::onLost(const ApiError& error) {
    m_reading = false;
    m_early.clear();
    if (m_store->link() == Link::Connected) {
        m_store->setLink(Link::Lost);
    }
    if (!m_following && !m_retry.isActive()) {
        m_retry.start(m_retryMs);
        m_retryMs = std::min(2 * m_retryMs, kLongestRetryMs);
    }
    Q_UNUSED(error)
}

void Session::openProject(const QString& name) {
    m_wanted = name;
    if (m_store->isLive()) {
        readState(name);
    }
}

void Session::refresh() {
    if (m_store->hasProject() && m_store->isLive()) {
        readState(m_store->project().name);
    }
}

void Session::setPaused(bool paused) {
    if (paused == m_paused) {
        return;
    }
    m_paused = paused;
    if (!paused) {
        const auto held = std::exchange(m_held, {});
        if (held.size() > kHeldMost) {
            refresh();
        } else {
            onEvents(held);
        }
    }
    emit pausedChanged(paused);
}

void Session::up(const QString& manifestPath, const QString& listen) {
    m_connection->up(manifestPath, listen, this, [this](const Reply& reply) {
        if (!reply.ok()) {
            emit upFailed(reply.error);
            return;
        }
        const QString project = read::text(reply.body, "project");
        m_wanted = project;
        emit upAccepted(project, read::text(reply.body, "operation"));
        readProjects();
    });
}

void Session::down() {
    if (!m_store->hasProject()) {
        return;
    }
    m_connection->remove(projectPath(m_store->project().name), this, [this](const Reply& reply) {
        if (!reply.ok()) {
            emit trouble(reply.error);
        }
    });
}

}  // namespace slipway::gui
