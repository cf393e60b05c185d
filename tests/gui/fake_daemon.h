#pragma once

#include <QHash>
#include <QLocalServer>
#include <QLocalSocket>
#include <QObject>
#include <QPointer>
#include <QUrl>
#include <QUrlQuery>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "gui/sample_state.h"

/// slipwayd as far as the window sees it: HTTP/1.1 on HOME/slipwayd.sock with the answers of docs/control-api.md,
/// canned. Lives on the test's thread, so a test that waits with QTRY_* serves it. What was asked is in requests().
class FakeDaemon : public QObject {
  public:
    using json = nlohmann::json;

    struct Request {
        QString method;
        QString path;  ///< without the query
        QUrlQuery query;
        json body;
        bool wantsEvents = false;
    };
    struct Answer {
        int status = 200;
        json body;
    };
    using Handler = std::function<Answer(const Request&)>;

    explicit FakeDaemon(const QString& home) : m_socket(home + QStringLiteral("/slipwayd.sock")) { start(); }
    ~FakeDaemon() override { stop(); }

    /// What GET /v1/projects/shop answers; no project where null.
    json state = sample::state();
    json rollouts = json::array();
    json events = json::array();
    std::vector<json> logLines;

    void start() {
        QLocalServer::removeServer(m_socket);
        m_server = std::make_unique<QLocalServer>();
        QVERIFY2(m_server->listen(m_socket), qPrintable(m_server->errorString()));
        connect(m_server.get(), &QLocalServer::newConnection, this, [this] {
            while (QLocalSocket* socket = m_server->nextPendingConnection()) {
                m_sockets << socket;
                connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
                connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    /// As when the process is killed: every connection is closed, nobody listens.
    void stop() {
        m_server.reset();
        const auto sockets = std::exchange(m_sockets, {});
        for (const QPointer<QLocalSocket>& socket : sockets) {
            if (socket) {
                socket->abort();
                delete socket;
            }
        }
        m_eventStreams.clear();
        m_logStreams.clear();
        m_buffers.clear();
    }

    /// Answers `method path` (exact) instead of what is canned.
    void on(const QString& method, const QString& path, Handler handler) {
        m_handlers.insert(method + u' ' + path, std::move(handler));
    }

    void push(const json& event) {
        QByteArray text;
        if (event.contains("id")) {
            text += "id: " + QByteArray::number(event["id"].get<qlonglong>()) + "\n";
        }
        text += "event: " + QByteArray::fromStdString(event["type"].get<std::string>()) +
                "\ndata: " + QByteArray::fromStdString(event.dump()) + "\n\n";
        writeAll(m_eventStreams, text);
    }
    void pushLog(const json& line) { writeAll(m_logStreams, QByteArray::fromStdString(line.dump()) + "\n"); }

    const std::vector<Request>& requests() const { return m_requests; }
    int count(const QString& method, const QString& path) const {
        int found = 0;
        for (const Request& request : m_requests) {
            found += request.method == method && request.path == path ? 1 : 0;
        }
        return found;
    }
    json lastBody(const QString& method, const QString& path) const {
        for (auto request = m_requests.rbegin(); request != m_requests.rend(); ++request) {
            if (request->method == method && request->path == path) {
                return request->body;
            }
        }
        return {};
    }
    bool hasEventStream() const { return !m_eventStreams.empty(); }

  private:
    using Streams = std::vector<QPointer<QLocalSocket>>;

    void writeAll(Streams& streams, const QByteArray& text) {
        for (const QPointer<QLocalSocket>& socket : streams) {
            if (socket) {
                socket->write(QByteArray::number(text.size(), 16) + "\r\n" + text + "\r\n");
                socket->flush();
            }
        }
    }

    void read(QLocalSocket* socket) {
        QByteArray& buffer = m_buffers[socket];
        buffer += socket->readAll();
        while (true) {
            const qsizetype end = buffer.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            const QList<QByteArray> lines = buffer.left(end).split('\n');
            const QList<QByteArray> first = lines[0].trimmed().split(' ');
            qsizetype length = 0;
            Request request;
            for (const QByteArray& line : lines) {
                const QByteArray lower = line.trimmed().toLower();
                if (lower.startsWith("content-length:")) {
                    length = lower.mid(15).trimmed().toLongLong();
                }
                request.wantsEvents = request.wantsEvents || lower == "accept: text/event-stream";
            }
            if (buffer.size() < end + 4 + length) {
                return;
            }
            const QByteArray body = buffer.mid(end + 4, length);
            buffer.remove(0, end + 4 + length);
            const QUrl url(QString::fromLatin1(first.value(1)));
            request.method = QString::fromLatin1(first.value(0));
            request.path = url.path();
            request.query = QUrlQuery(url);
            request.body = body.isEmpty() ? json() : json::parse(body.toStdString(), nullptr, false);
            m_requests.push_back(request);
            serve(socket, request);
        }
    }

    void serve(QLocalSocket* socket, const Request& request) {
        if (request.path == QLatin1String("/v1/events") && request.wantsEvents) {
            socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            m_eventStreams.emplace_back(socket);
            return;
        }
        if (request.path.endsWith(QLatin1String("/logs"))) {
            socket->write(
                "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
            m_logStreams.emplace_back(socket);
            for (const json& line : logLines) {
                const QByteArray text = QByteArray::fromStdString(line.dump()) + "\n";
                socket->write(QByteArray::number(text.size(), 16) + "\r\n" + text + "\r\n");
            }
            return;
        }
        const auto handler = m_handlers.constFind(request.method + u' ' + request.path);
        const Answer answer = handler != m_handlers.constEnd() ? (*handler)(request) : canned(request);
        const QByteArray body = QByteArray::fromStdString(answer.body.dump());
        socket->write("HTTP/1.1 " + QByteArray::number(answer.status) +
                      " X\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                      "\r\n\r\n" + body);
    }

    Answer canned(const Request& request) {
        if (request.path == QLatin1String("/v1/version")) {
            return {200,
                    {{"version", "0.1.0"},
                     {"build", "test"},
                     {"schema", {1, 1}},
                     {"epoch", 1},
                     {"pid", 4242},
                     {"home", "/tmp"},
                     {"started_ms", 1}}};
        }
        if (request.path == QLatin1String("/v1/needs")) {
            return {200, {{"project", "shop"}, {"variables", json::array()}, {"env_files", json::array()}}};
        }
        if (request.path == QLatin1String("/v1/projects") && request.method == QLatin1String("GET")) {
            return {200, state.is_null() ? json::array() : json::array({state["project"]})};
        }
        if (request.path == QLatin1String("/v1/projects/shop") && request.method == QLatin1String("GET") &&
            !state.is_null()) {
            return {200, state};
        }
        if (request.path.endsWith(QLatin1String("/rollouts"))) {
            return {200, rollouts};
        }
        if (request.path == QLatin1String("/v1/events")) {
            return {200, events};
        }
        if (request.path.endsWith(QLatin1String("/metrics"))) {
            return {
                200,
                {{"step_ms", 1000}, {"from", 1700000000000}, {"services", json::object()}, {"edges", json::array()}}};
        }
        if (request.path == QLatin1String("/v1/projects/shop/topology") && !state.is_null()) {
            if (request.method == QLatin1String("PUT")) {
                // As the daemon: the mode is the new one from the start, and the old one again after a failure.
                const std::string mode = request.body.value("mode", std::string());
                state["topology"]["mode"] = mode;
                state["topology"]["processes"] = sample::processes(mode);
                const std::string id = "op-" + std::to_string(++m_operation);
                state["operations"] = json::array({sample::topologyOperation(id, "running", 0, 2)});
                return {202, {{"operation", id}}};
            }
            return {200, state["topology"]};
        }
        if (request.path.startsWith(QLatin1String("/v1/operations/"))) {
            return {404, {{"error", {{"code", "not_found"}, {"message", "no such operation"}}}}};
        }
        if (request.method == QLatin1String("POST") &&
            request.path.startsWith(QLatin1String("/v1/projects/shop/services/"))) {
            return {202, {{"operation", "op-" + std::to_string(++m_operation)}}};
        }
        return {404, {{"error", {{"code", "not_found"}, {"message", "no such path"}}}}};
    }

    QString m_socket;
    std::unique_ptr<QLocalServer> m_server;
    QList<QPointer<QLocalSocket>> m_sockets;
    QHash<QLocalSocket*, QByteArray> m_buffers;
    QHash<QString, Handler> m_handlers;
    std::vector<Request> m_requests;
    Streams m_eventStreams;
    Streams m_logStreams;
    int m_operation = 6;
};
