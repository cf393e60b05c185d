#include "gui/app/demo_connection.h"

#include <QDateTime>
#include <QMetaObject>

#include "gui/app/demo_planes.h"
#include "gui/app/demo_state.h"

namespace slipway::gui {

using nlohmann::json;

namespace {

void answer(QObject* context, DaemonConnection::Done done, Reply reply) {
    QMetaObject::invokeMethod(
        context, [done = std::move(done), reply = std::move(reply)] { done(reply); }, Qt::QueuedConnection);
}

Reply refused() {
    return {json(),
            {QStringLiteral("usage"), QStringLiteral("This is a picture of a shop, not a shop"), QString(), {}}};
}

}  // namespace

DemoConnection::DemoConnection(bool empty, bool calm, qint64 nowMs, QObject* parent)
    : DaemonConnection(parent), m_empty(empty), m_calm(calm), m_nowMs(nowMs) {}

void DemoConnection::get(const QString& path, QObject* context, Done done) {
    const json state = demo::state(m_nowMs, m_calm, m_peerToPeer);
    json body = json::array();
    if (path == QLatin1String("/v1/projects")) {
        body = m_empty ? json::array() : json::array({state["project"]});
    } else if (path.contains(QLatin1String("/metrics"))) {
        body = demo::metrics(m_nowMs);
    } else if (path.contains(QLatin1String("/rollouts"))) {
        body = demo::receipts(m_nowMs);
    } else if (path.startsWith(QLatin1String("/v1/events"))) {
        body = demo::events(m_nowMs);
    } else if (path == QLatin1String("/v1/projects/shop/topology")) {
        body = state["topology"];
        body["prices"] = m_calm ? json::array() : demo::prices(m_nowMs);
    } else if (path.contains(QLatin1String("/traces?"))) {
        body = m_calm ? json::array() : demo::traces(path, m_nowMs);
    } else if (path.contains(QLatin1String("/traces/"))) {
        body = demo::trace(path.section(u'/', -1), m_nowMs);
    } else if (path.endsWith(QLatin1String("/routes"))) {
        body = demo::routes();
    } else if (path.endsWith(QLatin1String("/cache"))) {
        body = m_calm ? json::object() : demo::cacheStats();
    } else if (path.endsWith(QLatin1String("/mirrors"))) {
        body = m_calm ? json::array() : demo::mirrors(m_nowMs);
    } else if (path.endsWith(QLatin1String("/queues"))) {
        body = m_calm ? json::array() : demo::queues();
    } else if (path.contains(QLatin1String("/queues/"))) {
        body = demo::messages(m_nowMs);
    } else if (path.contains(QLatin1String("/sagas?state=stuck"))) {
        body = m_calm ? json::array() : demo::stuckSagas(m_nowMs);
    } else if (path.contains(QLatin1String("/sagas?"))) {
        body = m_calm ? json::array() : demo::sagas(m_nowMs);
    } else if (path.contains(QLatin1String("/sagas/"))) {
        body = demo::saga(path.section(u'/', -1), m_nowMs);
    } else if (path == QLatin1String("/v1/projects/shop")) {
        body = state;
    }
    answer(context, std::move(done), {body, {}});
}

void DemoConnection::post(const QString&, const json&, QObject* context, Done done) {
    answer(context, std::move(done), refused());
}
void DemoConnection::put(const QString& path, const json& body, QObject* context, Done done) {
    if (path != QLatin1String("/v1/projects/shop/topology")) {
        answer(context, std::move(done), refused());
        return;
    }
    m_peerToPeer = body.value("mode", std::string()) == "p2p";
    const std::string id = "op-" + std::to_string(40 + ++m_switches);
    answer(context, std::move(done), {{{"operation", id}}, {}});
    const json operation = {
        {"id", id},  {"kind", "topology"}, {"service", ""},         {"state", "succeeded"},     {"phase", "done"},
        {"done", 7}, {"total", 7},         {"started_ms", m_nowMs}, {"ended_ms", m_nowMs + 300}};
    QMetaObject::invokeMethod(
        this,
        [this, operation] {
            emit events({{{"type", "project"}, {"project", "shop"}, {"action", "topology"}, {"at", m_nowMs}},
                         {{"type", "operation"}, {"project", "shop"}, {"operation", operation}, {"at", m_nowMs}}});
        },
        Qt::QueuedConnection);
}

void DemoConnection::remove(const QString&, QObject* context, Done done) {
    answer(context, std::move(done), refused());
}

void DemoConnection::ensureDaemon(bool, QObject* context, Done done) {
    answer(context, std::move(done), {{{"version", "demo"}}, {}});
}

void DemoConnection::up(const QString&, const QString&, QObject* context, Done done) {
    answer(context, std::move(done), refused());
}

void DemoConnection::openEvents(qint64) {
    std::vector<json> batch;
    for (int ago = 299; ago >= 0 && !m_empty; --ago) {
        batch.push_back({{"type", "tick"},
                         {"at", m_nowMs - ago * 1000LL},
                         {"services", json::array()},
                         {"edges", json::array()},
                         {"gateway", demo::tick(m_nowMs - ago * 1000LL)["gateway"]}});
    }
    QMetaObject::invokeMethod(
        this, [this, batch] { emit events(batch); }, Qt::QueuedConnection);
}

LogStream* DemoConnection::openLogs(const QString&, int, QObject* parent) {
    auto* stream = new LogStream(parent);
    QMetaObject::invokeMethod(
        stream, [stream, lines = demo::logLines(m_nowMs)] { emit stream->lines(lines); }, Qt::QueuedConnection);
    return stream;
}

void DemoConnection::beat() {
    const qint64 nowMs = QDateTime::currentMSecsSinceEpoch();
    emit events({{{"type", "tick"},
                  {"at", nowMs - 4},
                  {"services", json::array()},
                  {"edges", json::array()},
                  {"gateway", demo::tick(m_nowMs)["gateway"]}}});
}

void DemoConnection::lose() {
    emit eventsLost({QStringLiteral("daemon_unreachable"), QStringLiteral("slipwayd does not answer"), QString(), {}},
                    250);
}

}  // namespace slipway::gui
