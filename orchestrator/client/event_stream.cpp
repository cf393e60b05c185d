#include "client/event_stream.h"

#include <algorithm>

#include "base/percent.h"
#include "client/home.h"
#include "client/sse_parser.h"
#include "protocol/api.h"

namespace slipway::client {

using std::chrono::milliseconds;

namespace {
constexpr milliseconds kFirstWait{250};
constexpr milliseconds kLongestWait{5000};
}  // namespace

EventStream::EventStream(const std::string& home, std::string project, std::int64_t sinceId, Callbacks callbacks)
    : m_transport(daemonSocket(home)),
      m_project(std::move(project)),
      m_lastId(sinceId > 0 ? std::to_string(sinceId) : ""),
      m_callbacks(std::move(callbacks)),
      m_thread([this] { run(); }) {}

EventStream::~EventStream() {
    stop();
}

void EventStream::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_transport.interrupt();
    if (m_thread.joinable())
        m_thread.join();
}

void EventStream::retryNow() {
    {
        const std::lock_guard lock(m_mutex);
        m_hurry = true;
    }
    m_wake.notify_all();
}

void EventStream::run() {
    milliseconds wait = kFirstWait;
    while (true) {
        m_gotThrough = false;
        const api::ApiError error = follow();
        wait = m_gotThrough ? kFirstWait : wait;
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping)
                return;
        }
        if (m_callbacks.lost)
            m_callbacks.lost(error, wait);
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, wait, [this] { return m_stopping || m_hurry; });
        if (m_stopping)
            return;
        m_hurry = false;
        wait = std::min(wait * 2, kLongestWait);
    }
}

api::ApiError EventStream::follow() {
    SseParser parser([this](const ServerSentEvent& sent) {
        if (!sent.id.empty())
            m_lastId = sent.id;
        auto event = api::decode<api::Event>(sent.data);
        if (event && m_callbacks.event)
            m_callbacks.event(*event);
    });
    Request request;
    request.path = "/v1/events" + (m_project.empty() ? std::string() : "?project=" + percentEncoded(m_project));
    request.timeout = milliseconds(0);
    request.headers = {{"Accept", "text/event-stream"}};
    if (!m_lastId.empty())
        request.headers.emplace_back("Last-Event-ID", m_lastId);
    request.onHead = [this] {
        m_gotThrough = true;
        if (m_callbacks.connected)
            m_callbacks.connected();
    };
    request.onPiece = [&](std::string_view piece) {
        parser.take(piece);
        return true;
    };
    const auto ended = m_transport.perform(request);
    if (!ended)
        return ended.error();
    return api::ApiError(Error{ErrorCode::DaemonUnreachable, "slipwayd ended the stream of events", "", {}});
}

}  // namespace slipway::client
