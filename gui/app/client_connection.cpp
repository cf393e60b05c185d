#include "gui/app/client_connection.h"

#include <QMetaObject>
#include <atomic>
#include <mutex>
#include <thread>

#include "client/control_client.h"
#include "client/ensure_daemon.h"
#include "client/event_stream.h"
#include "client/home.h"
#include "client/lines.h"
#include "client/up_request.h"
#include "gui/app/worker_pool.h"
#include "protocol/api.h"

namespace slipway::gui {

using nlohmann::json;

namespace {

constexpr int kThreads = 2;

ApiError toGui(const api::ApiError& error) {
    return errorFromJson(json(error));
}

Reply failed(const api::ApiError& error) {
    return {json(), toGui(error)};
}

Reply fromBody(const api::Answer<std::string>& answer) {
    if (!answer) {
        return failed(answer.error());
    }
    if (answer->empty()) {
        return {json::object(), {}};
    }
    json body = json::parse(*answer, nullptr, false);
    if (body.is_discarded()) {
        return failed(
            api::ApiError(Error{ErrorCode::Corrupt, "slipwayd answered with something that is no JSON", "", {}}));
    }
    return {std::move(body), {}};
}

/// Runs `done(reply)` on the GUI thread, unless `context` is gone by then. `context` is only ever touched there.
class Answerer {
  public:
    Answerer(QObject* gui, QObject* context, DaemonConnection::Done done)
        : m_gui(gui), m_context(context), m_done(std::make_shared<DaemonConnection::Done>(std::move(done))) {}

    void operator()(Reply reply) const {
        QMetaObject::invokeMethod(
            m_gui,
            [context = m_context, done = m_done, reply = std::move(reply)] {
                if (context && *done) {
                    (*done)(reply);
                }
            },
            Qt::QueuedConnection);
    }

  private:
    QObject* m_gui;
    QPointer<QObject> m_context;
    std::shared_ptr<DaemonConnection::Done> m_done;
};

}  // namespace

/// Events between the stream's thread and ours.
struct ClientConnection::EventInbox {
    std::mutex mutex;
    std::vector<json> batch;
};

namespace {

/// Follows the logs of a project on a thread of its own.
class ClientLogStream : public LogStream {
  public:
    ClientLogStream(const std::string& home, const std::string& path, QObject* parent)
        : LogStream(parent), m_transport(client::daemonSocket(home)), m_thread([this, path] { run(path); }) {}

    ~ClientLogStream() override {
        m_transport.interrupt();
        m_thread.join();
    }

  private:
    void run(const std::string& path) {
        client::Lines split;
        client::Request request;
        request.path = path;
        request.timeout = std::chrono::milliseconds(0);
        request.onPiece = [&](std::string_view piece) {
            std::vector<json> parsed;
            split.take(piece, [&](std::string_view line) {
                json value = json::parse(line, nullptr, false);
                if (value.is_object()) {
                    parsed.push_back(std::move(value));
                }
                return true;
            });
            if (!parsed.empty()) {
                push(std::move(parsed));
            }
            return true;
        };
        const auto answer = m_transport.perform(request);
        const ApiError error = answer ? ApiError() : toGui(answer.error());
        QMetaObject::invokeMethod(
            this, [this, error] { emit ended(error); }, Qt::QueuedConnection);
    }

    void push(std::vector<json> parsed) {
        bool first = false;
        {
            const std::lock_guard lock(m_mutex);
            first = m_batch.empty();
            std::move(parsed.begin(), parsed.end(), std::back_inserter(m_batch));
        }
        if (first) {
            QMetaObject::invokeMethod(
                this,
                [this] {
                    std::vector<json> batch;
                    {
                        const std::lock_guard lock(m_mutex);
                        batch.swap(m_batch);
                    }
                    emit lines(batch);
                },
                Qt::QueuedConnection);
        }
    }

