#include "gui/app/log_feed.h"

namespace slipway::gui {

namespace {
constexpr int kTail = 500;
constexpr int kAgainMs = 1000;
constexpr int kAnnounceMs = 60;
}  // namespace

LogFeed::LogFeed(Session* session, QObject* parent) : QObject(parent), m_session(session) {
    m_again.setSingleShot(true);
    m_again.setInterval(kAgainMs);
    connect(&m_again, &QTimer::timeout, this, &LogFeed::open);
    m_announce.setSingleShot(true);
    m_announce.setInterval(kAnnounceMs);
    connect(&m_announce, &QTimer::timeout, this, &LogFeed::appended);
    const auto follow = [this] {
        const QString project = m_session->store()->project().name;
        if (project != m_project) {
            close();
            m_arena.clear();
            m_lastMs = m_resumeMs = 0;
            m_project = project;
            emit appended();
        }
        open();
    };
    connect(session->store(), &Store::projectChanged, this, follow);
    connect(session->store(), &Store::reset, this, follow);
    connect(session->store(), &Store::linkChanged, this, follow);
}

void LogFeed::start() {
    m_wanted = true;
    open();
}

void LogFeed::open() {
    m_project = m_session->store()->project().name;
    if (!m_wanted || m_stream || m_project.isEmpty() || !m_session->store()->isLive()) {
        return;
    }
    m_resumeMs = m_lastMs;
    m_stream = m_session->connection()->openLogs(m_project, kTail, this);
    if (!m_stream) {
        return;
    }
    connect(m_stream, &LogStream::lines, this, &LogFeed::take);
    connect(m_stream, &LogStream::ended, this, [this] {
        close();
        m_again.start();
    });
}

void LogFeed::close() {
    if (m_stream) {
        m_stream->disconnect(this);
        m_stream->deleteLater();
        m_stream = nullptr;
    }
}

void LogFeed::take(const std::vector<nlohmann::json>& batch) {
    for (const nlohmann::json& each : batch) {
        const auto line = logLineFromJson(each);
        if (!line || (m_resumeMs > 0 && line->atMs <= m_resumeMs)) {
            continue;
        }
        m_lastMs = std::max(m_lastMs, line->atMs);
        m_arena.append(*line);
    }
    if (!m_announce.isActive()) {
        m_announce.start();
    }
}

}  // namespace slipway::gui
