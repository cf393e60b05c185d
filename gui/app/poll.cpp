#include "gui/app/poll.h"

namespace slipway::gui {

Poll::Poll(Session* session, int intervalMs, QObject* parent)
    : QObject(parent), m_session(session), m_store(session->store()) {
    m_next.setSingleShot(true);
    m_next.setInterval(intervalMs);
    connect(&m_next, &QTimer::timeout, this, &Poll::ask);
    connect(m_store, &Store::reset, this, [this] {
        if (m_project != m_store->project().name) {
            askNow();
        }
    });
    connect(m_store, &Store::linkChanged, this, [this](Link link) {
        if (link == Link::Connected) {
            askNow();
        }
    });
}

void Poll::setPath(const QString& rest) {
    if (rest != m_rest) {
        m_rest = rest;
        askNow();
    }
}

void Poll::setWatching(bool watching) {
    if (watching != m_watching) {
        m_watching = watching;
        askNow();
    }
}

void Poll::askNow() {
    ++m_round;
    m_next.stop();
    if (m_watching) {
        ask();
    }
}

void Poll::ask() {
    if (m_rest.isEmpty()) {
        return;
    }
    if (!m_store->hasProject() || !m_store->isLive() || m_session->isPaused()) {
        m_next.start();
        return;
    }
    m_project = m_store->project().name;
    m_session->connection()->get(projectPath(m_project, m_rest), this, [this, round = m_round](const Reply& reply) {
        if (round != m_round) {
            return;
        }
        m_next.start();
        if (reply.ok()) {
            emit answered(reply.body);
        } else {
            emit failed(reply.error);
        }
    });
}

}  // namespace slipway::gui