    client::Transport m_transport;
    std::mutex m_mutex;
    std::vector<json> m_batch;
    std::thread m_thread;
};

}  // namespace

ClientConnection::ClientConnection(const QString& home, QObject* parent)
    : DaemonConnection(parent),
      m_home(home.toStdString()),
      m_pool(std::make_unique<WorkerPool>(client::daemonSocket(m_home), kThreads)),
      m_inbox(std::make_shared<EventInbox>()) {}

ClientConnection::~ClientConnection() {
    m_events.reset();
    m_pool.reset();
}

void ClientConnection::send(const std::string& method, const QString& path, const std::string& body, QObject* context,
                            Done done) {
    m_pool->run([method, path = path.toStdString(), body,
                 answer = Answerer(this, context, std::move(done))](client::Transport& transport) {
        client::Request request;
        request.method = method;
        request.path = path;
        request.body = body;
        answer(fromBody(transport.perform(request)));
    });
}

void ClientConnection::get(const QString& path, QObject* context, Done done) {
    send("GET", path, {}, context, std::move(done));
}

void ClientConnection::post(const QString& path, const json& body, QObject* context, Done done) {
    send("POST", path, body.dump(), context, std::move(done));
}

void ClientConnection::put(const QString& path, const json& body, QObject* context, Done done) {
    send("PUT", path, body.dump(), context, std::move(done));
}

void ClientConnection::remove(const QString& path, QObject* context, Done done) {
    send("DELETE", path, {}, context, std::move(done));
}

void ClientConnection::ensureDaemon(bool mayStart, QObject* context, Done done) {
    m_pool->run(
        [home = m_home, mayStart, answer = Answerer(this, context, std::move(done))](client::Transport& transport) {
            if (!mayStart) {
                client::Request request;
                request.path = "/v1/version";
                request.timeout = std::chrono::seconds(5);
                answer(fromBody(transport.perform(request)));
                return;
            }
            const auto version = client::ensureDaemon(home);
            answer(version ? Reply{json(*version), {}} : failed(version.error()));
        });
}

void ClientConnection::up(const QString& manifestPath, const QString& listen, QObject* context, Done done) {
    m_pool->run([home = m_home, path = manifestPath.toStdString(), listen = listen.toStdString(),
                 answer = Answerer(this, context, std::move(done))](client::Transport&) {
        const auto request = client::upRequest(path, listen);
        if (!request) {
            answer(failed(api::ApiError(request.error())));
            return;
        }
        const auto accepted = client::ControlClient(home).up(*request);
        answer(accepted ? Reply{json(*accepted), {}} : failed(accepted.error()));
    });
}

void ClientConnection::openEvents(qint64 sinceId) {
    m_events.reset();
    m_inbox = std::make_shared<EventInbox>();
    client::EventStream::Callbacks callbacks;
    callbacks.connected = [this] {
        QMetaObject::invokeMethod(
            this, [this] { emit eventsConnected(); }, Qt::QueuedConnection);
    };
    callbacks.lost = [this](const api::ApiError& error, std::chrono::milliseconds wait) {
        QMetaObject::invokeMethod(
            this, [this, error = toGui(error), wait] { emit eventsLost(error, static_cast<int>(wait.count())); },
            Qt::QueuedConnection);
    };
    callbacks.event = [this, inbox = m_inbox](const api::Event& event) {
        bool first = false;
        {
            const std::lock_guard lock(inbox->mutex);
            first = inbox->batch.empty();
            inbox->batch.push_back(json(event));
        }
        if (first) {
            QMetaObject::invokeMethod(
                this, [this] { deliverEvents(); }, Qt::QueuedConnection);
        }
    };
    m_events = std::make_unique<client::EventStream>(m_home, std::string(), sinceId, std::move(callbacks));
}

void ClientConnection::deliverEvents() {
    std::vector<json> batch;
    {
        const std::lock_guard lock(m_inbox->mutex);
        batch.swap(m_inbox->batch);
    }
    if (!batch.empty()) {
        emit events(batch);
    }
}

void ClientConnection::retryNow() {
    if (m_events) {
        m_events->retryNow();
    }
}

LogStream* ClientConnection::openLogs(const QString& project, int tail, QObject* parent) {
    client::LogQuery query;
    query.project = project.toStdString();
    query.tail = tail;
    query.follow = true;
    return new ClientLogStream(m_home, client::logsPath(query), parent);
}

}  // namespace slipway::gui
